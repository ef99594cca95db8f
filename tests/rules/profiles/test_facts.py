"""The laws of folding: order, batches, splitting, joining change nothing; counts are recounts."""

from collections import Counter
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.clock import DAY
from dangol.kernel.event import Event
from dangol.live.profiles.rules.facts import (
    MOST_NAMES,
    OTHER_EVENTS,
    Facts,
    SourceFacts,
    by_source,
    decode_facts,
    encode_facts,
    event_key,
    fold,
    join_all_counters,
    join_sources,
)
from dangol.live.profiles.rules.lifecycle import default_lifecycle
from dangol.live.profiles.rules.parsing import parse_lifecycle
from dangol.live.profiles.rules.runs import RUN_GAP
from dangol.live.profiles.rules.views import view_profile
from tests.drawing import draw
from tests.rules.profiles.making import START, day, event, facts_of

NAMES = ("Product Viewed", "Order Completed", "Order Refunded", "page", "identify")
RULES = dict.fromkeys(("onggi", "maru"), parse_lifecycle(default_lifecycle()))
Heard = tuple[Event, tuple[str, ...]]


SAID = ({}, {"a": 1}, {"a": 2, "b": None}, {"a": None, "c": 3}, {"c": 0})
KNOWN = ((), ("email:a",), ("email:b", "user_id:c"), ("user_id:c",))


def heard(name: str, brand: str, half_days: int, number: int, amount: Decimal) -> Heard:
    """Return an event and the identifiers it is known by."""
    said = event(
        name,
        day(half_days / 2),
        touchpoint=("web", "app")[number % 2],
        brand=brand,
        message_id=str(number),
        properties={"total": str(amount), "currency": ("KRW", "EUR")[number % 2]},
        traits=SAID[number % 5],
        context={"traits": SAID[number % 4]},
    )
    return said, KNOWN[number % 3]


histories = st.lists(
    st.builds(
        heard,
        st.sampled_from(NAMES),
        st.sampled_from(("onggi", "maru")),
        st.integers(0, 40),
        st.integers(0, 10**6),
        st.integers(0, 10**23).map(lambda units: Decimal(units).scaleb(-9)),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda pair: pair[0].message_id,
)
FEW = draw(40)


def folded(history: list[Heard], strand: int = 0) -> Facts:
    facts: Facts = {}
    for said, identifiers in history:
        fold(facts, strand, said, identifiers)
    return facts


def of_one_source(history: list[Heard]) -> SourceFacts:
    till = {"source": "till", "touchpoint": "store", "brand": "onggi"}
    alike = [(msgspec.structs.replace(said, **till), ids) for said, ids in history]
    return folded(alike)[0]["till"]


@FEW
@given(histories, st.data())
def test_order_does_not_matter(history: list[Heard], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history))
    assert by_source(folded(shuffled)) == by_source(folded(history))


@FEW
@given(histories, st.integers(0, 25))
def test_a_batch_may_end_anywhere(history: list[Heard], cut: int) -> None:
    facts = decode_facts(encode_facts(folded(history[:cut])))
    for said, identifiers in history[cut:]:
        fold(facts, 0, said, identifiers)
    assert by_source(facts) == by_source(folded(history))


@FEW
@given(histories, st.data())
def test_strands_say_together_what_one_would(history: list[Heard], data: st.DataObject) -> None:
    split: Facts = {}
    for said, identifiers in history:
        fold(split, data.draw(st.integers(0, 3)), said, identifiers)
    assert by_source(split) == by_source(folded(history))


@FEW
@given(histories, histories, histories)
def test_joining_is_commutative_and_associative(
    one: list[Heard], two: list[Heard], three: list[Heard]
) -> None:
    a, b, c = (of_one_source(history) for history in (one, two, three))
    assert join_sources(a, b) == join_sources(b, a)
    assert join_sources(join_sources(a, b), c) == join_sources(a, join_sources(b, c))
    assert join_all_counters([a.counters, {}]) == a.counters == join_all_counters([{}, a.counters])


