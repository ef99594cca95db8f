"""Rows and bars of the lifecycle's tables, ready for the template."""

from collections.abc import Sequence
from typing import Any

from dangol.live.profiles.contracts import STAGES, StageDwell, StageFlow
from dangol.studio.lifecycle.findings import StageMovement
from dangol.studio.lifecycle.sayings import say_share

BUCKETS = ("under_week", "under_month", "under_quarter", "longer")


def flow_rows(flows: Sequence[StageFlow]) -> list[dict[str, Any]]:
    """Return the moves, the most frequent first, with their share of all and their direction."""
    total = sum(flow.moves for flow in flows if flow.came_from)
    return [
        {
            "flow": flow,
            "share": say_share(flow.moves, total) if flow.came_from else "–",
            "back": bool(flow.came_from)
            and STAGES.index(flow.went_to) < STAGES.index(flow.came_from or flow.went_to),
        }
        for flow in flows
    ]


def movement_rows(movements: Sequence[StageMovement]) -> list[dict[str, Any]]:
    """Return each stage's movement with the share that moved on."""
    return [
        {"movement": movement, "share": say_share(movement.moved_on, movement.stays)}
        for movement in movements
    ]


def dwell_rows(dwells: Sequence[StageDwell]) -> list[dict[str, Any]]:
    """Return for each stage one bar of 100 units, cut into the four spans of dwelling."""
    return [
        {"stage": dwell.stage, "total": dwell.customers, "parts": _parts(dwell)} for dwell in dwells
    ]


def _parts(dwell: StageDwell) -> list[dict[str, Any]]:
    total, x = dwell.customers, 0.0
    parts = []
    for bucket in BUCKETS:
        count = getattr(dwell, bucket)
        width = 100 * count / total if total else 0.0
        parts.append(
            {
                "bucket": bucket,
                "count": count,
                "share": say_share(count, total),
                "x": round(x, 2),
                "width": round(width, 2),
            }
        )
        x += width
    return parts
