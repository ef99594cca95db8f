"""Counting customers: where they are, how they move, what an edited lifecycle would change."""

from collections import Counter
from collections.abc import Callable, Iterator

from dangol.engines.database import Database, load_queries
from dangol.kernel.clock import DAY
from dangol.live.profiles.contracts import (
    STAGES,
    Restaging,
    Stage,
    StageDwell,
    StageFlow,
    StagePreview,
    Totals,
)
from dangol.live.profiles.rules.facts import decode_facts
from dangol.live.profiles.rules.parsing import parse_lifecycle
from dangol.live.profiles.rules.stages import chart, stage_at
from dangol.live.profiles.rules.tally import read_revenue
from dangol.live.profiles.rules.views import heard_in
from dangol.live.profiles.store import Known, decode_stays

Q = load_queries("dangol.live.profiles", "reading")

SLICE = 2000
"""Customers read at once by a preview."""


def stage_counts(database: Database, brand: str, now: int) -> dict[Stage, int]:
    """Return how many of a brand's customers are in each of the six stages at an instant (µs)."""
    with database.read() as session:
        found = {row[0]: int(row[1]) for row in session.rows(Q.count_stages, brand=brand, now=now)}
    return {stage: found[stage] for stage in STAGES}


def stage_flow(database: Database, brand: str, since: int, until: int) -> list[StageFlow]:
    """Return the moves between a brand's stages from one instant on and before another (µs).

    Lapses count at the instant at which they come true, those still to come included.
    """
    with database.read() as session:
        rows = session.rows(Q.count_moves, brand=brand, since=since, until=until)
    return [
        StageFlow(came_from, went_to, int(moves))
        for went_to, *counts in rows
        for came_from, moves in zip((None, *STAGES), counts, strict=True)
        if moves
    ]


def stage_dwell(database: Database, brand: str, now: int) -> list[StageDwell]:
    """Return for each stage how long those who are in it at an instant (µs) have been there."""
    borders = {"week": now - 7 * DAY, "month": now - 30 * DAY, "quarter": now - 90 * DAY}
    with database.read() as session:
        return [
            StageDwell(stage, count - week, week - month, month - quarter, quarter)
            for stage in STAGES
            for row in session.rows(Q.count_dwells, brand=brand, stage=stage, now=now, **borders)
            for count, week, month, quarter in [map(int, row)]
        ]


def find_restaging(database: Database, brand: str) -> Restaging | None:
    """Return how far a brand's customers are restaged, None where all stand by the rules."""
    with database.read() as session:
        row = session.one(Q.find_restaging, brand=brand)
    return Restaging(*row) if row else None


def totals(database: Database, brand: str) -> Totals:
    """Return a brand in numbers; amounts are exact, refunds taken off."""
    with database.read() as session:
        row = session.one(Q.find_total, brand=brand)
    if row is None:
        return Totals(0, 0, 0, 0, {})
    customers, known, events, orders, revenue = row
    return Totals(customers, known, events, orders, read_revenue(revenue))


def preview_lifecycle(
    database: Database,
    brand: str,
    text: str,
    now: int,
    progress: Callable[[int], None] | None = None,
) -> StagePreview:
    """Tell what an edited lifecycle would do to a brand's customers; change nothing.

    Args:
        database: the operational database.
        brand: whose lifecycle it is.
        text: the edited document.
        now: the instant in µs for which stages are compared.
        progress: is told again and again how many customers were looked at.

    Raises:
        LifecycleInvalid: the text has faults.
    """
    draft = parse_lifecycle(text)
    customers = 0
    moves: Counter[tuple[Stage, Stage]] = Counter()
    for part in _all_known(database, brand):
        for known in part:
            here = stage_at(known.stays[brand], now)
            there = stage_at(chart(draft, heard_in(known.facts, brand)).turns, now)
            if here != there:
                moves[here, there] += 1
        customers += len(part)
        if progress is not None:
            progress(customers)
    return StagePreview(customers, moves.total(), dict(moves))


def _all_known(database: Database, brand: str) -> Iterator[list[Known]]:
    customer = -1
    while True:
        with database.read() as session:
            rows = session.rows(Q.list_brand_known, brand=brand, customer=customer, most=SLICE)
        if not rows:
            return
        yield [Known(decode_facts(facts), decode_stays(stays)) for _, facts, stays in rows]
        customer = rows[-1][0]
