"""How much one source may send: so many events a second, so many a day. Pure; time is given.

A request is taken while there is room, however many events it brings; what it brings beyond the
room is owed, and the next request waits for it. So a batch larger than a second's share still
passes, and over time no more than the share does.
"""

from dangol.kernel.clock import DAY, SECOND, format_time
from dangol.kernel.errors import TooMany

RATE_LIMITED, QUOTA_USED = "rate_limited", "quota_used"


class Allowance:
    """What one source has left of its second and of its day.

    Args:
        used: events that were heard of it already on ``day``.
        day: days since 1970 (UTC).
    """

    def __init__(self, used: int = 0, day: int = 0) -> None:
        self._used = used
        self._day = day
        self._owed = 0.0
        self._settled = 0

    def check(self, source: str, per_second: int | None, per_day: int | None, now: int) -> None:
        """Refuse a request where a limit is met.

        Args:
            source: its name, for the sentence.
            per_second: events a second; None without limit.
            per_day: events a day, from midnight to midnight UTC; None without limit.
            now: µs.

        Raises:
            TooMany: ``rate_limited`` or ``quota_used``; the sentence says when it opens again.
        """
        if per_day is not None:
            self._turn(now // DAY)
            if self._used >= per_day:
                raise _quota_used(source, per_day, now)
        if per_second is not None:
            self._settle(per_second, now)
            if self._owed >= per_second:
                raise _rate_limited(source, per_second, self._owed)

    def charge(self, events: int, now: int) -> None:
        """Count events that were heard."""
        self._turn(now // DAY)
        self._used += events
        self._owed += events

    def _turn(self, day: int) -> None:
        if day > self._day:
            self._day, self._used = day, 0

    def _settle(self, per_second: int, now: int) -> None:
        passed = max(0, now - self._settled) / SECOND
        self._owed = max(0.0, self._owed - passed * per_second)
        self._settled = now


def _rate_limited(source: str, per_second: int, owed: float) -> TooMany:
    seconds = int((owed - per_second) // per_second) + 1
    return TooMany(
        RATE_LIMITED,
        "The source {source} may send {limit} events a second, and sent more. Send this again in "
        "{seconds} s.",
        retry_seconds=seconds,
        source=source,
        limit=per_second,
        seconds=seconds,
    )


def _quota_used(source: str, per_day: int, now: int) -> TooMany:
    midnight = (now // DAY + 1) * DAY
    return TooMany(
        QUOTA_USED,
        "The source {source} may send {limit} events a day, and has sent them. Send this again "
        "from {opens} on, or raise the limit of the source.",
        retry_seconds=-(-(midnight - now) // SECOND),
        source=source,
        limit=per_day,
        opens=format_time(midnight),
    )
