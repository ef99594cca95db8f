"""A whole request: what of it goes into the log, and what was refused."""

import re
from collections.abc import Callable

from dangol.kernel.errors import TooLarge, Unusable
from dangol.kernel.event import Event, Rejection, Written
from dangol.kernel.ids import new_message_id
from dangol.live.collect.contracts import LARGEST_EVENT, Heard, Refused
from dangol.live.collect.rules.body import open_body, split
from dangol.live.collect.rules.calls import Call
from dangol.live.collect.rules.decoding import Wire, decode_whole, is_doubtful, is_text
from dangol.live.collect.rules.names import LONGEST_TEXT
from dangol.live.collect.rules.reading import Reader
from dangol.live.collect.rules.refusals import EventRefused
from dangol.live.collect.rules.shielding import OPEN, Shield, hide_text
from dangol.live.collect.rules.swift import take_apart
from dangol.live.collect.rules.times import read_sent_at
from dangol.registry.sources.contracts import Source

LONGEST_EXCERPT = 2048
"""Bytes of what is too large, or no event, that are kept for people to look at."""

Admit = Callable[[Event], None]
"""Lets an event in, or raises ``EventRefused``; asked after all else was found right."""

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
    shield: Shield = OPEN,
    admit: Admit | None = None,
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
        shield: what stands before the log: the scan for personal data, the source's plan.
        admit: lets an event in that is right by itself, such as by its source's names.
        imported: whether its events are known again for ever, as rows of a file are.

    Raises:
        BodyUnreadable: nothing of it can be understood.
        BodyTooLarge: it is larger than the limit.
    """
    opened = open_body(body, encoding)

    def reader_of(told_at: int | None) -> Reader:
        return Reader(source, received, told_at, new_id, imported=imported)

    swiftly = _hear_swiftly(opened, call, sent_at, reader_of, shield, admit)
    if swiftly is not None:
        return swiftly
    parcel = split(opened, call)
    doubtful = is_doubtful(opened)
    told_at = read_sent_at(parcel.sent_at or sent_at)
    reader = reader_of(told_at)
    entries: list[Written] = []
    refused: list[Refused] = []
    raws, found = shield.screen(opened, parcel.events, received)
    for index, raw in enumerate(raws):
        try:
            event = shield.obey(reader.read(raw, call, doubtful=doubtful), found.get(index, ()))
            if admit is not None:
                admit(event)
            entries.append(event)
        except EventRefused as refusal:
            refused.append(Refused(index, refusal.code, refusal.sentence))
            kept = shield.hide(raw)
            rejection = reject(kept, refusal, source, received, call=call, sent_at=told_at)
            entries.append(shield.told(rejection, refusal, found.get(index, ())))
    return Heard(entries, len(entries) - len(refused), refused)


def _hear_swiftly(
    opened: bytes,
    call: Call,
    sent_at: str,
    reader_of: Callable[[int | None], Reader],
    shield: Shield,
    admit: Admit | None,
) -> Heard | None:
    """Return what a usual request says, None where any of it needs a careful look or is refused."""
    taken = take_apart(opened, call)
    if taken is None:
        return None
    judge = reader_of(read_sent_at(taken.sent_at or sent_at)).judge
    obey = shield.obey
    entries: list[Written] = []
    try:
        for stated in taken.events:
            event = obey(judge(stated, call))
            if admit is not None:
                admit(event)
            entries.append(event)
    except EventRefused:
        return None
    return Heard(entries, len(entries), [])


def reject_whole(
    body: bytes,
    refusal: Unusable | TooLarge,
    source: Source,
    received: int,
    shield: Shield = OPEN,
) -> Rejection:
    """Return the log's entry for a request of which nothing could be understood.

    The log keeps a sentence that the catalogue knows, so that it can be told in every language;
    filled in with details, it would be known no more.
    """
    sentence = _UNREADABLE if refusal.values else refusal.sentence
    kept = shield.hide(hide_text(body, received))
    return Rejection(
        code=refusal.code,
        message=sentence,
        source=source.name,
        touchpoint=source.touchpoint,
        brand=source.brand,
        received=received,
        raw=_excerpt(kept, LONGEST_EXCERPT),
    )


def reject(
    raw: bytes,
    refusal: EventRefused,
    source: Source,
    received: int,
    *,
    call: Call,
    sent_at: int | None,
) -> Rejection:
    """Return the log's entry for an event that was refused, without its write key.

    All of it is kept where it may be heard again: not of what is too large, nor of what is no text.
    """
    wire = _read_loosely(raw)
    whole = len(raw) <= LARGEST_EVENT and is_text(raw)
    stated_type = wire.get("type") if call == "batch" else call
    return Rejection(
        code=refusal.code,
        message=refusal.sentence,
        source=source.name,
        touchpoint=source.touchpoint,
        brand=source.brand,
        received=received,
        message_id=_text_of(wire.get("messageId")),
        raw=_excerpt(raw, LARGEST_EVENT if whole else LONGEST_EXCERPT),
        type=_text_of(stated_type),
        name=_text_of(wire.get("event") or wire.get("name")),
        call=call,
        sent_at=sent_at,
        whole=whole,
    )


def _read_loosely(raw: bytes) -> Wire:
    try:
        return decode_whole(raw, doubtful=True)
    except EventRefused:
        return {}


def _text_of(stated: object) -> str:
    return stated[:LONGEST_TEXT] if isinstance(stated, str) else ""


def _excerpt(raw: bytes, most: int) -> str:
    text = raw[:most].decode("utf-8", "replace").replace("\0", "")
    return _WRITE_KEY.sub('"writeKey":"…"', text)
