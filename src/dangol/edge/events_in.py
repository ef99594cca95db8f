"""The front door: events in, on disk before the answer."""

from collections.abc import Sequence

from dangol.edge.answers import JSON, Answer, json_answer, refused_answer
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.edge.senders import get_source
from dangol.kernel.errors import TooLarge, Unusable
from dangol.kernel.event import encode_entry
from dangol.kernel.words import translate
from dangol.live.collect.api import Call, find_write_key, hear, open_body, reject_whole
from dangol.live.collect.contracts import LARGEST_BODY, Heard, Refused
from dangol.registry.sources.contracts import Source

SUCCESS = Answer(200, b'{"success":true}', [JSON])


async def take_events(request: Request, resources: Resources, call: Call) -> Answer:
    """Answer a request that brings events.

    Args:
        request: a POST to one of the collection's paths.
        resources: where the log is.
        call: what the path expects.

    Raises:
        Unauthorised: the write key is missing or unknown.
        Unknown: the source is disabled.
        BodyTooLarge: the body is over the limit.
        BodyUnreadable: the body cannot be understood.
        LogFull: the log could not be written; nothing was accepted.
        TooMany: a limit of the source is met; nothing was accepted.
        Unavailable: the disk is nearly full, or too much waits; nothing was accepted.
    """
    resources.pressure.check()
    headers = request.headers
    encoding = request.header(b"content-encoding")
    key = find_write_key(
        authorization=headers.get(b"authorization", b""),
        write_key=headers.get(b"x-write-key", b""),
        query=request.query,
    )
    source = await get_source(resources.keyring, key) if key else None
    body = b""
    try:
        body = await request.read_body(LARGEST_BODY)
        if source is None:
            body, encoding = open_body(body, encoding), ""
            source = await get_source(resources.keyring, find_write_key(body=body))
        gate = await resources.gates.of(source)
        received = gate.enter(resources.clock())
        heard = hear(
            body,
            call,
            source,
            received=received,
            encoding=encoding,
            sent_at=request.header(b"sentat"),
            shield=await resources.shields.shield_of(source.name),
            admit=gate.admit,
        )
    except (Unusable, TooLarge) as refusal:
        if source is not None:
            await keep_refusal(resources, source, body, refusal)
        raise
    gate.charge(len(heard.entries), received)
    await resources.committer.append([encode_entry(entry) for entry in heard.entries])
    resources.counters.accepted += heard.accepted
    if not heard.refused:
        return SUCCESS
    resources.counters.rejected.update(refused.code for refused in heard.refused)
    return _answer(request, call, heard)


async def keep_refusal(
    resources: Resources, source: Source, body: bytes, refusal: Unusable | TooLarge
) -> None:
    """Let a request that could not be read at all be seen by people, as refused events are."""
    resources.counters.rejected[refusal.code] += 1
    shield = await resources.shields.shield_of(source.name)
    rejection = reject_whole(body, refusal, source, resources.clock(), shield)
    await resources.committer.append([encode_entry(rejection)])


def _answer(request: Request, call: Call, heard: Heard) -> Answer:
    language = request.language
    if call != "batch":
        (refused,) = heard.refused
        status = 413 if refused.code == "event_too_large" else 400
        return refused_answer(status, refused.code, refused.message, language)
    return json_answer({"success": True, "rejected": translated(heard.refused, language)})


def translated(refused: Sequence[Refused], language: str) -> list[Refused]:
    """Return refusals in a language."""
    return [Refused(one.index, one.code, translate(one.message, language)) for one in refused]
