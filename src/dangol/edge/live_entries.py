"""Entries as they became known, one line each, for people who watch.

An entry is shown when the trip has decided what becomes of it: accepted, duplicate, or refused.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from dangol.engines.database import Database
from dangol.kernel.clock import format_time
from dangol.kernel.event import Entry, Event, Rejection
from dangol.kernel.ids import customer_id
from dangol.kernel.words import translate
from dangol.live.identity.contracts import Resolved
from dangol.live.profiles.api import find_profile
from dangol.live.trip.api import resolutions, trip_state
from dangol.memory.eventlog.api import EventLog

MOST_AT_ONCE = 200
"""Lines sent at one time; more could not be read anyway."""


class LiveEntry(msgspec.Struct, frozen=True):
    """One line of the live view; ``code`` and ``reason`` tell why something was refused."""

    offset: int
    outcome: str
    type: str
    event: str
    source: str
    touchpoint: str
    brand: str
    time: str
    received_at: str
    message_id: str
    customer: str | None
    label: str
    code: str
    reason: str


class Sight(NamedTuple):
    """What a watcher wants to see: brands in view, one source or all, one outcome or all.

    ``names`` tells whether the watcher may see what customers are called.
    """

    brands: frozenset[str]
    source: str
    outcome: str
    language: str
    names: bool


class News(NamedTuple):
    """What a look at the log found: lines, where to look next, how many entries were left out."""

    entries: list[LiveEntry]
    position: int
    skipped: int


def newest(db: Database, entries: int) -> int:
    """Return the position from which some of the newest decided entries are seen."""
    return max(0, trip_state(db).offset - entries)


def look(db: Database, log: EventLog, sight: Sight, position: int, now: int) -> News:
    """Return what was decided since a position.

    Args:
        db: where the trip keeps what it decided.
        log: where the entries are.
        sight: what is wanted.
        position: the first offset not yet seen.
        now: the present instant, µs.
    """
    end = trip_state(db).offset
    if position >= end:
        return News([], end, 0)
    start = max(position, end - MOST_AT_ONCE)
    names = _Names(db, sight, now)
    found = [
        _line(offset, entry, outcome, names, sight.language)
        for offset, entry, outcome in _decided(db, log, start, end)
        if _is_wanted(entry, outcome, sight)
    ]
    return News(found, end, start - position)


def _decided(
    db: Database, log: EventLog, start: int, end: int
) -> Iterator[tuple[int, Event | Rejection, Resolved | None]]:
    outcomes: dict[int, Resolved | None] = {}
    for resolution in resolutions(db, start, end - 1):
        outcomes.update(enumerate(resolution.outcomes, start=resolution.first))
    for offset, entry in _entries(log, start, end):
        if isinstance(entry, Event | Rejection):
            yield offset, entry, outcomes.get(offset)


def _entries(log: EventLog, start: int, end: int) -> Iterator[tuple[int, Entry]]:
    at = start
    while at < end:
        for chunk in log.read(at, end - at):
            for offset, entry in enumerate(chunk.entries(), start=chunk.first):
                if at <= offset < end:
                    yield offset, entry
            at = chunk.after


def _outcome(entry: Entry, resolved: Resolved | None) -> str:
    if isinstance(entry, Rejection):
        return "rejected"
    return "duplicate" if resolved is not None and resolved.duplicate else "accepted"


def _is_wanted(entry: Event | Rejection, resolved: Resolved | None, sight: Sight) -> bool:
    return (
        entry.brand in sight.brands
        and sight.source in ("", entry.source)
        and sight.outcome in ("", _outcome(entry, resolved))
    )


class _Names:
    """Who customers are, each asked for once."""

    def __init__(self, db: Database, sight: Sight, now: int) -> None:
        self._db = db
        self._sight = sight
        self._now = now
        self._known: dict[int, str] = {}

    def label(self, customer: int) -> str:
        """Return how a customer is called, empty where the viewer may not know."""
        if not self._sight.names:
            return ""
        if customer not in self._known:
            profile = find_profile(self._db, customer, self._sight.brands, self._now)
            self._known[customer] = profile.label if profile else ""
        return self._known[customer]


def _line(
    offset: int,
    entry: Event | Rejection,
    resolved: Resolved | None,
    names: _Names,
    language: str,
) -> LiveEntry:
    customer = resolved.customer if resolved is not None and resolved.customer >= 0 else None
    event = entry if isinstance(entry, Event) else None
    refusal = entry if isinstance(entry, Rejection) else None
    return LiveEntry(
        offset=offset,
        outcome=_outcome(entry, resolved),
        type=event.type if event else "",
        event=event.name if event else "",
        source=entry.source,
        touchpoint=entry.touchpoint,
        brand=entry.brand,
        time=format_time(event.at if event else entry.received),
        received_at=format_time(entry.received),
        message_id=entry.message_id,
        customer=None if customer is None else customer_id(customer),
        label="" if customer is None else names.label(customer),
        code=refusal.code if refusal else "",
        reason=translate(refusal.message, language) if refusal else "",
    )
