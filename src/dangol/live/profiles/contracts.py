"""What crosses the wall of profiles.

The shape of knowledge: **facts by strand and source**. Everything a customer's profile says is
folded per strand (the identifier cluster an event first resolved to) and per source inside it. A
customer is the join of strands; a brand's view is the join of the sources of that brand. Every
fold is commutative and associative, so arrival order and batch boundaries do not matter; a merge
or its undo moves strands between customers and touches no fact.
"""

from decimal import Decimal
from typing import Any, Literal

import msgspec

from dangol.engines.database import Writes
from dangol.kernel.errors import Unknown, Unusable
from dangol.kernel.event import Event, Touchpoint

Stage = Literal["discover", "explore", "buy", "use", "ask", "engage"]
STAGES: tuple[Stage, ...] = ("discover", "explore", "buy", "use", "ask", "engage")


class FoldInput(msgspec.Struct, frozen=True, gc=False):
    """One resolved event, ready to fold: offset, strand, the identifiers it was known by."""

    offset: int
    strand: int
    event: Event
    identifiers: tuple[str, ...]


class ProfilePlan(msgspec.Struct):
    """What a batch means for profiles: the customers that changed, and the writes."""

    changed: list[int]
    writes: Writes


class TraitFact(msgspec.Struct, frozen=True):
    """One trait as it stands: its value, since when, from which source and brand."""

    name: str
    value: Any
    at: int
    source: str
    brand: str


class IdentifierFact(msgspec.Struct, frozen=True):
    """One identifier of a customer, and when it was first and last heard."""

    type: str
    value: str
    first_seen: int
    last_seen: int
    source: str


class TouchpointFact(msgspec.Struct, frozen=True):
    """What one source heard of a customer."""

    source: str
    touchpoint: Touchpoint
    brand: str
    events: int
    last_seen: int


class StageMove(msgspec.Struct, frozen=True):
    """A change of stage at an instant; ``came_from`` None for the first stage of all."""

    at: int
    came_from: Stage | None
    went_to: Stage


class StageFact(msgspec.Struct, frozen=True):
    """A customer's place in one brand's lifecycle, exact at one instant.

    ``until`` is the first instant at which the stage changes if nothing more is heard (None:
    never). ``milestones`` gives for each stage reached when it was first reached. ``lapsed`` tells
    that the customer was once further on than now.
    """

    current: Stage
    since: int
    until: int | None
    lapsed: bool
    milestones: dict[Stage, int]
    moves: tuple[StageMove, ...]


class Lifetime(msgspec.Struct, frozen=True):
    """What a customer bought: orders (refunds do not lessen the number), revenue by currency."""

    orders: int
    revenue: dict[str, Decimal]
    first_order: int | None
    last_order: int | None


class Profile(msgspec.Struct, frozen=True):
    """One customer as one viewer may see it; lists are ordered, newest or strongest first."""

    customer: int
    label: str
    identifiers: list[IdentifierFact]
    traits: dict[str, TraitFact]
    stages: dict[str, StageFact]
    touchpoints: list[TouchpointFact]
    lifetime: dict[str, Lifetime]
    events: int
    first_seen: int
    last_seen: int
    strands: list[int]


class Card(msgspec.Struct, frozen=True):
    """One line of a list of customers; stages by brand, of the brands that are listed."""

    customer: int
    label: str
    hint: str
    stages: dict[str, Stage]
    events: int
    first_seen: int
    last_seen: int


class StageFlow(msgspec.Struct, frozen=True):
    """How many moves went from one stage to another in a period."""

    came_from: Stage | None
    went_to: Stage
    moves: int


class StageDwell(msgspec.Struct, frozen=True):
    """How long those who are in a stage have been there: customers by days since they entered."""

    stage: Stage
    under_week: int
    under_month: int
    under_quarter: int
    longer: int

    @property
    def customers(self) -> int:
        """All who are in the stage."""
        return self.under_week + self.under_month + self.under_quarter + self.longer


class StagePreview(msgspec.Struct, frozen=True):
    """What an edited lifecycle would do now: all customers, those moving, from where to where."""

    customers: int
    moving: int
    moves: dict[tuple[Stage, Stage], int]


class Restaging(msgspec.Struct, frozen=True):
    """How far a published lifecycle is in force: customers that stand by it already, and all."""

    done: int
    customers: int

    @property
    def percent(self) -> int:
        """The whole percent of customers that stand by it; 100 only once all do."""
        return 100 * self.done // max(1, self.customers)


class Totals(msgspec.Struct, frozen=True):
    """A brand in numbers: customers, known ones (with a person's identifier), orders, revenue."""

    customers: int
    known: int
    events: int
    orders: int
    revenue: dict[str, Decimal]


class LifecycleInvalid(Unusable):
    """A lifecycle document with faults; ``fields`` names each by its path."""

    status = 422


class CustomerUnknown(Unknown):
    """No customer of that id or identifier in this view."""
