"""Counts, flow and dwell at any instant; lapses are right at once and told once."""

from dangol.engines.database import Database
from dangol.kernel.clock import DAY
from dangol.live.profiles.api import stage_counts, stage_dwell, stage_flow, totals
from dangol.live.profiles.contracts import StageDwell, StageFlow, Totals
from tests.rooms.profiles.world import World, heard
from tests.rules.profiles.making import day


def people(world: World) -> None:
    """One who only looked in, one who explores, one who bought, two regulars of another brand."""
    world.hear(
        heard(1, "page", 0),
        heard(2, "Product Viewed", 10),
        heard(3, "Product Viewed", 10),
        heard(3, "Order Completed", 20),
        *(heard(n, "Order Completed", number, brand="maru") for n in (4, 5) for number in (1, 30)),
    )


def test_counts_are_right_at_every_instant_without_a_write(database: Database) -> None:
    people(World(database))

    def counted(number: float) -> dict[str, int]:
        return {s: n for s, n in stage_counts(database, "onggi", day(number)).items() if n}

    assert counted(-1) == {}
    assert counted(0) == {"discover": 1}
    assert counted(10) == {"discover": 1, "explore": 2}
    assert counted(20) == {"discover": 1, "explore": 1, "buy": 1}
    assert counted(39.999) == {"discover": 1, "explore": 1, "buy": 1}
    assert counted(40) == {"discover": 2, "buy": 1}
    assert counted(80) == {"discover": 3}
    assert stage_counts(database, "maru", day(31))["engage"] == 2


def test_flow_counts_moves_of_a_period(database: Database) -> None:
    people(World(database))

    def moves(since: float, until: float) -> set[StageFlow]:
        flows = stage_flow(database, "onggi", day(since), day(until))
        assert len(set(flows)) == len(flows)
        return set(flows)

    assert moves(-1, 10) == {StageFlow(None, "discover", 1)}
    assert moves(10, 20) == {StageFlow(None, "explore", 2)}
    assert moves(20, 39) == {StageFlow("explore", "buy", 1)}
    assert moves(39, 80) == {StageFlow("explore", "discover", 1)}
    assert moves(80, 81) == {StageFlow("buy", "discover", 1)}


def test_dwell_tells_how_long_people_have_been_there(database: Database) -> None:
    world = World(database)
    for customer, number in enumerate((0, 60, 80, 94, 94, 99)):
        world.hear(heard(customer, "page", number))
    dwells = {dwell.stage: dwell for dwell in stage_dwell(database, "onggi", day(100))}
    assert dwells["discover"] == StageDwell("discover", 3, 1, 1, 1)
    assert dwells["engage"] == StageDwell("engage", 0, 0, 0, 0)
    assert len(dwells) == 6


def test_an_unknown_brand_is_empty(database: Database) -> None:
    assert totals(database, "nowhere") == Totals(0, 0, 0, 0, {})
    assert sum(stage_counts(database, "nowhere", 30 * DAY).values()) == 0
    assert stage_flow(database, "nowhere", 0, day(100)) == []
