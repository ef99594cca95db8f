"""Who is who: one event after another, in log order.

An event's identifiers lead to strands, strands to customers. Whoever shares an identifier is one
customer, unless a limit says that this would weld two people together: then the least trusted
identifier that leads astray is set aside for this event, and the rest is tried again.
"""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from dangol.kernel.event import Identifier
from dangol.live.identity.contracts import Merge, Refusal, Resolved
from dangol.live.identity.rules.believing import Belief
from dangol.live.identity.rules.keys import identifier_key
from dangol.live.identity.rules.policy import IdentityRules

Tally = tuple[tuple[str, int], ...]
"""How many identifiers of each type, ordered by type; one object for all customers alike."""

Held = list[tuple[Identifier, str]]
"""An event's identifiers with their keys, most trusted first."""

NOBODY = Resolved(-1, -1)
DUPLICATE = Resolved(-1, -1, duplicate=True)
BLOCKED = "blocked"


class Person(msgspec.Struct, frozen=True, gc=False):
    """What limits need to know of a customer: strands, identifiers by type."""

    strands: tuple[int, ...]
    tally: Tally = ()


class Links:
    """What is known of the identifiers of a batch, before it and while it is resolved.

    ``strands`` by identifier key, ``customers`` by strand, ``people`` by customer. ``added`` are
    the new identifiers, ``moved`` the strands that are new or changed their customer, ``met`` the
    customers whose strands or identifiers changed.
    """

    def __init__(self) -> None:
        self.strands: dict[str, int] = {}
        self.customers: dict[int, int] = {}
        self.people: dict[int, Person] = {}
        self.added: list[tuple[str, int]] = []
        self.moved: set[int] = set()
        self.met: set[int] = set()
        self.merges: list[Merge] = []
        self.refusals: list[tuple[str, Refusal]] = []

    def customer_of(self, key: str) -> int | None:
        """Return the customer of an identifier, or None where it is new."""
        strand = self.strands.get(key)
        return None if strand is None else self.customers[strand]

    def begin(self, offset: int) -> int:
        """Begin a strand of a customer of its own; both are numbered by the event's offset."""
        self.customers[offset] = offset
        self.people[offset] = Person((offset,))
        self.moved.add(offset)
        return offset

    def merge(self, offset: int, survivor: int, loser: int) -> None:
        """Make two customers one: all strands of the loser become the survivor's."""
        gone, stays = self.people.pop(loser), self.people[survivor]
        for strand in gone.strands:
            self.customers[strand] = survivor
        self.moved.update(gone.strands)
        strands = tuple(sorted(stays.strands + gone.strands))
        self.people[survivor] = Person(strands, together(stays.tally, gone.tally))
        self.met.discard(loser)
        self.met.add(survivor)
        self.merges.append(Merge(offset, survivor, loser, gone.strands))

    def attach(self, held: Held, strand: int) -> None:
        """Give a strand the identifiers that are new."""
        new = [(identifier, key) for identifier, key in held if key not in self.strands]
        if not new:
            return
        for _, key in new:
            self.strands[key] = strand
            self.added.append((key, strand))
        customer = self.customers[strand]
        person = self.people[customer]
        tally = together(person.tally, count_types(tuple([found.type for found, _ in new])))
        self.people[customer] = Person(person.strands, tally)
        self.met.add(customer)


def resolve(offset: int, belief: Belief, links: Links, rules: IdentityRules) -> Resolved:
    """Return whose event it is, and enter into the links what the event teaches.

    Args:
        offset: the event's place in the log; the number of a strand that begins with it.
        belief: what is believed of its identifiers.
        links: what is known; holds every identifier of the belief that was heard before.
        rules: limits and the order of trust.
    """
    for identifier, key in belief.blocked:
        links.refusals.append((key, Refusal(offset, identifier, BLOCKED)))
    if not belief.keys:
        return NOBODY
    strand = _common_strand(belief.keys, links)
    if strand is not None:
        return Resolved(strand, links.customers[strand], False, belief.names)
    held = list(zip(belief.identifiers, belief.keys, strict=True))
    if len(held) > 1:
        _demote(offset, held, links, rules)
    strand = _join(offset, held, links)
    links.attach(held, strand)
    if len(held) == len(belief.names):
        return Resolved(strand, links.customers[strand], False, belief.names)
    names = tuple([identifier_key("", identifier) for identifier, _ in held])
    return Resolved(strand, links.customers[strand], False, names)


def _common_strand(keys: Sequence[str], links: Links) -> int | None:
    """Return the most trusted strand where all identifiers are one customer's already."""
    first = links.strands.get(keys[0])
    if first is None:
        return None
    customer = links.customers[first]
    for key in keys[1:]:
        if links.customer_of(key) != customer:
            return None
    return first


def _join(offset: int, held: Held, links: Links) -> int:
    """Make one customer of all that the identifiers lead to; return the event's strand."""
    strands = [links.strands[key] for _, key in held if key in links.strands]
    if not strands:
        return links.begin(offset)
    survivor, *losers = sorted({links.customers[strand] for strand in strands})
    for loser in losers:
        links.merge(offset, survivor, loser)
    return strands[0]


def _demote(offset: int, held: Held, links: Links, rules: IdentityRules) -> None:
    """Set identifiers aside, the least trusted first, until no limit is broken.

    The most trusted identifier always stays, so every event with a believable identifier belongs
    to somebody.
    """
    while (kind := _broken_limit(held, links, rules)) is not None:
        identifier, key = held.pop(_astray(held, kind, links))
        links.refusals.append((key, Refusal(offset, identifier, f"limit:{kind}")))


def _broken_limit(held: Held, links: Links, rules: IdentityRules) -> str | None:
    """Return a type of which the joined customer would have more than allowed."""
    customers = dict.fromkeys(links.customer_of(key) for _, key in held)
    home = next(iter(customers))
    new = count_types(tuple([found.type for found, key in held if key not in links.strands]))
    tallies = [links.people[customer].tally for customer in customers if customer is not None]
    already = dict(links.people[home].tally) if home is not None else {}
    for kind, count in together(new, *tallies):
        if count > max(rules.limit(kind), already.get(kind, 0)):
            return kind
    return None


def _astray(held: Held, kind: str, links: Links) -> int:
    """Return the place of the least trusted identifier that adds to the type that is too many.

    That is a new identifier of the type, or one that leads to another customer than the most
    trusted identifier does, where that customer has identifiers of the type.
    """
    home = links.customer_of(held[0][1])

    def adds(place: int) -> bool:
        identifier, key = held[place]
        customer = links.customer_of(key)
        if customer is None:
            return identifier.type == kind
        return customer != home and kind in dict(links.people[customer].tally)

    return next(place for place in range(len(held) - 1, 0, -1) if adds(place))


@lru_cache(maxsize=65_536)
def count_types(types: tuple[str, ...]) -> Tally:
    """Return how many there are of each type.

    >>> count_types(("user_id", "email", "email"))
    (('email', 2), ('user_id', 1))
    """
    return tuple((kind, types.count(kind)) for kind in sorted(set(types)))


@lru_cache(maxsize=65_536)
def together(*tallies: Tally) -> Tally:
    """Return tallies added up.

    >>> together((("email", 1),), (("email", 1), ("user_id", 1)))
    (('email', 2), ('user_id', 1))
    """
    total: dict[str, int] = {}
    for tally in tallies:
        for kind, count in tally:
            total[kind] = total.get(kind, 0) + count
    return tuple(sorted(total.items()))
