"""``dangol trace``: what became of one event in every room, told by what each room keeps."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from dangol.engines.database import Database
from dangol.kernel.clock import format_time
from dangol.kernel.event import Control, Event, Identifier, Rejection
from dangol.kernel.ids import customer_id
from dangol.live.identity.api import identifiers_of, list_merges_at, survivor_of
from dangol.live.identity.contracts import Resolved
from dangol.live.profiles.api import find_moment, find_profile
from dangol.live.trip.api import find_aside, resolutions, trip_state
from dangol.memory.eventlog.api import EventLog, FoundMessage, search_log
from dangol.registry.access.api import list_brands


class TracedMerge(msgspec.Struct, frozen=True):
    """Two customers that the event showed to be one."""

    survivor: str
    loser: str
    strands: int


class TracedMoment(msgspec.Struct, frozen=True):
    """Where the event is in its customer's timeline: so many of all events are newer."""

    newer: int
    events: int


class Traced(msgspec.Struct, frozen=True):
    """One delivery of the message: where it is in the log, and what became of it.

    ``outcome`` is ``waiting`` until the trip has come to it, then ``accepted``, ``duplicate``,
    ``rejected``, ``set_aside``, ``obeyed`` for a control, or ``lost`` where its chunk could not be
    read when its turn came. ``customer`` is whose it was when it was resolved, ``customer_now``
    whose it is today. ``duplicate_of`` is the offset of the first delivery, where that was found.
    """

    offset: int
    kind: str
    source: str
    brand: str
    touchpoint: str
    type: str
    name: str
    at: str
    received: str
    appended: str
    outcome: str
    code: str = ""
    reason: str = ""
    duplicate_of: int | None = None
    imported: bool = False
    strand: int | None = None
    customer: str | None = None
    customer_now: str | None = None
    identifiers: list[Identifier] = []
    merges: list[TracedMerge] = []
    timeline: TracedMoment | None = None


class Trace(msgspec.Struct, frozen=True):
    """All deliveries of a message that were found, oldest first, and what was looked through.

    Offsets from ``start`` on and before ``head`` were looked through; ``begin`` is the oldest that
    the log holds, ``unreadable`` how many entries between could not be looked at.
    """

    message_id: str
    deliveries: list[Traced]
    start: int
    head: int
    begin: int
    unreadable: int


def trace(
    database: Database,
    log: EventLog,
    message_id: str,
    *,
    source: str | None,
    since: int,
    now: int,
    on_progress: Callable[[float, int], None],
) -> Trace:
    """Find a message and tell what became of each of its deliveries.

    Args:
        database: the operational database.
        log: the event log.
        message_id: as its sender wrote it. Several sources may have used the same.
        source: only what this one sent; None for all.
        since: what was appended before this instant (µs) is not looked at.
        now: microseconds UTC.
        on_progress: told the share that is done, from 0 to 1, and the entries passed.
    """
    search = search_log(log, message_id, since, on_progress)
    wanted = [one for one in reversed(search.found) if source in (None, _source(one))]
    rooms = _Rooms(database, now)
    deliveries = list(_tell_all(wanted, rooms))
    return Trace(message_id, deliveries, search.start, search.head, search.begin, search.lost)


def _source(found: FoundMessage) -> str:
    return "" if isinstance(found.entry, Control) else found.entry.source


def _tell_all(found: Sequence[FoundMessage], rooms: "_Rooms") -> Iterator[Traced]:
    first: dict[str, int] = {}
    for one in found:
        told = rooms.tell(one)
        if told.outcome == "duplicate":
            told = msgspec.structs.replace(told, duplicate_of=first.get(told.source))
        elif told.outcome in ("accepted", "set_aside"):
            first.setdefault(told.source, one.offset)
        yield told


class _Rooms:
    """What the rooms keep of entries.

    Args:
        database: the operational database.
        now: microseconds UTC.
    """

    def __init__(self, database: Database, now: int) -> None:
        self._database = database
        self._now = now
        self._position = trip_state(database).offset
        self._brands = frozenset(brand.slug for brand in list_brands(database))

    def tell(self, found: FoundMessage) -> Traced:
        """Tell one delivery."""
        entry = found.entry
        if isinstance(entry, Event):
            return self._tell_event(found, entry)
        known = _known(found)
        waiting = found.offset >= self._position
        if isinstance(entry, Rejection):
            return msgspec.structs.replace(
                known, outcome="rejected", code=entry.code, reason=entry.message
            )
        return msgspec.structs.replace(known, outcome="waiting" if waiting else "obeyed")

    def _tell_event(self, found: FoundMessage, event: Event) -> Traced:
        known = msgspec.structs.replace(_known(found), identifiers=list(identifiers_of(event)))
        if found.offset >= self._position:
            return msgspec.structs.replace(known, outcome="waiting")
        resolved = self._find_resolved(found.offset)
        if resolved is None:
            aside = find_aside(self._database, found.offset)
            if aside is None:
                return msgspec.structs.replace(known, outcome="lost")
            return msgspec.structs.replace(known, outcome="set_aside", reason=aside.error)
        if resolved.duplicate:
            return msgspec.structs.replace(known, outcome="duplicate")
        told = msgspec.structs.replace(known, outcome="accepted")
        return told if resolved.strand < 0 else self._tell_whose(told, resolved, event)

    def _tell_whose(self, told: Traced, resolved: Resolved, event: Event) -> Traced:
        today = survivor_of(self._database, resolved.strand)
        merges = list_merges_at(self._database, told.offset)
        return msgspec.structs.replace(
            told,
            strand=resolved.strand,
            customer=customer_id(resolved.customer),
            customer_now=customer_id(today),
            merges=[
                TracedMerge(customer_id(one.survivor), customer_id(one.loser), len(one.strands))
                for one in merges
            ],
            timeline=self._find_moment(today, (event.at, told.offset)),
        )

    def _find_resolved(self, offset: int) -> Resolved | None:
        for resolution in resolutions(self._database, offset, offset):
            place = offset - resolution.first
            if 0 <= place < resolution.count:
                return resolution.outcomes[place]
        return None

    def _find_moment(self, customer: int, place: tuple[int, int]) -> TracedMoment | None:
        profile = find_profile(self._database, customer, self._brands, self._now)
        if profile is None:
            return None
        newer = find_moment(self._database, profile.strands, place)
        return None if newer is None else TracedMoment(newer, profile.events)


def _known(found: FoundMessage) -> Traced:
    """Return what the entry itself says."""
    entry = found.entry
    event = entry if isinstance(entry, Event) else None
    return Traced(
        offset=found.offset,
        kind={Event: "event", Rejection: "rejection", Control: "control"}[type(entry)],
        source=_source(found),
        brand=entry.brand,
        touchpoint="" if isinstance(entry, Control) else entry.touchpoint,
        type=event.type if event else "",
        name=entry.action if isinstance(entry, Control) else event.name if event else "",
        at=format_time(event.at if event else entry.received),
        received=format_time(entry.received),
        appended=format_time(found.appended),
        outcome="",
        imported=bool(event and event.imported),
    )