@FEW
@given(histories)
def test_counters_equal_a_recount(history: list[Heard]) -> None:
    counters = join_all_counters(facts.counters for facts in by_source(folded(history)).values())
    times: dict[str, list[int]] = {}
    for said, _ in history:
        times.setdefault(event_key(said), []).append(said.at)
    assert {name: counter.n for name, counter in counters.items()} == {
        name: len(at) for name, at in times.items()
    }
    for name, at in times.items():
        at.sort()
        counter = counters[name]
        assert (counter.first, counter.second, counter.last) == (
            at[0],
            at[1] if len(at) > 1 else None,
            at[-1],
        )
        starts = [t for t in at if not any(0 < t - u <= RUN_GAP for u in at)]
        assert sorted(counter.runs[::2]) == sorted(set(starts))


@FEW
@given(histories)
def test_money_equals_a_recount(history: list[Heard]) -> None:
    wanted: Counter[tuple[str, str]] = Counter()
    for said, _ in history:
        stated = msgspec.json.decode(said.properties)
        sign = {"Order Completed": 1, "Order Refunded": -1}.get(said.name, 0)
        wanted[said.brand, stated["currency"]] += sign * int(Decimal(stated["total"]) * 10**9)
    found: Counter[tuple[str, str]] = Counter()
    for facts in by_source(folded(history)).values():
        for currency, amount in facts.revenue.items():
            found[facts.brand, currency] += int(amount * 10**9)
    assert {key: n for key, n in found.items() if n} == {key: n for key, n in wanted.items() if n}


@FEW
@given(histories)
def test_the_latest_statement_of_a_trait_stands(history: list[Heard]) -> None:
    stated: dict[str, tuple[int, str, object]] = {}
    for said, _ in history:
        traits = msgspec.json.decode(said.context)["traits"]
        if said.type == "identify":
            traits |= msgspec.json.decode(said.traits)
        for name, value in traits.items():
            stated[name] = max(
                stated.get(name, (0, "", None)),
                (said.at, said.message_id, value),
                key=lambda statement: statement[:2],
            )
    profile = view_profile(0, folded(history), RULES, day(100))
    assert profile is not None
    assert {name: (fact.at, fact.value) for name, fact in profile.traits.items()} == {
        name: (at, value) for name, (at, _, value) in stated.items() if value is not None
    }


def test_traits_of_a_group_are_not_the_persons() -> None:
    facts = facts_of(event("group", START, traits={"name": "Acme"}))
    assert facts[0]["onggi web"].traits == {}


def test_a_huge_value_is_no_trait_but_its_event_counts() -> None:
    facts = facts_of(event("identify", START, traits={"essay": "x" * 5000, "plan": "gold"}))
    assert list(facts[0]["onggi web"].traits) == ["plan"]
    assert facts[0]["onggi web"].counters["identify"].n == 1


def test_integers_of_any_size_are_kept() -> None:
    facts = facts_of(event("identify", START, traits={"n": 10**40}))
    assert decode_facts(encode_facts(facts))[0]["onggi web"].traits["n"].json == b"1" + b"0" * 40


def test_more_names_than_the_limit_are_counted_together() -> None:
    facts = facts_of(*(event(f"Event {number}", START) for number in range(MOST_NAMES + 20)))
    heard_of = facts[0]["onggi web"]
    assert len(heard_of.counters) == MOST_NAMES + 1
    assert heard_of.counters[OTHER_EVENTS].n == 20
    assert heard_of.n == MOST_NAMES + 20


def test_orders_are_counted_whatever_came_before_them() -> None:
    names = [f"Event {number}" for number in range(MOST_NAMES)]
    facts = facts_of(*(event(name, START) for name in [*names, "Order Completed"]))
    assert facts[0]["onggi web"].counters["Order Completed"].n == 1


def test_a_daily_visitor_for_years_takes_one_run() -> None:
    facts = facts_of(*(event("page", START + number * DAY) for number in range(2000)))
    counter = facts[0]["onggi web"].counters["page"]
    assert (counter.n, counter.runs) == (2000, (START, START + 1999 * DAY))
