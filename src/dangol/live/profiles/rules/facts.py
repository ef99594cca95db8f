"""Facts by strand and source: all that is known of a customer, and how an event adds to it.

Folding is commutative and associative: neither the order of events, nor the borders of batches,
nor the splitting into strands change what a customer's facts say together. The one exception is a
safety net: one source on one strand keeps at most ``MOST_NAMES`` event names, traits, identifiers;
beyond that, which names were first decides.

No struct here is tracked by Python's collector of cycles: there are many, and none has a cycle.
``fold`` changes the facts that it is given, since the folder owns them and folds many events in a
row; ``join_sources`` and ``by_source`` leave their arguments alone.
"""

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal

import msgspec

from dangol.kernel.event import Event, Touchpoint
from dangol.kernel.money import DEFAULT_CURRENCY
from dangol.live.profiles.rules.runs import Counter, count, join_counters, start_counter
from dangol.live.profiles.rules.saying import ORDER, REFUND, sale_said, traits_said

MOST_NAMES = 500
OTHER_EVENTS = "…"
"""Counts the events whose names came after ``MOST_NAMES`` others."""
MOST_CURRENCIES = 50
NAMING_TRAITS = frozenset(
    ("name", "firstName", "lastName", "first_name", "last_name", "full_name", "fullName")
)

_EXACT = Context(prec=200)  # amounts have at most 25 digits: no sum of them is ever rounded


class Trait(msgspec.Struct, array_like=True, gc=False):
    """A trait as last stated: its value as JSON, when, and by which message."""

    json: bytes
    at: int
    message_id: str

    def stands_over(self, other: "Trait") -> bool:
        """Tell whether this statement wins: the later one, never the one that arrived later."""
        mine, theirs = (self.at, self.message_id), (other.at, other.message_id)
        return mine > theirs or (mine == theirs and self.json > other.json)


class SourceFacts(msgspec.Struct, array_like=True, gc=False):
    """What one source said on one strand.

    ``counters`` goes by the name of a track, and by the type of other calls (``page``). The keys of
    ``identifiers`` are ``type:value``, with the times of first and last hearing. ``revenue`` is
    orders less refunds, by currency. Times are µs.
    """

    touchpoint: Touchpoint
    brand: str
    n: int
    first_seen: int
    last_seen: int
    counters: dict[str, Counter]
    traits: dict[str, Trait]
    identifiers: dict[str, tuple[int, int]]
    revenue: dict[str, Decimal]


class Folded(msgspec.Struct, frozen=True, gc=False):
    """What one event changed.

    ``key`` is the name under which it counted; ``renamed`` tells whether what the customer may be
    called or found by has changed; ``sale`` is the currency and amount that revenue grew by.
    """

    key: str
    renamed: bool
    sale: tuple[str, Decimal] | None


Facts = dict[int, dict[str, SourceFacts]]
"""Everything about one customer: by strand, then by source."""

encode_facts = msgspec.msgpack.Encoder().encode
decode_facts = msgspec.msgpack.Decoder(Facts).decode


def fold(facts: Facts, strand: int, event: Event, identifiers: Iterable[str]) -> Folded:
    """Add one event to a customer's facts.

    Args:
        facts: of the customer; changed in place.
        strand: the identifier cluster that the event belongs to.
        event: what was heard.
        identifiers: those it was known by, as ``type:value``.
    """
    at = event.at
    sources = facts.get(strand)
    if sources is None:
        sources = facts[strand] = {}
    known = sources.get(event.source)
    if known is None:
        known = SourceFacts(event.touchpoint, event.brand, 0, at, at, {}, {}, {}, {})
        sources[event.source] = known
    known.n += 1
    if at > known.last_seen:
        known.last_seen = at
    elif at < known.first_seen:
        known.first_seen = at
    key = event_key(event)
    _count(known.counters, key, at)
    sale = sale_said(event)
    if sale is not None:
        sale = _sell(known.revenue, *sale)
    renamed = _meet(known.identifiers, identifiers, at)
    said = traits_said(event)
    if said:
        renamed |= _believe(known.traits, said, event)
    return Folded(key, renamed, sale)


