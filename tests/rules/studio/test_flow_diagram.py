"""The geometry of the flow between stages."""

import re
from itertools import pairwise

import pytest

from dangol.live.profiles.contracts import STAGES, StageFlow
from dangol.studio.lifecycle.flow_diagram import TALL, WIDE, Canvas, Diagram, draw_flow

ALL_PAIRS = [
    StageFlow(start, end, 10 + 7 * number)
    for number, (start, end) in enumerate((a, b) for a in STAGES for b in STAGES if a != b)
]
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def points(path: str) -> list[tuple[float, float]]:
    numbers = [float(found) for found in NUMBERS.findall(path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def strips(diagram: Diagram) -> dict[str, list[tuple[float, float]]]:
    """Where arcs touch the line: above and below, from and to along it."""
    touched: dict[str, list[tuple[float, float]]] = {"above": [], "below": []}
    for arc in diagram.arcs:
        start, bend, _, end = points(arc.path)
        side = "above" if bend[1] < start[1] else "below"
        for x, _ in (start, end):
            touched[side].append((x - arc.width / 2, x + arc.width / 2))
    return touched


def test_nobody_moving_leaves_the_six_places() -> None:
    diagram = draw_flow([StageFlow(None, "discover", 9)], WIDE)
    assert [place.stage for place in diagram.places] == list(STAGES)
    assert diagram.arcs == []


def test_arcs_never_lie_on_each_other_where_they_touch_the_line() -> None:
    for spans in strips(draw_flow(ALL_PAIRS, WIDE)).values():
        for one, following in pairwise(sorted(spans)):
            assert one[1] <= following[0] + 0.15  # rounded


def test_onward_bends_up_and_back_bends_down() -> None:
    diagram = draw_flow(ALL_PAIRS, WIDE)
    for arc in diagram.arcs:
        start, bend, _, _ = points(arc.path)
        onward = STAGES.index(arc.went_to) > STAGES.index(arc.came_from)
        assert (bend[1] < start[1]) == onward


@pytest.mark.parametrize("canvas", [WIDE, TALL], ids=["wide", "tall"])
def test_everything_stays_on_the_canvas(canvas: Canvas) -> None:
    diagram = draw_flow(ALL_PAIRS, canvas)
    for arc in diagram.arcs:
        start, first, second, end = points(arc.path)
        tip = [
            (a + 3 * b + 3 * c + d) / 8
            for a, b, c, d in zip(start, first, second, end, strict=True)
        ]
        for x, y in (start, end, tip, *([arc.label] if arc.label else [])):
            assert -0.1 <= x <= diagram.width + 0.1
            assert -0.1 <= y <= diagram.height + 0.1


def test_widths_have_one_scale() -> None:
    diagram = draw_flow([StageFlow("discover", "explore", 300), StageFlow("buy", "use", 100)], WIDE)
    wide, thin = diagram.arcs
    assert wide.moves == 300
    assert wide.width == pytest.approx(3 * thin.width, abs=0.02)


def test_only_the_strongest_arcs_carry_numbers() -> None:
    labelled = [arc.moves for arc in draw_flow(ALL_PAIRS, WIDE).arcs if arc.label]
    assert labelled == sorted((flow.moves for flow in ALL_PAIRS), reverse=True)[:6]
