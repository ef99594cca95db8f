"""The usual request that brings events, heard where it is read: no task, no ASGI, one write.

It comes whole with its head, its sender is known, and nothing about it is refused. Whatever is
otherwise goes the usual way, as if it had not been here: that alone refuses, waits and explains.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from dangol.edge.answers import Answer
from dangol.edge.cors import leave_for
from dangol.edge.events_in import SUCCESS
from dangol.edge.requests import Scope
from dangol.edge.resources import Resources
from dangol.kernel.errors import DangolError
from dangol.kernel.event import encode_entry
from dangol.live.collect.api import COLLECTION_PATHS, Call, find_write_key, hear
from dangol.live.collect.contracts import LARGEST_BODY, Heard
from dangol.registry.sources.contracts import Source

Done = Callable[[Answer | None], None]
"""Is given the answer when the events are on disk; None where they could not be written."""
Express = Callable[[Scope, bytes, Done], bool]
"""Takes a request and its body, and tells whether it did."""


class _Path(NamedTuple):
    label: str
    call: Call


_PATHS = {path.encode(): _Path(path, call) for path, call in COLLECTION_PATHS.items()}


def take_at_once(scope: Scope, body: bytes, resources: Resources, done: Done) -> bool:
    """Take a request where it is a usual one, and tell whether it is; else nothing has happened.

    Args:
        scope: ASGI's description of it.
        body: all of it.
        resources: where the log is.
        done: is given the answer.
    """
    path = _PATHS.get(scope["raw_path"])
    if path is None or scope["method"] != "POST" or len(body) > LARGEST_BODY:
        return False
    headers = dict(scope["headers"])
    if b"content-encoding" in headers or resources.pressure.refusal is not None:
        return False
    key = find_write_key(
        authorization=headers.get(b"authorization", b""),
        write_key=headers.get(b"x-write-key", b""),
        query=scope["query_string"],
        body=body,
    )
    source = resources.keyring.known(key) if key else None
    if source is None or not source.enabled or source.limited:
        return False
    heard = _hear(body, path.call, source, headers.get(b"sentat", b""), resources)
    if heard is None:
        return False
    entries = [encode_entry(entry) for entry in heard.entries]
    leave = leave_for(headers)
    answer = SUCCESS._replace(headers=SUCCESS.headers + leave) if leave else SUCCESS
    told = partial(_tell, answer, path.label, heard.accepted, resources, done)
    resources.committer.append_and_tell(entries, told)
    return True


def _hear(
    body: bytes, call: Call, source: Source, sent_at: bytes, resources: Resources
) -> Heard | None:
    """Return what a request says, None where any of it is refused or more must be asked first."""
    gate = resources.gates.known(source)
    shield = resources.shields.known(source.name)
    if gate is None or shield is None:
        return None
    try:
        heard = hear(
            body,
            call,
            source,
            received=resources.clock(),
            sent_at=sent_at.decode("latin-1"),
            shield=shield,
            admit=gate.admit,
        )
    except DangolError:
        return None
    return None if heard.refused else heard


def _tell(
    answer: Answer,
    label: str,
    accepted: int,
    resources: Resources,
    done: Done,
    failure: BaseException | None,
) -> None:
    if failure is not None:
        done(None)
        return
    resources.counters.accepted += accepted
    resources.counters.requests[label, answer.status] += 1
    done(answer)
