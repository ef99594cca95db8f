"""Pure parts of the trip: packing resolutions, counting what was heard, following merges."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from dangol.kernel.clock import HOUR
from dangol.kernel.event import Entry, Event, Rejection
from dangol.live.identity.contracts import Merge, Resolved
from dangol.live.trip.contracts import Resolution

LOST = -4
NOT_AN_EVENT = -3
DUPLICATE = -2
NOBODY = -1

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[list[int], list[int]]).decode

_DUPLICATE = Resolved(strand=-1, customer=-1, duplicate=True)
_NOBODY = Resolved(strand=-1, customer=-1)


def pack_outcomes(outcomes: Sequence[Resolved | None]) -> bytes:
    """Return outcomes as two lists of numbers: strands, with codes below zero, and customers."""
    strands = [_strand_code(outcome) for outcome in outcomes]
    customers = [o.customer for o in outcomes if o is not None and o.strand >= 0]
    return _pack((strands, customers))


def pack_lost(count: int) -> bytes:
    """Return what became of a chunk that could not be read, packed as outcomes are."""
    return _pack(([LOST] * count, []))


def unpack_resolution(first: int, count: int, body: bytes) -> Resolution:
    """Return a stored resolution."""
    strands, customers = _unpack(body)
    following = iter(customers)
    outcomes: list[Resolved | None] = []
    for strand in strands:
        if strand >= 0:
            outcomes.append(Resolved(strand, next(following)))
        else:
            outcomes.append({DUPLICATE: _DUPLICATE, NOBODY: _NOBODY}.get(strand))
    return Resolution(first, count, outcomes, lost=strands[:1] == [LOST])


class OutcomeCount(NamedTuple):
    """How many events were accepted, and how many were duplicates."""

    accepted: int
    duplicates: int


def count_packed(body: bytes, among: slice) -> OutcomeCount:
    """Count some outcomes of a stored resolution, without making an object of each."""
    strands = _unpack(body)[0][among]
    duplicates = strands.count(DUPLICATE)
    neither = strands.count(NOT_AN_EVENT) + strands.count(LOST)
    return OutcomeCount(len(strands) - duplicates - neither, duplicates)


class HourCount(NamedTuple):
    """What one source sent in one hour: events by outcome, the first and the last arrival (µs)."""

    source: str
    hour: int
    accepted: int
    duplicates: int
    rejected: int
    first_heard: int
    last_heard: int


def count_activity(
    entries: Iterable[Entry], outcomes: Iterable[Resolved | None]
) -> list[HourCount]:
    """Count entries by source and hour of receipt, the hours of a source in order.

    An event that was set aside has no outcome: its source was heard, but it counts as nothing.
    """
    counted: dict[tuple[str, int], list[int]] = {}
    for entry, outcome in zip(entries, outcomes, strict=True):
        if not isinstance(entry, (Event, Rejection)):
            continue
        received = entry.received
        key = (entry.source, received // HOUR)
        row = counted.get(key)
        if row is None:
            row = counted[key] = [0, 0, 0, received, received]
        if outcome is not None:
            row[outcome.duplicate] += 1
        elif isinstance(entry, Rejection):
            row[2] += 1
        if received > row[4]:
            row[4] = received
        elif received < row[3]:
            row[3] = received
    return [HourCount(source, hour * HOUR, *row) for (source, hour), row in sorted(counted.items())]


def follow_merges(resolved: Iterable[Resolved], merges: Sequence[Merge]) -> Mapping[int, int]:
    """Return for each strand of a batch the customer it belongs to after the whole batch."""
    survivor = {merge.loser: merge.survivor for merge in merges}

    def last(customer: int) -> int:
        while customer in survivor:
            customer = survivor[customer]
        return customer

    of_strand = {r.strand: last(r.customer) for r in resolved if r.strand >= 0}
    for merge in merges:
        for strand in merge.strands:
            of_strand[strand] = last(merge.survivor)
    return of_strand


def _strand_code(outcome: Resolved | None) -> int:
    if outcome is None:
        return NOT_AN_EVENT
    if outcome.duplicate:
        return DUPLICATE
    return outcome.strand if outcome.strand >= 0 else NOBODY
