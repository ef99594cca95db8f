"""The geometry of the flow between stages: arcs between six places on a line.

Moves onward bend to one side of the line, moves back to the other. Arcs never lie on each other at
a place: onward arcs leave from its second half and arrive in its first half, nested by distance,
and all have one scale of width. Pure: numbers in, numbers and SVG path texts out.
"""

from collections.abc import Sequence

import msgspec

from dangol.live.profiles.contracts import STAGES, Stage, StageFlow

Pair = tuple[int, int]

THINNEST = 1.5
LABELLED = 6
"""So many of the strongest arcs carry their number in the picture; the table has all."""


class Canvas(msgspec.Struct, frozen=True):
    """The room for a diagram, in SVG units: along the line of stages, and across it."""

    length: float
    across: float
    place: float
    line: float
    upright: bool = False


WIDE = Canvas(length=960, across=348, place=132, line=32)
TALL = Canvas(length=760, across=330, place=92, line=84, upright=True)


class Move(msgspec.Struct, frozen=True):
    """Moves between two different stages."""

    came_from: Stage
    went_to: Stage
    moves: int

    @property
    def pair(self) -> Pair:
        """The places of both stages on the line."""
        return STAGES.index(self.came_from), STAGES.index(self.went_to)


class Arc(msgspec.Struct, frozen=True):
    """One flow as it is drawn: its path, its width, and where its number stands, if it has one."""

    came_from: Stage
    went_to: Stage
    moves: int
    path: str
    width: float
    label: tuple[float, float] | None


class Place(msgspec.Struct, frozen=True):
    """One stage as a block on the line."""

    stage: Stage
    x: float
    y: float
    width: float
    height: float
    middle_x: float
    middle_y: float


class Diagram(msgspec.Struct, frozen=True):
    """All that a template needs to draw the flow."""

    width: float
    height: float
    places: list[Place]
    arcs: list[Arc]
    upright: bool


def draw_flow(flows: Sequence[StageFlow], canvas: Canvas) -> Diagram:
    """Return the drawing of a period's moves; customers who are new have no arc.

    Args:
        flows: moves between stages; a pair occurs at most once.
        canvas: the room to draw in.
    """
    moves = [
        Move(flow.came_from, flow.went_to, flow.moves)
        for flow in sorted(flows, key=lambda flow: -flow.moves)
        if flow.came_from and flow.came_from != flow.went_to and flow.moves
    ]
    scale = _scale(moves, canvas.place / 2 - 4)
    widths = {move.pair: max(THINNEST, move.moves * scale) for move in moves}
    ends = _attach(widths, canvas)
    arcs = [
        _arc(move, widths[move.pair], ends[move.pair], canvas, labelled=rank < LABELLED)
        for rank, move in enumerate(moves)
    ]
    length, across = canvas.length, canvas.across
    return Diagram(
        width=across if canvas.upright else length,
        height=length if canvas.upright else across,
        places=[_place(stage, canvas) for stage in STAGES],
        arcs=arcs,
        upright=canvas.upright,
    )


def _scale(moves: Sequence[Move], half: float) -> float:
    """Return units a move, so that the fullest half of a place just holds its arcs."""
    fullest: dict[tuple[int, str], int] = {}
    for move in moves:
        start, end = move.pair
        way = "onward" if end > start else "back"
        for key in ((start, f"out {way}"), (end, f"in {way}")):
            fullest[key] = fullest.get(key, 0) + move.moves
    return half / max(fullest.values()) if fullest else 0.0


def _attach(widths: dict[Pair, float], canvas: Canvas) -> dict[Pair, tuple[float, float]]:
    """Return for each arc where it starts and ends along the line.

    Seen from a place, the nearest partner is attached outermost, so nested arcs do not cross.
    """
    ends: dict[Pair, tuple[float, float]] = {}
    used: dict[tuple[int, str], float] = {}
    for start, end in sorted(widths, key=lambda pair: abs(pair[0] - pair[1])):
        side = 1 if end > start else -1
        width = widths[start, end]
        leaves = _edge(start, side, canvas) - side * (_take(used, start, side, "out", width))
        arrives = _edge(end, -side, canvas) + side * (_take(used, end, side, "in", width))
        ends[start, end] = (leaves, arrives)
    return ends


def _take(
    used: dict[tuple[int, str], float], place: int, side: int, way: str, width: float
) -> float:
    """Return the middle of the next free strip of a place's half, and mark it as taken."""
    key = (place, f"{way}{side}")
    taken = used.get(key, 2.0)
    used[key] = taken + width
    return taken + width / 2


def _edge(place: int, side: int, canvas: Canvas) -> float:
    return _middle(place, canvas) + side * canvas.place / 2


def _middle(place: int, canvas: Canvas) -> float:
    gap = (canvas.length - len(STAGES) * canvas.place) / (len(STAGES) - 1)
    return canvas.place / 2 + place * (canvas.place + gap)


def _arc(
    move: Move, width: float, ends: tuple[float, float], canvas: Canvas, *, labelled: bool
) -> Arc:
    start, end = ends
    side = -1 if end > start else 1  # onward above (upright: to the right), back below
    foot = canvas.across / 2 + side * canvas.line / 2
    room = (canvas.across - canvas.line) / 2 - 8
    bend = room * min(1.0, 0.22 + 0.78 * abs(end - start) / (canvas.length * 0.82)) - width / 2
    bend = max(bend, 10.0)
    tip = foot + side * bend
    label = _point((start + end) / 2, tip, canvas) if labelled else None
    path = (
        f"M{_text(start, foot, canvas)} C{_text(start, foot + side * bend * 4 / 3, canvas)} "
        f"{_text(end, foot + side * bend * 4 / 3, canvas)} {_text(end, foot, canvas)}"
    )
    return Arc(move.came_from, move.went_to, move.moves, path, round(width, 2), label)


def _place(stage: Stage, canvas: Canvas) -> Place:
    middle = _middle(STAGES.index(stage), canvas)
    x, y = _point(middle - canvas.place / 2, canvas.across / 2 - canvas.line / 2, canvas)
    width, height = canvas.place, canvas.line
    if canvas.upright:
        x, y = canvas.across / 2 - canvas.line / 2, middle - canvas.place / 2
        width, height = height, width
    middle_x, middle_y = _point(middle, canvas.across / 2, canvas)
    return Place(stage, x, y, width, height, middle_x, middle_y)


def _point(along: float, across: float, canvas: Canvas) -> tuple[float, float]:
    if canvas.upright:  # what is above in the wide picture is right in the tall one
        return round(canvas.across - across, 1), round(along, 1)
    return round(along, 1), round(across, 1)


def _text(along: float, across: float, canvas: Canvas) -> str:
    x, y = _point(along, across, canvas)
    return f"{x:g} {y:g}"
