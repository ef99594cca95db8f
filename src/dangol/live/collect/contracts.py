"""What crosses the wall of collect."""

import msgspec

from dangol.kernel.errors import TooLarge, Unusable
from dangol.kernel.event import Written

LARGEST_EVENT = 32 * 1024
LARGEST_BODY = 4 * 1024 * 1024
DEEPEST = 32


class Refused(msgspec.Struct, frozen=True):
    """One event of a request that was not accepted: its place, and why."""

    index: int
    code: str
    message: str


class Heard(msgspec.Struct):
    """A request's outcome: what to append to the log (rejections too), and what was refused."""

    entries: list[Written]
    accepted: int
    refused: list[Refused]


class PlanInvalid(Unusable):
    """A tracking plan with faults; ``fields`` names each by its path."""

    status = 422


class BodyUnreadable(Unusable):
    """The request as a whole cannot be understood."""


class BodyTooLarge(TooLarge):
    """The request is larger than the limit."""
