"""Forgetting the oldest entries, a little at a time, and giving their room back to the disk."""

import sqlite3
from collections.abc import Sequence

import msgspec

from dangol.memory.eventlog.contracts import Retention

AT_ONCE = 32
"""Chunks forgotten in one transaction: at most 8 MB, so that writers wait for a moment only."""
SPARE_PAGES = 1024
"""Free pages (4 MB) that stay in the file, since the next entries need them anyway."""
PAGES_AT_ONCE = 1024

_OLDEST = """SELECT first, count, appended, length(body) FROM chunk
WHERE first < (SELECT max(first) FROM chunk) ORDER BY first LIMIT ?"""
_KEEP_BEGIN = """INSERT INTO mark (name, position) VALUES ('begin', ?)
ON CONFLICT (name) DO UPDATE SET position = excluded.position"""


class Outline(msgspec.Struct, frozen=True):
    """A chunk without its bytes."""

    first: int
    count: int
    appended: int
    size: int


def forget_some(connection: sqlite3.Connection, keep: Retention, before: int, now: int) -> int:
    """Forget a few of the oldest chunks that need not be kept; return how many entries that were.

    Args:
        connection: to the log's file.
        keep: how much to keep.
        before: nothing from this offset on is forgotten.
        now: the present instant in µs.
    """
    if not keep.bounded:
        return 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        oldest = [Outline(*row) for row in connection.execute(_OLDEST, (AT_ONCE,))]
        end = end_of_forgettable(oldest, keep, before, now, _taken(connection))
        if end is not None:
            connection.execute("DELETE FROM chunk WHERE first < ?", (end,))
            connection.execute(_KEEP_BEGIN, (end,))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return 0 if end is None else end - oldest[0].first


def end_of_forgettable(
    oldest: Sequence[Outline], keep: Retention, before: int, now: int, taken: int
) -> int | None:
    """Return the offset before which all may be forgotten, None where nothing may.

    Args:
        oldest: the first chunks, in order.
        keep: how much to keep.
        before: nothing from this offset on may be forgotten.
        now: the present instant in µs.
        taken: bytes that the log takes now.

    >>> old = [Outline(0, 5, 100, 10), Outline(5, 5, 200, 10)]
    >>> end_of_forgettable(old, Retention(age=50), 99, 200, 20)
    5
    """
    end = None
    for chunk in oldest:
        too_old = keep.age is not None and chunk.appended < now - keep.age
        too_much = keep.size is not None and taken > keep.size
        if chunk.first + chunk.count > before or not (too_old or too_much):
            break
        end = chunk.first + chunk.count
        taken -= chunk.size
    return end


def give_back(connection: sqlite3.Connection) -> None:
    """Give some room that nothing needs back to the disk.

    A log that was made before there was forgetting uses its free room again, but keeps its size.
    """
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if free > SPARE_PAGES:
        pages = min(PAGES_AT_ONCE, free - SPARE_PAGES)
        # It gives back a page a step, and only a script is stepped through to its end.
        connection.executescript(f"PRAGMA incremental_vacuum({pages})")


def _taken(connection: sqlite3.Connection) -> int:
    """Return the bytes that the log's pages hold, without those that are free."""
    numbers = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    ]
    pages, free, size = (int(number) for number in numbers)
    return (pages - free) * size
