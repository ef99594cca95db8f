"""What crosses the wall of the trip."""

import msgspec

from dangol.live.identity.contracts import Resolved


class Resolution(msgspec.Struct, frozen=True):
    """What became of the entries of one chunk, in order; None for a rejection or a control."""

    first: int
    count: int
    outcomes: list[Resolved | None]


class TripState(msgspec.Struct, frozen=True):
    """How far the trip is: next offset to read, when it last committed, its last failure."""

    offset: int
    at: int
    failure: str
    failed_at: int | None
