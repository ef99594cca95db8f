"""What all speakers share: times as they write them, keys as they show them, requests."""

import gzip
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from dangol.demo.contracts import Act, Details, Parcel
from dangol.kernel.clock import to_datetime

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Speaker:
    """One kind of software that sends events.

    ``speak`` writes an act as an event of this SDK, with a message id and a time by the carrier's
    own clock (µs). ``pack`` makes a request of a source's key, events and the time of sending.
    """

    speak: Callable[[Act, str, int], Details]
    pack: Callable[[str, str, list[Details], int], Parcel]


def js_time(at: int) -> str:
    """Return an instant as JavaScript's ``toISOString`` writes it.

    >>> js_time(1_500_000)
    '1970-01-01T00:00:01.500Z'
    """
    return to_datetime(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def basic(key: str) -> str:
    """Return the Basic authorization of a write key: user name, no password."""
    return "Basic " + b64encode(f"{key}:".encode()).decode()


def named(act: Act) -> Details:
    """Return an act's type, and its name where Segment's specification puts it."""
    if act.call == "track":
        return {"type": "track", "event": act.name}
    if act.call in ("page", "screen"):
        return {"type": act.call, "name": act.name}
    return {"type": act.call}


def told(act: Act) -> Details:
    """Return traits of an identify, properties of everything else."""
    return {"traits": act.traits} if act.call == "identify" else {"properties": act.properties}


def send_json(
    source: str,
    path: str,
    headers: dict[str, str],
    body: Details,
    events: int,
    *,
    packed: bool = False,
) -> Parcel:
    """Return a request with a JSON body, gzipped where ``packed``."""
    encoded = _encode(body)
    if packed:
        return Parcel(
            source,
            path,
            {**headers, "Content-Encoding": "gzip"},
            gzip.compress(encoded, 1, mtime=0),
            events,
        )
    return Parcel(source, path, headers, encoded, events)
