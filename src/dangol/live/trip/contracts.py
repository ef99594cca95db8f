"""What crosses the wall of the trip."""

import msgspec

from dangol.kernel.errors import Unavailable
from dangol.live.identity.contracts import Resolved


class Resolution(msgspec.Struct, frozen=True):
    """What became of the entries of one chunk, in order; None for what is no event.

    ``Resolved.identifiers`` is empty here: the events themselves carry them. ``lost`` tells that
    the chunk could not be read, so that nothing is known of its entries.
    """

    first: int
    count: int
    outcomes: list[Resolved | None]
    lost: bool = False


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


class SetAside(msgspec.Struct, frozen=True):
    """An entry that the trip could not work on: it stays in the log, and the trip goes on."""

    offset: int
    error: str
    at: int


class LostSpan(msgspec.Struct, frozen=True):
    """Entries that were acknowledged, but were not in the log any more when the trip came to them.

    ``reason`` is what the log says of the damage, or ``forgotten``: the database is older than the
    oldest entry that the log holds.
    """

    first: int
    count: int
    reason: str
    at: int


class TripRunning(Unavailable):
    """Another process is this data folder's trip."""
