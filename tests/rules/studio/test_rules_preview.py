"""The moves of a preview: the largest first, ties by stage, none of nobody."""

from dangol.live.profiles.contracts import StagePreview
from dangol.studio.rules.preview import Move, list_moves


def test_moves_come_largest_first_and_ties_in_the_order_of_the_stages() -> None:
    moves = {
        ("use", "buy"): 1,
        ("explore", "buy"): 1,
        ("explore", "discover"): 2,
        ("buy", "ask"): 0,
    }
    assert list_moves(StagePreview(10, 4, moves)) == [
        Move("explore", "discover", 2, 50),
        Move("explore", "buy", 1, 25),
        Move("use", "buy", 1, 25),
    ]


def test_nobody_moving_gives_no_line() -> None:
    assert list_moves(StagePreview(10, 0, {})) == []