def event_key(event: Event) -> str:
    """Return the name under which an event is counted: a track's own, else the call's type."""
    return event.name if event.type == "track" else event.type


def by_source(facts: Facts) -> dict[str, SourceFacts]:
    """Return a customer's facts by source, whatever the strand."""
    joined: dict[str, SourceFacts] = {}
    for sources in facts.values():
        for name, heard in sources.items():
            known = joined.get(name)
            joined[name] = heard if known is None else join_sources(known, heard)
    return joined


def join_sources(one: SourceFacts, other: SourceFacts) -> SourceFacts:
    """Return what one source said on two strands together."""
    return SourceFacts(
        one.touchpoint,
        one.brand,
        one.n + other.n,
        min(one.first_seen, other.first_seen),
        max(one.last_seen, other.last_seen),
        join_all_counters((one.counters, other.counters)),
        join_traits((one.traits, other.traits)),
        _join_identifiers(one.identifiers, other.identifiers),
        join_revenues((one.revenue, other.revenue)),
    )


def join_all_counters(parts: Iterable[Mapping[str, Counter]]) -> dict[str, Counter]:
    """Return counters by name over several parts; an unshared counter is not copied."""
    joined: dict[str, Counter] = {}
    for counters in parts:
        for name, counter in counters.items():
            known = joined.get(name)
            joined[name] = counter if known is None else join_counters(known, counter)
    return joined


def join_traits(parts: Iterable[Mapping[str, Trait]]) -> dict[str, Trait]:
    """Return for each trait the statement that stands."""
    joined: dict[str, Trait] = {}
    for traits in parts:
        for name, trait in traits.items():
            known = joined.get(name)
            if known is None or trait.stands_over(known):
                joined[name] = trait
    return joined


def join_revenues(parts: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """Return the exact sums by currency."""
    joined: dict[str, Decimal] = {}
    for revenue in parts:
        for currency, amount in revenue.items():
            joined[currency] = add_money(joined.get(currency), amount)
    return joined


def add_money(one: Decimal | None, other: Decimal) -> Decimal:
    """Return an exact sum; Python's default context would round it at 28 digits."""
    return other if one is None else _EXACT.add(one, other)


def _count(counters: dict[str, Counter], name: str, at: int) -> None:
    counter = counters.get(name)
    if counter is None and len(counters) >= MOST_NAMES and name not in (ORDER, REFUND):
        name = OTHER_EVENTS
        counter = counters.get(name)
    if counter is None:
        counters[name] = start_counter(at)
    else:
        count(counter, at)


def _sell(revenue: dict[str, Decimal], currency: str, amount: Decimal) -> tuple[str, Decimal]:
    if currency not in revenue and len(revenue) >= MOST_CURRENCIES:
        currency = DEFAULT_CURRENCY
    revenue[currency] = add_money(revenue.get(currency), amount)
    return currency, amount


def _meet(known: dict[str, tuple[int, int]], identifiers: Iterable[str], at: int) -> bool:
    met_new = False
    for key in identifiers:
        times = known.get(key)
        if times is None:
            if len(known) < MOST_NAMES:
                known[key] = (at, at)
                met_new = True
        elif at > times[1]:
            known[key] = (times[0], at)
        elif at < times[0]:
            known[key] = (at, times[1])
    return met_new


def _believe(traits: dict[str, Trait], said: Mapping[str, bytes], event: Event) -> bool:
    renamed = False
    for name, value in said.items():
        trait = Trait(value, event.at, event.message_id)
        standing = traits.get(name)
        if standing is None:
            if len(traits) >= MOST_NAMES:
                continue
        elif not trait.stands_over(standing):
            continue
        traits[name] = trait
        renamed = renamed or (
            name in NAMING_TRAITS and (standing is None or standing.json != value)
        )
    return renamed


def _join_identifiers(
    one: Mapping[str, tuple[int, int]], other: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    joined = dict(one)
    for key, (first, last) in other.items():
        known = joined.get(key, (first, last))
        joined[key] = (min(known[0], first), max(known[1], last))
    return joined
