"""What a source sent in a chosen period, as columns of a chart and rows of a table. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from dangol.kernel.clock import DAY, HOUR, to_datetime
from dangol.live.trip.contracts import HourOfSource

CHOICES = (1, 7, 30)
USUAL = 7
TALL = 100
"""Height of the tallest column, in units of the drawing."""
WIDE = 10
"""Width of a column with the gap behind it."""


class Stretch(msgspec.Struct, frozen=True):
    """An hour or a day: its beginning (in the reader's zone) and what came in it, by outcome."""

    begins: datetime
    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """All events that came."""
        return self.accepted + self.duplicates + self.rejected


def read_days(asked: str) -> int:
    """Return for how many days an address asks; the usual where it asks for something else."""
    return int(asked) if asked in map(str, CHOICES) else USUAL


def period_of(days: int, now: int) -> tuple[int, int]:
    """Return the whole hours that are shown: those of so many days, the present one included."""
    until = now - now % HOUR + HOUR
    return until - days * DAY, until


def gather(hours: Iterable[HourOfSource], since: int, until: int, zone: tzinfo) -> list[Stretch]:
    """Return a period's hours, or its days in a zone where it is longer than one; none left out.

    Args:
        hours: those in which something came.
        since: the period's beginning, a whole hour in µs.
        until: its end, exclusive.
        zone: the reader's.
    """
    came = {hour.hour: hour for hour in hours}
    by_day = until - since > DAY
    stretches: dict[datetime, Stretch] = {}
    for at in range(since, until, HOUR):
        begins = to_datetime(at).astimezone(zone)
        if by_day:
            begins = begins.replace(hour=0, minute=0)
        seen = stretches.get(begins, Stretch(begins))
        stretches[begins] = _added(seen, came[at]) if at in came else seen
    return list(stretches.values())


def sum_up(stretches: Sequence[Stretch]) -> Stretch:
    """Return all that came, as one stretch."""
    return Stretch(
        stretches[0].begins,
        sum(one.accepted for one in stretches),
        sum(one.duplicates for one in stretches),
        sum(one.rejected for one in stretches),
    )


def draw(stretches: Sequence[Stretch]) -> list[dict[str, Any]]:
    """Return the chart's rectangles: for each stretch and outcome place, height and kind."""
    most = max(one.total for one in stretches) or 1
    drawn: list[dict[str, Any]] = []
    for place, one in enumerate(stretches):
        foot = float(TALL)
        for kind in ("accepted", "duplicates", "rejected"):
            height = TALL * getattr(one, kind) / most
            if height:
                foot -= height
                drawn.append(
                    {"x": place * WIDE, "y": f"{foot:.2f}", "height": f"{height:.2f}", "kind": kind}
                )
    return drawn


def _added(seen: Stretch, hour: HourOfSource) -> Stretch:
    return Stretch(
        seen.begins,
        seen.accepted + hour.accepted,
        seen.duplicates + hour.duplicates,
        seen.rejected + hour.rejected,
    )
