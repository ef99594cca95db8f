"""What crosses the wall of identity."""

import msgspec

from dangol.engines.database import Writes
from dangol.kernel.event import Identifier


class Resolved(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Whose event it is.

    ``strand`` is where its state folds, for ever; ``customer`` is the strand's customer at that
    moment. ``names`` are the identifiers that were believed, as ``type:value``. A duplicate, and an
    event with no identifier at all, has strand and customer -1.
    """

    strand: int
    customer: int
    duplicate: bool = False
    names: tuple[str, ...] = ()


class Merge(msgspec.Struct, frozen=True, array_like=True):
    """Two customers found to be one by the event at ``offset``; ``loser`` resolves to ``survivor``.

    ``strands`` are those that moved: all that the loser had.
    """

    offset: int
    survivor: int
    loser: int
    strands: tuple[int, ...]


class Refusal(msgspec.Struct, frozen=True, array_like=True):
    """A link that was not made: which identifier was set aside for the event at ``offset``, why.

    ``reason`` is ``blocked`` for a value that names nobody, or ``limit:user_id`` where the link
    would have given a customer more identifiers of that type than the limit.
    """

    offset: int
    identifier: Identifier
    reason: str


class RefusalCount(msgspec.Struct, frozen=True):
    """How often an identifier was set aside for one reason, at which offsets first and last."""

    reason: str
    times: int
    first: int
    last: int


class IdentityPlan(msgspec.Struct):
    """What a batch of events means for identity: an answer for each, in order, and the writes."""

    resolved: list[Resolved]
    merges: list[Merge]
    refusals: list[Refusal]
    writes: Writes
