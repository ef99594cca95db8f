"""One brand's lifecycle in figures for one period, read through the door of profiles."""

from collections.abc import Mapping, Sequence

import msgspec

from dangol.engines.database import Database
from dangol.live.profiles.api import stage_dwell, stage_flow
from dangol.live.profiles.contracts import Stage, StageDwell, StageFlow
from dangol.studio.lifecycle.findings import (
    StageMovement,
    Stuck,
    find_hardest,
    find_main_flow,
    find_stuck,
    measure_movements,
)
from dangol.studio.lifecycle.periods import Period


class Figures(msgspec.Struct, frozen=True):
    """All that the page tells: counts at ``at``, moves of the period, dwell at ``at``."""

    at: int
    counts: Mapping[Stage, int]
    flows: Sequence[StageFlow]
    movements: Sequence[StageMovement]
    dwells: Sequence[StageDwell]
    main_flow: StageFlow | None
    stuck: Stuck | None
    hardest: StageMovement | None

    @property
    def customers(self) -> int:
        """All customers of the brand."""
        return sum(self.counts.values())

    @property
    def moves(self) -> int:
        """All moves between two stages in the period."""
        return sum(flow.moves for flow in self.flows if flow.came_from)


def read_figures(db: Database, brand: str, period: Period, now: int) -> Figures:
    """Return a brand's figures.

    Args:
        db: the operational database.
        brand: a brand in the asker's view.
        period: over which moves are counted.
        now: microseconds UTC.
    """
    dwells = stage_dwell(db, brand, now)
    counts = {dwell.stage: dwell.customers for dwell in dwells}
    past = now + 1  # `counts` knows who moves at `now`
    until = past if period.until == now else period.until
    flows = stage_flow(db, brand, period.since, until)
    since_then = stage_flow(db, brand, until, past) if until < past else []
    movements = measure_movements(counts, flows, since_then)
    return Figures(
        at=now,
        counts=counts,
        flows=sorted(flows, key=lambda flow: -flow.moves),
        movements=movements,
        dwells=dwells,
        main_flow=find_main_flow(flows),
        stuck=find_stuck(dwells),
        hardest=find_hardest(movements),
    )
