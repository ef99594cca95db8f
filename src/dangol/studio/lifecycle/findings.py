"""What the numbers of a lifecycle say: the stage where people get stuck, the way most go. Pure."""

from collections.abc import Mapping, Sequence

import msgspec

from dangol.live.profiles.contracts import STAGES, Stage, StageDwell, StageFlow

FEW_STAYS = 20


class Stuck(msgspec.Struct, frozen=True):
    """The stage that holds most of those who have been over a month where they are."""

    stage: Stage
    long_stayers: int
    share: float


class StageMovement(msgspec.Struct, frozen=True):
    """One stage over a period, in stays: a customer who comes twice counts twice.

    ``stays`` are those that ended in the period and those still open at its end. ``moved_on`` ended
    by a step onward, ``fell_back`` by a step back. ``new`` are customers first met in this stage.
    """

    stage: Stage
    arrived: int
    new: int
    moved_on: int
    fell_back: int
    open_at_end: int

    @property
    def stays(self) -> int:
        """All stays that the period saw end or still open."""
        return self.moved_on + self.fell_back + self.open_at_end


def find_stuck(dwells: Sequence[StageDwell]) -> Stuck | None:
    """Return the stage with most of those who have been over a month where they are, if any are.

    The last stage is left out: it is where we want people to stay.
    """
    found: Stuck | None = None
    for dwell in dwells:
        long_stayers = dwell.under_quarter + dwell.longer
        if dwell.stage != STAGES[-1] and long_stayers > (found.long_stayers if found else 0):
            found = Stuck(dwell.stage, long_stayers, long_stayers / dwell.customers)
    return found


def find_main_flow(flows: Sequence[StageFlow]) -> StageFlow | None:
    """Return the most common move between two stages, or None where nobody moved."""
    moves = [flow for flow in flows if flow.came_from and flow.moves]
    return max(moves, key=lambda flow: flow.moves, default=None)


def find_hardest(movements: Sequence[StageMovement]) -> StageMovement | None:
    """Return the stage from which the smallest share moved on, the last stage left out.

    Stages with few stays say nothing yet and are left out too.
    """
    enough = [each for each in movements if each.stage != STAGES[-1] and each.stays >= FEW_STAYS]
    return min(enough, key=lambda each: each.moved_on / each.stays, default=None)


def measure_movements(
    counts_now: Mapping[Stage, int],
    flows: Sequence[StageFlow],
    flows_since_then: Sequence[StageFlow],
) -> list[StageMovement]:
    """Return each stage's movement over a period.

    Args:
        counts_now: customers in each stage at present.
        flows: moves in the period.
        flows_since_then: moves between the period's end and the present, which are taken back from
            the present counts to learn how many were in each stage at the period's end.
    """
    return [
        _movement(stage, counts_now.get(stage, 0) - _net(stage, flows_since_then), flows)
        for stage in STAGES
    ]


def _net(stage: Stage, flows: Sequence[StageFlow]) -> int:
    arrived = sum(flow.moves for flow in flows if flow.went_to == stage)
    return arrived - sum(flow.moves for flow in flows if flow.came_from == stage)


def _movement(stage: Stage, open_at_end: int, flows: Sequence[StageFlow]) -> StageMovement:
    place = STAGES.index(stage)
    left = [(STAGES.index(f.went_to) - place, f.moves) for f in flows if f.came_from == stage]
    arrivals = [flow for flow in flows if flow.went_to == stage]
    return StageMovement(
        stage=stage,
        arrived=sum(flow.moves for flow in arrivals),
        new=sum(flow.moves for flow in arrivals if flow.came_from is None),
        moved_on=sum(moves for steps, moves in left if steps > 0),
        fell_back=sum(moves for steps, moves in left if steps < 0),
        open_at_end=max(0, open_at_end),
    )
