"""What a lifecycle's numbers are made to say."""

from dangol.live.profiles.contracts import StageDwell, StageFlow
from dangol.studio.lifecycle.findings import (
    Stuck,
    find_hardest,
    find_main_flow,
    find_stuck,
    measure_movements,
)

FLOWS = [
    StageFlow(None, "discover", 40),
    StageFlow("discover", "explore", 30),
    StageFlow("explore", "buy", 10),
    StageFlow("explore", "discover", 6),
]


def test_people_are_stuck_where_most_have_been_over_a_month() -> None:
    dwells = [
        StageDwell("discover", 10, 10, 2, 0),
        StageDwell("explore", 20, 18, 40, 22),
        StageDwell("buy", 0, 0, 1, 1),
        StageDwell("engage", 0, 0, 0, 900),
    ]
    assert find_stuck(dwells) == Stuck("explore", 62, 0.62)


def test_people_are_stuck_where_most_are_not_where_the_share_is_largest() -> None:
    dwells = [StageDwell("discover", 30_000, 10_000, 500, 9_000), StageDwell("ask", 40, 30, 20, 10)]
    assert find_stuck(dwells) == Stuck("discover", 9_500, 9_500 / 49_500)


def test_nobody_is_stuck_where_all_came_lately() -> None:
    fresh = [StageDwell("discover", 50, 25, 0, 0), StageDwell("buy", 0, 0, 0, 0)]
    assert find_stuck([*fresh, StageDwell("engage", 0, 0, 0, 9)]) is None
    assert find_stuck([]) is None


def test_the_main_flow_is_a_move_between_stages() -> None:
    assert find_main_flow(FLOWS) == StageFlow("discover", "explore", 30)
    assert find_main_flow(FLOWS[:1]) is None


def test_stays_are_those_that_ended_and_those_still_open() -> None:
    counts = {"discover": 16, "explore": 14, "buy": 10}
    explore = measure_movements(counts, FLOWS, [])[1]
    assert (explore.arrived, explore.new) == (30, 0)
    assert (explore.moved_on, explore.fell_back, explore.open_at_end) == (10, 6, 14)
    assert explore.stays == 30
    engage = measure_movements(counts, FLOWS, [])[5]
    assert engage.stays == 0


def test_moves_after_the_period_are_taken_back_from_the_present() -> None:
    later = [StageFlow("explore", "buy", 4), StageFlow(None, "discover", 1)]
    movements = measure_movements({"discover": 17, "explore": 10, "buy": 14}, FLOWS, later)
    assert [each.open_at_end for each in movements[:3]] == [16, 14, 10]


def test_the_hardest_stage_has_enough_stays_to_tell() -> None:
    movements = measure_movements({"discover": 4, "explore": 14, "buy": 10}, FLOWS, [])
    hardest = find_hardest(movements)
    assert hardest is not None
    assert hardest.stage == "explore"
    assert find_hardest(measure_movements({"buy": 3}, [], [])) is None
