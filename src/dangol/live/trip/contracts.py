"""What crosses the wall of the trip."""

import msgspec

from dangol.kernel.errors import Unavailable
from dangol.live.identity.contracts import Resolved


class Resolution(msgspec.Struct, frozen=True):
    """What became of the entries of one chunk, in order; None for what is no event.

    ``Resolved.identifiers`` is empty here: the events themselves carry them.
    """

    first: int
    count: int
    outcomes: list[Resolved | None]


class TripState(msgspec.Struct, frozen=True):
    """How far the trip is: next offset to read, when it last committed, its last failure."""

    offset: int
    at: int
    failure: str
    failed_at: int | None


class Activity(msgspec.Struct, frozen=True):
    """What was heard from one source in a while: events by outcome, when the last one arrived."""

    source: str
    accepted: int
    duplicates: int
    rejected: int
    last_heard: int


class Heard(msgspec.Struct, frozen=True):
    """All that was ever heard from one source: events by outcome, when first and last (µs).

    ``longest_silence`` is the longest time between two events' arrivals that there was so far.
    """

    source: str
    accepted: int
    duplicates: int
    rejected: int
    first_heard: int
    last_heard: int
    longest_silence: int


class Violation(msgspec.Struct, frozen=True):
    """What one source sends against its plan, or what was hidden in what it sends.

    ``event``, ``path``, ``kind`` and ``done`` are those of the flag; the times are of receipt (µs);
    ``position`` is the log offset of the latest event with it.
    """

    source: str
    event: str
    path: str
    kind: str
    done: str
    brand: str
    count: int
    first_seen: int
    last_seen: int
    position: int


class SetAside(msgspec.Struct, frozen=True):
    """An entry that the trip could not work on: it stays in the log, and the trip goes on."""

    offset: int
    error: str
    at: int


class TripRunning(Unavailable):
    """Another process is this data folder's trip."""
