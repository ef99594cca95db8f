"""Which refused events a page's address asks for. Pure."""

from collections.abc import Mapping

from dangol.kernel.clock import DAY
from dangol.live.trip.contracts import ROOM_FOR_ALL, RefusedFilter

STATES = ("open", "solved")
DAYS = (1, 7, 30)
LONGEST_TEXT = 200


def read_filter(
    asked: Mapping[str, str], brands: frozenset[str], now: int, *, deep: bool
) -> RefusedFilter:
    """Return what is asked for; what cannot be read does not narrow.

    Args:
        asked: the address's parameters.
        brands: those in view.
        now: µs.
        deep: whether text may be looked for in what the events say. Who sees no personal data must
            not be able to find out by asking.
    """
    state, days, before = asked.get("state", "open"), asked.get("days", ""), asked.get("before", "")
    return RefusedFilter(
        brands=brands,
        source=asked.get("source", "").replace("\0", "")[:100],
        code=asked.get("code", "").replace("\0", "")[:64],
        state=state if state in STATES else "",
        text=asked.get("q", "").strip()[:LONGEST_TEXT],
        deep=deep,
        since=now - int(days) * DAY if days in map(str, DAYS) else 0,
        before=int(before) if before.isdecimal() and len(before) < 19 else ROOM_FOR_ALL,
    )
