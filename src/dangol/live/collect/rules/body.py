"""From a request's body to the bytes of each event: unpacked within bounds, split without decoding.

Splitting checks JSON's grammar only. What an event says is decided event by event, so one bad
event never condemns its batch (https://github.com/snowplow/snowplow/issues/2438).
"""

import zlib
from collections.abc import Callable
from typing import TypeVar

import msgspec

from dangol.live.collect.contracts import LARGEST_BODY, BodyTooLarge, BodyUnreadable
from dangol.live.collect.rules.calls import Call
from dangol.live.collect.rules.mending import mend, prune

MOST_EVENTS = 10_000
_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ENCODINGS = frozenset(("", "identity", "gzip", "x-gzip"))


class Parcel(msgspec.Struct, frozen=True):
    """A request taken apart: the bytes of each event, and the ``sentAt`` that stands for all."""

    events: list[bytes]
    sent_at: object


class _Batch(msgspec.Struct, gc=False):
    batch: list[msgspec.Raw]
    sentAt: msgspec.Raw = msgspec.Raw(b"null")  # noqa: N815 the wire's name


Decoded = TypeVar("Decoded")
_decode_batch = msgspec.json.Decoder(_Batch).decode
_decode_single = msgspec.json.Decoder(msgspec.Raw).decode


def open_body(body: bytes, encoding: str = "") -> bytes:
    """Return a body unpacked and without byte order mark.

    Packed bodies are known by their first bytes, as some senders pack without saying so.

    Args:
        body: as received.
        encoding: the ``Content-Encoding`` header.

    Raises:
        BodyTooLarge: it is, or unpacks to, more than 4 MB.
        BodyUnreadable: it is packed in another way, or damaged.
    """
    if body.startswith(_GZIP):
        body = _unpack(body)
    elif encoding.strip().lower() not in _ENCODINGS:
        raise BodyUnreadable(
            "encoding_unknown", "The body is packed in an unknown way. Send it plain or as gzip."
        )
    if len(body) > LARGEST_BODY:
        raise body_too_large()
    return body.removeprefix(_BYTE_ORDER_MARK)


def body_too_large() -> BodyTooLarge:
    """Return the refusal of a body beyond the limit."""
    return BodyTooLarge(
        "body_too_large", "The request is larger than 4 MB. Send fewer events at a time."
    )


def split(body: bytes, call: Call) -> Parcel:
    """Return the events of a body as they stand in it.

    Args:
        body: opened.
        call: ``batch`` for an object with a list of events, else one event.

    Raises:
        BodyUnreadable: it is no JSON, or no batch.
        BodyTooLarge: it holds more than 10,000 events.
    """
    if not body or body.isspace():
        raise BodyUnreadable("body_empty", "The request has no body. Send the event as JSON.")
    if call != "batch":
        return Parcel([bytes(_decoded(_decode_single, body))], None)
    batch = _decoded(_decode_batch, body)
    if len(batch.batch) > MOST_EVENTS:
        raise BodyTooLarge(
            "batch_too_long", "The batch holds more than 10,000 events. Send fewer at a time."
        )
    return Parcel([bytes(event) for event in batch.batch], _plain(batch.sentAt))


def _decoded(decode: Callable[[bytes], Decoded], body: bytes) -> Decoded:
    """Decode a body, mended where it is broken in a way that can be told apart by event."""
    try:
        return decode(body)
    except msgspec.ValidationError as error:
        raise _no_batch() from error
    except RecursionError:
        mended = prune(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        mended = mend(body)
    try:
        return decode(mended)
    except msgspec.ValidationError as error:
        raise _no_batch() from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyUnreadable(
            "body_malformed",
            "The body is not JSON that can be read: {reason}. Send one JSON object.",
            reason=error,
        ) from error


def _no_batch() -> BodyUnreadable:
    return BodyUnreadable(
        "batch_missing", 'The body must be a JSON object with a list of events in "batch".'
    )


def _plain(raw: msgspec.Raw) -> object:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _unpack(body: bytes) -> bytes:
    """Unpack gzip, never past the limit: a small body may claim to hold gigabytes."""
    parts: list[bytes] = []
    room = LARGEST_BODY + 1
    while body.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            part = unpacker.decompress(body, room)
        except zlib.error as error:
            raise _damaged() from error
        parts.append(part)
        room -= len(part)
        if room <= 0:
            raise body_too_large()
        if not unpacker.eof:
            raise _damaged()
        body = unpacker.unused_data
    return b"".join(parts)


def _damaged() -> BodyUnreadable:
    return BodyUnreadable(
        "gzip_damaged", "The body's gzip is damaged or cut short. Send the request again."
    )
