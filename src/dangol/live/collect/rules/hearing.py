"""A whole request: what of it goes into the log, and what was refused."""

import re
from collections.abc import Callable

from dangol.kernel.errors import TooLarge, Unusable
from dangol.kernel.event import Entry, Rejection
from dangol.kernel.ids import new_message_id
from dangol.live.collect.contracts import Heard, Refused
from dangol.live.collect.rules.body import open_body, split
from dangol.live.collect.rules.calls import Call
from dangol.live.collect.rules.decoding import Wire, decode_whole, is_doubtful
from dangol.live.collect.rules.names import LONGEST_TEXT
from dangol.live.collect.rules.reading import Reader
from dangol.live.collect.rules.refusals import EventRefused
from dangol.live.collect.rules.times import read_sent_at
from dangol.registry.sources.contracts import Source

LONGEST_EXCERPT = 2048
"""Bytes of a refused event that are kept for people to look at."""

_UNREADABLE = "The body is not JSON that can be read. Send one JSON object."
_WRITE_KEY = re.compile(r'"writeKey"\s*:\s*"[^"]*"?')


def fresh_message_id() -> str:
    """Return a messageId for an event that came without one."""
    return new_message_id("heard")


def hear(
    body: bytes,
    call: Call,
    source: Source,
    *,
    received: int,
    encoding: str = "",
    sent_at: str = "",
    new_id: Callable[[], str] = fresh_message_id,
    imported: bool = False,
) -> Heard:
    """Return what a request says: events to keep, and what was refused.

    Args:
        body: as received; JSON whatever its content type, perhaps packed with gzip.
        call: what its path expects (see ``COLLECTION_PATHS``).
        source: who sends, found by the write key.
        received: when it arrived, µs.
        encoding: the ``Content-Encoding`` header.
        sent_at: the ``SentAt`` header of RudderStack's SDKs, for a body that states none.
        new_id: gives a messageId to an event without one.
        imported: whether its events are known again for ever, as rows of a file are.

    Raises:
        BodyUnreadable: nothing of it can be understood.
        BodyTooLarge: it is larger than the limit.
    """
    opened = open_body(body, encoding)
    parcel = split(opened, call)
    doubtful = is_doubtful(opened)
    stated = read_sent_at(parcel.sent_at or sent_at)
    reader = Reader(source, received, stated, new_id, imported=imported)
    entries: list[Entry] = []
    refused: list[Refused] = []
    for index, raw in enumerate(parcel.events):
        try:
            entries.append(reader.read(raw, call, doubtful=doubtful))
        except EventRefused as refusal:
            refused.append(Refused(index, refusal.code, refusal.sentence))
            entries.append(reject(raw, refusal.code, refusal.sentence, source, received))
    return Heard(entries, len(entries) - len(refused), refused)


def reject_whole(
    body: bytes, refusal: Unusable | TooLarge, source: Source, received: int
) -> Rejection:
    """Return the log's entry for a request of which nothing could be understood.

    The log keeps a sentence that the catalogue knows, so that it can be told in every language;
    filled in with details, it would be known no more.
    """
    sentence = _UNREADABLE if refusal.values else refusal.sentence
    return reject(body, refusal.code, sentence, source, received)


def reject(raw: bytes, code: str, sentence: str, source: Source, received: int) -> Rejection:
    """Return the log's entry for what was refused, with an excerpt and without its write key."""
    return Rejection(
        code=code,
        message=sentence,
        source=source.name,
        touchpoint=source.touchpoint,
        brand=source.brand,
        received=received,
        message_id=_stated_id(raw),
        raw=_excerpt(raw),
    )


def _stated_id(raw: bytes) -> str:
    try:
        wire: Wire = decode_whole(raw, doubtful=True)
    except EventRefused:
        return ""
    stated = wire.get("messageId")
    return stated[:LONGEST_TEXT] if isinstance(stated, str) else ""


def _excerpt(raw: bytes) -> str:
    text = raw[:LONGEST_EXCERPT].decode("utf-8", "replace").replace("\0", "")
    return _WRITE_KEY.sub('"writeKey":"…"', text)
