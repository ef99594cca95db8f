"""An edited lifecycle previews exactly what restaging then does."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from dangol.engines.database import Database
from dangol.live.profiles.api import (
    default_lifecycle,
    find_restaging,
    lifecycle_in_force,
    preview_lifecycle,
    stage_counts,
)
from dangol.live.profiles.contracts import STAGES, LifecycleInvalid, Restaging
from tests.drawing import draw
from tests.rooms.profiles.world import Heard, World, heard, populations
from tests.rules.profiles.making import day

SHARED = draw(15, HealthCheck.function_scoped_fixture)
HEAD = "precedence: [ask, engage, use, buy, explore, discover]\nstages:\n"
EDITED = (
    HEAD
    + "  explore: {lapse: 90d, signals: [page]}\n  ask: {lapse: 3d, signals: [Product Viewed]}",
    HEAD + "  buy: {lapse: never, signals: [Order Completed]}",
    HEAD
    + "  buy: {lapse: 10d, signals: [Product Viewed]}\n"
    + "  use: {lapse: 30d, after: buy, signals: [page, {touchpoints: [device]}]}",
    default_lifecycle(),
)


def stands(world: World, customers: list[int], brand: str, now: int) -> dict[int, str]:
    return {
        customer: world.profile(customer, brands=[brand], at=now).stages[brand].current
        for customer in customers
    }


def moved(before: dict[int, str], after: dict[int, str]) -> dict[tuple[str, str], int]:
    pairs = [(before[customer], after[customer]) for customer in before]
    return {pair: pairs.count(pair) for pair in pairs if pair[0] != pair[1]}


@SHARED
@given(
    population=populations(),
    text=st.sampled_from(EDITED),
    slice_size=st.sampled_from((1, 3, 500)),
    now=st.sampled_from((day(90), day(95.5), day(120), day(400))),
)
def test_restaging_does_exactly_what_was_previewed(
    database: Database, population: list[Heard], text: str, slice_size: int, now: int
) -> None:
    world = World(database)
    world.clear()
    world.hear(*population)
    customers = sorted({one.strand for one in population})
    before = stands(world, customers, "onggi", now)
    preview = preview_lifecycle(database, "onggi", text, now)
    assert stands(world, customers, "onggi", now) == before
    world.publish("onggi", 1, text)
    world.restage(slice_size)
    after = stands(world, customers, "onggi", now)
    assert preview.moves == moved(before, after)
    assert preview.moving == sum(preview.moves.values())
    assert preview.customers == len(customers)
    assert stage_counts(database, "onggi", now) == {
        stage: list(after.values()).count(stage) for stage in STAGES
    }


@SHARED
@given(population=populations(), text=st.sampled_from(EDITED), cut=st.integers(0, 40))
def test_restaged_rows_are_those_of_a_life_under_the_new_rules(
    database: Database, population: list[Heard], text: str, cut: int
) -> None:
    world = World(database)
    world.clear()
    world.publish("onggi", 1, text)
    world.hear(*population)
    world.restage()
    wanted = world.rows()["stay"]
    world = World(database, most_kept=2)
    world.clear()
    world.hear(*population[:cut])
    world.publish("onggi", 1, text)
    world.write(world.folder.plan_restage(world.now, 2))
    for one in population[cut:]:
        world.hear(one)
    World(database).restage(3)
    assert world.rows()["stay"] == wanted


def test_restaging_goes_on_where_it_was_cut_short(database: Database) -> None:
    world = World(database)
    world.hear(*(heard(customer, "Product Viewed", 99) for customer in range(10)))
    world.publish("onggi", 1, EDITED[0])
    world.write(world.folder.plan_restage(world.now, 4))
    assert stage_counts(database, "onggi", world.now)["ask"] == 4
    assert World(database).restage(4) == [4, 5, 6, 7, 8, 9]
    assert stage_counts(database, "onggi", world.now)["ask"] == 10
    assert not World(database).folder.plan_restage(world.now, 4).writes


def test_restaging_tells_how_far_it_is(database: Database) -> None:
    world = World(database)
    world.hear(*(heard(customer, "Product Viewed", 99) for customer in range(10)))
    world.hear(heard(11, "Product Viewed", 99, brand="maru"))
    assert find_restaging(database, "onggi") is None
    world.publish("onggi", 1, EDITED[0])
    assert find_restaging(database, "onggi") == Restaging(done=0, customers=10)
    world.write(world.folder.plan_restage(world.now, 4))
    assert find_restaging(database, "onggi") == Restaging(done=4, customers=10)
    assert find_restaging(database, "maru") is None
    world.restage()
    assert find_restaging(database, "onggi") is None


def test_one_brands_rules_move_nobody_in_another(database: Database) -> None:
    world = World(database)
    world.hear(heard(1, "Product Viewed", 99), heard(1, "Product Viewed", 99, brand="maru"))
    world.publish("onggi", 1, EDITED[0])
    assert world.restage() == [1]
    stages = world.profile(1).stages
    assert (stages["onggi"].current, stages["maru"].current) == ("ask", "explore")


def test_a_brand_begins_with_the_shipped_rules_and_keeps_them(database: Database) -> None:
    assert lifecycle_in_force(database, "onggi") == (0, default_lifecycle())
    world = World(database)
    world.hear(heard(1, "page", 0))
    assert [row[:2] for row in world.table("lifecycle")] == [("onggi", 0)]
    world.publish("onggi", 4, EDITED[1])
    assert lifecycle_in_force(database, "onggi") == (4, EDITED[1])


def test_rules_with_faults_are_refused_and_nothing_happens(database: Database) -> None:
    world = World(database)
    world.hear(heard(1, "Product Viewed", 99))
    before = world.rows()
    with pytest.raises(LifecycleInvalid):
        world.publish("onggi", 1, HEAD)
    with pytest.raises(LifecycleInvalid):
        preview_lifecycle(database, "onggi", HEAD, world.now)
    assert world.rows() == before
    assert lifecycle_in_force(database, "onggi")[0] == 0


def test_a_preview_tells_how_far_it_is(database: Database) -> None:
    world = World(database)
    world.hear(*(heard(customer, "page", 0) for customer in range(5)))
    told: list[int] = []
    preview_lifecycle(database, "onggi", EDITED[0], world.now, told.append)
    assert told == [5]
