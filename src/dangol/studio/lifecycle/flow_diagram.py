"""The geometry of the flow between stages: arcs between six places on a line.

Moves onward bend to one side of the line, moves back to the other. Arcs never lie on each other at
a place: onward arcs leave from its second half and arrive in its first half, the nearest partner
outermost, and an arc bends clear of those that it spans. All have one scale of width. Pure: numbers
in, numbers and SVG path texts out.
"""

from collections.abc import Mapping, Sequence

import msgspec

from dangol.live.profiles.contracts import STAGES, Stage, StageFlow

Pair = tuple[int, int]

THINNEST = 1.5
LABELLED = 6
"""So many of the strongest arcs carry their number in the picture; the table has all."""
CLEAR = 6.0
"""Units between an arc and those that it spans, and between arcs and the border."""


class Canvas(msgspec.Struct, frozen=True):
    """The room for a diagram, in SVG units.

    ``length`` runs along the line of stages, ``side`` is the most that arcs may bend to one side of
    it; ``place`` and ``line`` are the length and the breadth of a stage's block.
    """

    length: float
    side: float
    place: float
    line: float
    upright: bool = False


WIDE = Canvas(length=960, side=180, place=132, line=32)
TALL = Canvas(length=760, side=124, place=92, line=84, upright=True)


class Move(msgspec.Struct, frozen=True):
    """Moves between two different stages, and how broad they are drawn."""

    came_from: Stage
    went_to: Stage
    moves: int
    width: float

    @property
    def pair(self) -> Pair:
        """The places of both stages on the line."""
        return STAGES.index(self.came_from), STAGES.index(self.went_to)

    @property
    def onward(self) -> bool:
        """Whether the move leads further on the customer's way."""
        start, end = self.pair
        return end > start

    def spans(self, other: "Move") -> bool:
        """Tell whether the arc has another on the same side under it."""
        if self is other or self.onward != other.onward:
            return False
        return min(self.pair) <= min(other.pair) and max(other.pair) <= max(self.pair)


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
        canvas: the room to draw in; the drawing takes no more of it than its arcs need.
    """
    moves = _measure(flows, canvas)
    ends = _attach(moves, canvas)
    bends = _bend(moves, ends, canvas)
    above, below = (_reach(moves, bends, onward=onward) for onward in (True, False))
    drawn = _Drawing(canvas, above, above + canvas.line + below)
    return Diagram(
        width=drawn.across if canvas.upright else canvas.length,
        height=canvas.length if canvas.upright else drawn.across,
        places=[drawn.place(stage) for stage in STAGES],
        arcs=[
            drawn.arc(move, ends[move.pair], bends[move.pair], labelled=rank < LABELLED)
            for rank, move in enumerate(moves)
        ],
        upright=canvas.upright,
    )


def _measure(flows: Sequence[StageFlow], canvas: Canvas) -> list[Move]:
    """Return the moves, the strongest first, so broad that the fullest half just holds its arcs."""
    inner = [
        (flow.came_from, flow.went_to, flow.moves)
        for flow in sorted(flows, key=lambda flow: -flow.moves)
        if flow.came_from and flow.came_from != flow.went_to and flow.moves
    ]
    fullest: dict[tuple[str, Stage, bool], int] = {}
    for start, end, moves in inner:
        onward = STAGES.index(end) > STAGES.index(start)
        for half in (("out", start, onward), ("in", end, onward)):
            fullest[half] = fullest.get(half, 0) + moves
    scale = (canvas.place / 2 - 4) / max(fullest.values(), default=1)
    return [Move(start, end, n, max(THINNEST, n * scale)) for start, end, n in inner]


def _attach(moves: Sequence[Move], canvas: Canvas) -> dict[Pair, tuple[float, float]]:
    """Return for each arc where it starts and ends along the line."""
    ends: dict[Pair, tuple[float, float]] = {}
    used: dict[tuple[str, int, bool], float] = {}

    def take(way: str, place: int, move: Move) -> float:
        half = (way, place, move.onward)
        taken = used.get(half, 2.0)
        used[half] = taken + move.width
        return taken + move.width / 2

    for move in sorted(moves, key=lambda move: abs(move.pair[0] - move.pair[1])):
        (start, end), side = move.pair, 1 if move.onward else -1
        leaves = _middle(start, canvas) + side * (canvas.place / 2 - take("out", start, move))
        arrives = _middle(end, canvas) - side * (canvas.place / 2 - take("in", end, move))
        ends[move.pair] = (leaves, arrives)
    return ends


def _bend(
    moves: Sequence[Move], ends: Mapping[Pair, tuple[float, float]], canvas: Canvas
) -> dict[Pair, float]:
    """Return how far the middle of each arc bends away, clear of those that it spans."""
    bends: dict[Pair, float] = {}
    for move in sorted(moves, key=lambda move: abs(move.pair[0] - move.pair[1])):
        start, end = ends[move.pair]
        under = [other for other in moves if other.pair in bends and move.spans(other)]
        bends[move.pair] = max(
            16 + 0.8 * move.width,
            canvas.side * 0.9 * abs(end - start) / canvas.length,
            *(bends[o.pair] + (o.width + move.width) / 2 + CLEAR for o in under),
        )
    most = max((_reach(moves, bends, onward=onward) for onward in (True, False)), default=0.0)
    shrink = min(1.0, canvas.side / most)
    return {pair: bend * shrink for pair, bend in bends.items()}


def _reach(moves: Sequence[Move], bends: Mapping[Pair, float], *, onward: bool) -> float:
    """Return how much room one side of the line needs; some, even without an arc."""
    tips = [bends[move.pair] + move.width / 2 for move in moves if move.onward == onward]
    return max(tips, default=0.0) + 4 * CLEAR


def _middle(place: int, canvas: Canvas) -> float:
    gap = (canvas.length - len(STAGES) * canvas.place) / (len(STAGES) - 1)
    return canvas.place / 2 + place * (canvas.place + gap)


class _Drawing(msgspec.Struct, frozen=True):
    """Positions along and across the line turned into points of the picture."""

    canvas: Canvas
    above: float
    across: float

    def arc(self, move: Move, ends: tuple[float, float], bend: float, *, labelled: bool) -> Arc:
        start, end = ends
        foot, away = self.above, -1
        if not move.onward:
            foot, away = self.above + self.canvas.line, 1
        control = foot + away * bend * 4 / 3
        path = (
            f"M{self.text(start, foot)} C{self.text(start, control)} "
            f"{self.text(end, control)} {self.text(end, foot)}"
        )
        label = self.point((start + end) / 2, foot + away * bend) if labelled else None
        return Arc(move.came_from, move.went_to, move.moves, path, round(move.width, 2), label)

    def place(self, stage: Stage) -> Place:
        canvas, middle = self.canvas, _middle(STAGES.index(stage), self.canvas)
        width, height = canvas.place, canvas.line
        if canvas.upright:
            width, height = height, width
        x, y = self.point(middle, self.above + canvas.line / 2)
        return Place(stage, x - width / 2, y - height / 2, width, height, x, y)

    def point(self, along: float, across: float) -> tuple[float, float]:
        if self.canvas.upright:  # what is above in the wide picture is right in the tall one
            return round(self.across - across, 1), round(along, 1)
        return round(along, 1), round(across, 1)

    def text(self, along: float, across: float) -> str:
        x, y = self.point(along, across)
        return f"{x:g} {y:g}"
