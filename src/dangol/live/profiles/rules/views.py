"""A customer's facts as one viewer may see them: the brands in view, and nothing of the others."""

from collections.abc import Iterable, Mapping, Set

import msgspec

from dangol.live.profiles.contracts import (
    Card,
    IdentifierFact,
    Lifetime,
    Profile,
    StageFact,
    TouchpointFact,
    TraitFact,
)
from dangol.live.profiles.rules.facts import (
    Facts,
    SourceFacts,
    Trait,
    by_source,
    join_all_counters,
    join_revenues,
)
from dangol.live.profiles.rules.lifecycle import Lifecycle
from dangol.live.profiles.rules.people import name_person
from dangol.live.profiles.rules.saying import ORDER
from dangol.live.profiles.rules.stages import chart, stand

_read = msgspec.json.Decoder().decode


def in_view(facts: Facts, brands: Set[str]) -> Facts:
    """Return the facts of some brands; strands of which nothing is left are left out."""
    seen = {
        strand: {name: heard for name, heard in sources.items() if heard.brand in brands}
        for strand, sources in facts.items()
    }
    return {strand: sources for strand, sources in seen.items() if sources}


def heard_in(facts: Facts, brand: str) -> list[SourceFacts]:
    """Return what the sources of one brand said, on any strand."""
    return [
        heard for sources in facts.values() for heard in sources.values() if heard.brand == brand
    ]


def brands_in(facts: Facts) -> set[str]:
    """Return the brands that heard of a customer."""
    return {heard.brand for sources in facts.values() for heard in sources.values()}


def view_profile(
    customer: int, facts: Facts, rules: Mapping[str, Lifecycle], now: int
) -> Profile | None:
    """Return a customer as seen in the brands whose rules are given; None where there is nothing.

    Args:
        customer: the customer's number.
        facts: all that is known.
        rules: the lifecycle in force, for each brand in view.
        now: the instant for which stages are told.
    """
    seen = in_view(facts, rules.keys())
    if not seen:
        return None
    sources = by_source(seen)
    label, _ = name_person(sources.values())
    return Profile(
        customer=customer,
        label=label,
        identifiers=_identifiers(sources),
        traits=_traits(sources),
        stages=_stages(seen, rules, now),
        touchpoints=_touchpoints(sources),
        lifetime={brand: _lifetime(heard_in(seen, brand)) for brand in sorted(brands_in(seen))},
        events=sum(heard.n for heard in sources.values()),
        first_seen=min(heard.first_seen for heard in sources.values()),
        last_seen=max(heard.last_seen for heard in sources.values()),
        strands=sorted(seen),
    )


def view_card(
    customer: int, facts: Facts, brands: Set[str], rules: Mapping[str, Lifecycle], now: int
) -> Card:
    """Return one line of a list.

    Args:
        customer: the customer's number.
        facts: all that is known.
        brands: those in view; the name may come from any of them.
        rules: the lifecycle in force, for each brand whose stage, events and times the line tells;
            the customer has events in one.
        now: the instant for which stages are told.
    """
    label, hint = name_person(by_source(in_view(facts, brands)).values())
    counted = in_view(facts, rules.keys())
    heard = [source for sources in counted.values() for source in sources.values()]
    return Card(
        customer=customer,
        label=label,
        hint=hint,
        stages={brand: place.current for brand, place in _stages(counted, rules, now).items()},
        events=sum(source.n for source in heard),
        first_seen=min(source.first_seen for source in heard),
        last_seen=max(source.last_seen for source in heard),
    )


def _stages(facts: Facts, rules: Mapping[str, Lifecycle], now: int) -> dict[str, StageFact]:
    return {
        brand: place
        for brand in sorted(brands_in(facts))
        for place in [stand(chart(rules[brand], heard_in(facts, brand)), now)]
        if place is not None
    }


def _identifiers(sources: Mapping[str, SourceFacts]) -> list[IdentifierFact]:
    found: dict[str, IdentifierFact] = {}
    for name, heard in sources.items():
        for key, (first, last) in heard.identifiers.items():
            kind, _, value = key.partition(":")
            fact = IdentifierFact(kind, value, first, last, name)
            known = found.get(key)
            found[key] = fact if known is None else _earlier(known, fact)
    return sorted(found.values(), key=lambda fact: (-fact.last_seen, fact.type, fact.value))


def _earlier(one: IdentifierFact, other: IdentifierFact) -> IdentifierFact:
    """Join what two sources know of an identifier; it came from the one that heard it first."""
    first, last = min(one.first_seen, other.first_seen), max(one.last_seen, other.last_seen)
    source = min((one.first_seen, one.source), (other.first_seen, other.source))[1]
    return IdentifierFact(one.type, one.value, first, last, source)


def _traits(sources: Mapping[str, SourceFacts]) -> dict[str, TraitFact]:
    standing: dict[str, tuple[Trait, str, str]] = {}
    for name, heard in sources.items():
        for trait_name, trait in heard.traits.items():
            known = standing.get(trait_name)
            if known is None or trait.stands_over(known[0]):
                standing[trait_name] = (trait, name, heard.brand)
    return {
        trait_name: TraitFact(trait_name, _read(trait.json), trait.at, source, brand)
        for trait_name, (trait, source, brand) in sorted(standing.items())
        if trait.json != b"null"
    }


def _touchpoints(sources: Mapping[str, SourceFacts]) -> list[TouchpointFact]:
    found = [
        TouchpointFact(name, heard.touchpoint, heard.brand, heard.n, heard.last_seen)
        for name, heard in sources.items()
    ]
    return sorted(found, key=lambda fact: (-fact.last_seen, fact.source))


def _lifetime(sources: Iterable[SourceFacts]) -> Lifetime:
    heard = list(sources)
    orders = join_all_counters(source.counters for source in heard).get(ORDER)
    return Lifetime(
        orders=orders.n if orders else 0,
        revenue=dict(sorted(join_revenues(source.revenue for source in heard).items())),
        first_order=orders.first if orders else None,
        last_order=orders.last if orders else None,
    )
