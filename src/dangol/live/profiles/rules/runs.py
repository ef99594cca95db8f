"""When one kind of event was heard, in bounded room: how often, and in which runs.

A **run** is a stretch of time in which the event was heard again and again, never more than
``RUN_GAP`` apart. The runs of a set of times do not depend on the order in which the times came,
nor on how they were split before joining; they take little room even for somebody who comes every
day for years. They answer exactly whatever asks about spans of ``RUN_GAP`` or longer.
"""

from collections.abc import Iterator

import msgspec

from dangol.kernel.clock import DAY

RUN_GAP = 3 * DAY


class Counter(msgspec.Struct, array_like=True, gc=False):
    """How often and when: the number, the time of the second occurrence, the runs.

    ``runs`` holds first and last time of each run, one after the other, oldest first. Two events
    at the same instant are two occurrences. Times are µs.
    """

    n: int
    second: int | None
    runs: tuple[int, ...]

    @property
    def first(self) -> int:
        """The time of the first occurrence."""
        return self.runs[0]

    @property
    def last(self) -> int:
        """The time of the last occurrence."""
        return self.runs[-1]

    def since_second(self) -> tuple[int, ...]:
        """Return the runs of all occurrences but the first."""
        second = self.second
        if second is None:
            return ()
        return tuple(
            time
            for first, last in spans(self.runs)
            if last >= second
            for time in (max(first, second), last)
        )


def start_counter(at: int) -> Counter:
    """Return the counter of one occurrence."""
    return Counter(1, None, (at, at))


def count(counter: Counter, at: int) -> None:
    """Add one occurrence to a counter."""
    runs = counter.runs
    first, second = runs[0], counter.second
    if second is None or at < second:
        counter.second = max(first, at)
    counter.n += 1
    last = runs[-1]
    if at >= last:
        if at - last <= RUN_GAP:
            counter.runs = (*runs[:-1], at)
        else:
            counter.runs = (*runs, at, at)
    elif at < runs[-2]:
        counter.runs = join_runs(runs, (at, at))


def join_counters(one: Counter, other: Counter) -> Counter:
    """Return the counter of everything that either has counted."""
    earliest = sorted(t for c in (one, other) for t in (c.first, c.second) if t is not None)
    return Counter(one.n + other.n, earliest[1], join_runs(one.runs, other.runs))


def join_runs(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """Return the runs of the times behind both.

    >>> join_runs((0, 1 * DAY), (3 * DAY, 3 * DAY)) == (0, 3 * DAY)
    True
    """
    joined: list[int] = []
    for first, last in sorted([*spans(one), *spans(other)]):
        if joined and first - joined[-1] <= RUN_GAP:
            joined[-1] = max(joined[-1], last)
        else:
            joined += (first, last)
    return tuple(joined)


def spans(runs: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Return runs as pairs of first and last time."""
    times = iter(runs)
    return zip(times, times, strict=True)
