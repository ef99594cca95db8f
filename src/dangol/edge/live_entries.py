"""Entries as they became known, one line each, for people who watch.

An entry is shown when the trip has decided what becomes of it: accepted, duplicate, refused, or set
aside since it could not be worked on.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from dangol.engines.database import Database
from dangol.kernel.clock import format_time
from dangol.kernel.event import LOST, Entry, Event, Rejection
from dangol.kernel.ids import customer_id
from dangol.kernel.masking import mask_text
from dangol.kernel.words import translate
from dangol.live.identity.api import list_merges, survivor_of
from dangol.live.identity.contracts import Resolved
from dangol.live.profiles.api import find_profile
from dangol.live.trip.api import resolutions, trip_state
from dangol.memory.eventlog.api import EventLog

MOST_AT_ONCE = 200
"""Lines sent at one time; more could not be read anyway."""

MOST_READ = 20_000
"""Entries that one look goes through, wanted or not."""

_SET_ASIDE = (
    "Dangol could not work on this event, so it counts nowhere yet. It stays in the log; tell "
    "whoever runs Dangol."
)


class LiveEntry(msgspec.Struct, frozen=True):
    """One line of the live view; ``code`` and ``reason`` tell why something counts nowhere."""

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
    """What a watcher wants to see: some brands, one source or all, one outcome or all.

    ``names`` tells whether the watcher may see what customers are called. ``type`` is one of the
    calls, empty for all; ``customer`` the number of the one whose events are wanted, None for all.
    """

    brands: frozenset[str]
    source: str
    outcome: str
    language: str
    names: bool
    type: str = ""
    customer: int | None = None


class News(NamedTuple):
    """What a look at the log found: lines, where to look next, how many entries were left out.

    ``lost`` are entries that cannot be read any more, so that nobody knows whose they were.
    """

    entries: list[LiveEntry]
    position: int
    skipped: int
    lost: int = 0


class _Decided(NamedTuple):
    offset: int
    entry: Event | Rejection
    resolved: Resolved | None

    @property
    def outcome(self) -> str:
        """What became of it; the trip decides nothing about an event that it set aside."""
        if isinstance(self.entry, Rejection):
            return "rejected"
        if self.resolved is None:
            return "aside"
        return "duplicate" if self.resolved.duplicate else "accepted"


def recall(db: Database, log: EventLog, sight: Sight, count: int, now: int) -> News:
    """Return the newest wanted lines; a quiet source's may lie far back, so walk there.

    Args:
        db: where the trip keeps what it decided.
        log: where the entries are.
        sight: what is wanted.
        count: how many lines.
        now: the present instant, µs.
    """
    end = start = trip_state(db).offset
    floor = max(0, end - MOST_READ)
    found: list[_Decided] = []
    lost, span = 0, count
    while start > floor and len(found) < count:
        after, start = start, max(floor, start - span)
        earlier, unreadable = _wanted(db, log, sight, start, after)
        found, lost = earlier + found, lost + unreadable
        span *= 2
    return News(_lines(db, found[-count:], sight, now), end, 0, lost)


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
    start = max(position, end - MOST_READ)
    found, lost = _wanted(db, log, sight, start, end)
    shown = found[-MOST_AT_ONCE:]
    skipped = start - position + len(found) - len(shown)
    return News(_lines(db, shown, sight, now), end, skipped, lost)


def _wanted(
    db: Database, log: EventLog, sight: Sight, start: int, end: int
) -> tuple[list[_Decided], int]:
    """Return what is wanted of a stretch of the log, and how many entries cannot be read."""
    people = None if sight.customer is None else _numbers_of(db, sight.customer)
    decided = list(_decided(db, log, start, end))
    wanted = [one for one in decided if one is not None and _is_wanted(one, sight, people)]
    return wanted, decided.count(None)


def _is_wanted(one: _Decided, sight: Sight, people: frozenset[int] | None) -> bool:
    return (
        one.entry.brand in sight.brands
        and sight.source in ("", one.entry.source)
        and sight.outcome in ("", one.outcome)
        and sight.type in ("", one.entry.type)
        and (people is None or (one.resolved is not None and one.resolved.customer in people))
    )


def _numbers_of(db: Database, customer: int) -> frozenset[int]:
    """Return the numbers under which a customer's events stand: also of those who became part."""
    today = survivor_of(db, customer)
    return frozenset([today, *(merge.loser for merge in list_merges(db, today))])


def _decided(db: Database, log: EventLog, start: int, end: int) -> Iterator[_Decided | None]:
    outcomes: dict[int, Resolved | None] = {}
    for resolution in resolutions(db, start, end - 1):
        outcomes.update(enumerate(resolution.outcomes, start=resolution.first))
    for offset, entry in _entries(log, start, end):
        if isinstance(entry, Event | Rejection):
            yield _Decided(offset, entry, outcomes.get(offset))
        elif entry is LOST:
            yield None


def _entries(log: EventLog, start: int, end: int) -> Iterator[tuple[int, Entry]]:
    at = start
    while at < end and (chunks := log.read(at, end - at)):
        for chunk in chunks:
            for offset, entry in enumerate(chunk.entries(), start=chunk.first):
                if at <= offset < end:
                    yield offset, entry
            at = chunk.after


class _Names:
    """Who customers are, each asked for once."""

    def __init__(self, db: Database, sight: Sight, now: int) -> None:
        self.shown = sight.names
        self._db = db
        self._sight = sight
        self._now = now
        self._known: dict[int, str] = {}

    def label(self, customer: int) -> str:
        """Return how a customer is called, empty where the viewer may not know."""
        if not self.shown:
            return ""
        if customer not in self._known:
            profile = find_profile(self._db, customer, self._sight.brands, self._now)
            self._known[customer] = profile.label if profile else ""
        return self._known[customer]


def _lines(db: Database, found: list[_Decided], sight: Sight, now: int) -> list[LiveEntry]:
    names = _Names(db, sight, now)
    return [_line(one, names, sight.language) for one in found]


def _line(one: _Decided, names: _Names, language: str) -> LiveEntry:
    entry, resolved = one.entry, one.resolved
    told = str if names.shown else mask_text  # a page may be called by whose it is
    customer = resolved.customer if resolved is not None and resolved.customer >= 0 else None
    event = entry if isinstance(entry, Event) else None
    code, reason = _why(one)
    return LiveEntry(
        offset=one.offset,
        outcome=one.outcome,
        type=told(entry.type),
        event=told(entry.name),
        source=entry.source,
        touchpoint=entry.touchpoint,
        brand=entry.brand,
        time=format_time(event.at if event else entry.received),
        received_at=format_time(entry.received),
        message_id=told(entry.message_id),
        customer=None if customer is None else customer_id(customer),
        label="" if customer is None else names.label(customer),
        code=code,
        reason=translate(reason, language),
    )


def _why(one: _Decided) -> tuple[str, str]:
    """Return code and sentence; not the failure itself, which may speak of a person."""
    if isinstance(one.entry, Rejection):
        return one.entry.code, one.entry.message
    return ("set_aside", _SET_ASIDE) if one.outcome == "aside" else ("", "")
