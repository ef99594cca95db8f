"""Time as microseconds since 1970 in UTC, read from text and written back.

Time arrives as an argument everywhere below the doors; ``now`` is what the doors pass in.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], int]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> int:
    """Return the present instant in microseconds UTC."""
    return time.time_ns() // 1000


def parse_time(text: str) -> tuple[int, int | None]:
    """Read an RFC 3339 or ISO 8601 time.

    Args:
        text: such as ``2026-11-22T09:00:00.123Z`` or ``2026-11-22 18:00:00+09:00``; a time without
            zone is taken as UTC.

    Returns:
        Microseconds UTC, and the stated zone as minutes east of UTC (None where none was stated).

    Raises:
        ValueError: the text is no time, or lies outside the years 1 to 9999.

    >>> parse_time("1970-01-01T09:00:01+09:00")
    (1000000, 540)
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is UTC:  # as nearly all senders write it
        return _since_epoch(moment), 0
    offset = moment.utcoffset()
    if offset is None:
        return _since_epoch(moment.replace(tzinfo=UTC)), None
    try:
        return _since_epoch(moment), int(offset.total_seconds() // 60)
    except OverflowError as error:
        raise ValueError(text) from error


def _since_epoch(moment: datetime) -> int:
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


def to_datetime(at: int) -> datetime:
    """Return an instant as an aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def format_time(at: int) -> str:
    """Return an instant as RFC 3339 in UTC with ``Z``; the fraction only where there is one.

    >>> format_time(1_500_000)
    '1970-01-01T00:00:01.500000Z'
    """
    return to_datetime(at).isoformat().replace("+00:00", "Z")
