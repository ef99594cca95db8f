"""Folding into the database: batches, merges, memory, and totals that equal a recount."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from dangol.engines.database import Database, Query, Session
from dangol.live.profiles.api import find_profile, timeline, totals
from dangol.live.profiles.contracts import Totals
from tests.drawing import draw
from tests.rooms.profiles.world import BRANDS, Heard, Joined, World, heard, populations
from tests.rules.profiles.making import day

SHARED = draw(12, HealthCheck.function_scoped_fixture)


def test_an_event_is_on_its_customers_profile(database: Database) -> None:
    world = World(database)
    plan = world.hear(
        heard(3, "identify", 0, "email:mina@x.org", traits={"name": "Mina", "plan": "gold"}),
        heard(3, "Order Completed", 1, "email:mina@x.org", properties={"total": 9.9}),
    )
    assert plan.changed == [3]
    profile = world.profile(3)
    assert (profile.label, profile.events, profile.strands) == ("Mina", 2, [3])
    assert profile.traits["plan"].value == "gold"
    assert profile.stages["onggi"].current == "discover"
    assert profile.stages["onggi"].milestones["buy"] == day(1)
    assert profile.lifetime["onggi"].revenue == {"XXX": Decimal("9.9")}


def test_a_plan_that_is_not_written_changes_nothing(database: Database) -> None:
    world = World(database)
    world.hear(heard(1, "page", 0))
    before = world.rows()
    world.plan(heard(1, "Order Completed", 1), heard(2, "page", 1))
    assert world.rows() == before
    assert World(database).profile(1).events == 1


def test_a_merge_moves_everything_and_leaves_no_row(database: Database) -> None:
    world = World(database)
    world.hear(
        heard(1, "page", 0, "anonymous_id:v"),
        heard(5, "Order Completed", 1, "email:mina@x.org", brand="maru"),
        heard(5, "Order Completed", 2, "email:mina@x.org"),
    )
    plan = world.hear(heard(1, "identify", 3, "email:mina@x.org"), merges=[Joined(1, 5)])
    assert plan.changed == [1]
    profile = world.profile(1)
    assert (profile.events, profile.strands) == (4, [1, 5])
    assert sorted(profile.stages) == ["maru", "onggi"]
    assert find_profile(database, 5, BRANDS, world.now) is None
    rows = world.rows()
    assert {row[0] for row in (*rows["profile"], *rows["presence"])} == {1}
    assert {customer for *_, customer, _came_from in rows["stay"]} == {1}
    assert totals(database, "onggi").customers == totals(database, "maru").customers == 1


def test_merges_chain_within_one_batch(database: Database) -> None:
    world = World(database)
    world.hear(heard(1, "page", 0), heard(5, "page", 0), heard(9, "page", 0))
    world.hear(heard(9, "page", 1), merges=[Joined(5, 9), Joined(1, 5)])
    assert world.profile(1).events == 4
    assert [row[0] for row in world.rows()["profile"]] == [1]
    assert totals(database, "onggi") == Totals(1, 0, 4, 0, {})


def test_a_customer_may_begin_and_be_merged_in_one_batch(database: Database) -> None:
    world = World(database)
    world.hear(heard(1, "page", 0))
    world.hear(heard(7, "page", 1), heard(1, "page", 2), merges=[Joined(1, 7)])
    assert world.profile(1).events == 3
    assert totals(database, "onggi").customers == 1


def test_the_timeline_is_newest_first_and_pages_without_gap(database: Database) -> None:
    world = World(database)
    world.hear(*(heard(1 + n % 2, "page", number) for n, number in enumerate([4, 1, 3, 1, 2])))
    whole, end = timeline(database, [1, 2], limit=10)
    assert [at for at, _ in whole] == [day(number) for number in (4, 3, 2, 1, 1)]
    assert end is None
    pages, before = [], None
    while True:
        page, before = timeline(database, [1, 2], limit=2, before=before)
        pages += page
        if before is None:
            break
    assert pages == whole


def test_a_shared_devices_timeline_is_one_query(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(database)
    world.hear(*(heard(strand, "page", strand) for strand in range(200)))
    asked: list[Query] = []

    read = database.read

    @contextmanager
    def listen() -> Iterator[Session]:
        with read() as session:
            rows = session.rows

            def ask(query: Query, **values: object) -> list[tuple[Any, ...]]:
                asked.append(query)
                return rows(query, **values)

            monkeypatch.setattr(session, "rows", ask)
            yield session

    monkeypatch.setattr(database, "read", listen)
    places, following = timeline(database, range(200), limit=3)
    assert [at for at, _ in places] == [day(number) for number in (199, 198, 197)]
    assert following == places[-1]
    assert len(asked) == 1
    assert timeline(database, [], limit=3) == ([], None)


@SHARED
@given(populations(), st.lists(st.integers(1, 9), max_size=6))
def test_neither_batches_nor_memory_matter(
    database: Database, population: list[Heard], cuts: list[int]
) -> None:
    outcomes = []
    for most_kept, sizes in ((100, [len(population)]), (0, cuts), (2, [1] * len(population))):
        world = World(database, most_kept=most_kept)
        world.clear()
        rest = population
        for size in [*sizes, len(population)]:
            world.hear(*rest[:size])
            rest = rest[size:]
        outcomes.append(([world.profile(c) for c in _customers(world)], _without_facts(world)))
    assert outcomes[0] == outcomes[1] == outcomes[2]


@SHARED
@given(populations(("onggi", "maru")), st.data())
def test_totals_equal_a_recount(
    database: Database, population: list[Heard], data: st.DataObject
) -> None:
    world = World(database, most_kept=2)
    world.clear()
    for one in population:
        world.hear(one)
        alive = _customers(world)
        if len(alive) > 1 and data.draw(st.booleans()):
            world.hear(merges=[Joined(alive[0], alive[-1])])
    for brand in ("onggi", "maru"):
        assert totals(database, brand) == _recount(world, brand)


def _recount(world: World, brand: str) -> Totals:
    profiles = [
        profile
        for customer in _customers(world)
        for profile in [find_profile(world.database, customer, frozenset([brand]), world.now)]
        if profile is not None
    ]
    revenue: Counter[str] = Counter()
    for profile in profiles:
        for currency, amount in profile.lifetime[brand].revenue.items():
            revenue[currency] += int(amount * 100)
    return Totals(
        len(profiles),
        sum(any(fact.type == "email" for fact in p.identifiers) for p in profiles),
        sum(profile.events for profile in profiles),
        sum(profile.lifetime[brand].orders for profile in profiles),
        {currency: Decimal(cents) / 100 for currency, cents in revenue.items()},
    )


def _customers(world: World) -> list[int]:
    return [row[0] for row in world.rows()["profile"]]


def _without_facts(world: World) -> dict[str, object]:
    return {table: rows for table, rows in world.rows().items() if table != "profile"}
