"""The period that somebody chose to look at, in the brand's time zone. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from dangol.kernel.clock import DAY, to_datetime

CHOICES = (7, 30, 90)
USUAL = 30
LONGEST_DAYS = 3 * 366


class Period(msgspec.Struct, frozen=True):
    """A stretch of time, ``since`` inclusive to ``until`` exclusive, in microseconds UTC.

    ``days`` is one of ``CHOICES`` where it rolls and ends now, else None: then it runs from the
    start of day ``first`` to the end of day ``last`` in the brand's zone, but never beyond now.
    ``fault`` tells that what was asked for could not be read, so that the usual one is shown.
    """

    since: int
    until: int
    days: int | None
    first: date
    last: date
    fault: bool = False


def read_period(asked: Mapping[str, str], now: int, zone: ZoneInfo) -> Period:
    """Return the period that a page's address asks for: ``days``, or ``from`` and ``to``.

    Args:
        asked: the address's parameters; dates as ``2026-11-22``.
        now: the present instant, microseconds UTC.
        zone: the brand's time zone.
    """
    if asked.get("days") == "custom":
        return _custom(asked, now, zone) or _rolling(USUAL, now, zone, fault=True)
    days = asked.get("days", str(USUAL))
    known = days in map(str, CHOICES)
    return _rolling(int(days) if known else USUAL, now, zone, fault=not known)


def _rolling(days: int, now: int, zone: ZoneInfo, *, fault: bool) -> Period:
    since = now - days * DAY
    first, last = (to_datetime(at).astimezone(zone).date() for at in (since, now))
    return Period(since, now, days, first, last, fault)


def _custom(asked: Mapping[str, str], now: int, zone: ZoneInfo) -> Period | None:
    try:
        first = date.fromisoformat(asked.get("from", ""))
        last = date.fromisoformat(asked.get("to", ""))
        since, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    except (ValueError, OverflowError):
        return None
    if not since < min(end, now) or (last - first).days > LONGEST_DAYS:
        return None
    return Period(since, min(end, now), None, first, last)


def _midnight(day: date, zone: ZoneInfo) -> int:
    moment = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    return int(moment.timestamp()) * 1_000_000
