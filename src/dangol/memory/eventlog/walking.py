"""Walking the log's rows in order, past what is damaged: no loss stops a reader, none is silent.

Damage shows in three ways. A chunk's bytes may not fit its checksum. SQLite may find a page that is
none, and refuse all rows on it. Or rows are simply gone. The last two are told as chunks without
bytes, up to the next row that can be read, so that offsets stay dense for whoever reads on.
"""

import sqlite3
import zlib
from collections.abc import Iterator

from dangol.memory.eventlog.contracts import Chunk, Damage

MOST_MISSING = 4096
"""Entries in one chunk of missing ones, so that readers take a large loss in parts."""

_FROM = """SELECT first, count, appended, checksum, body,
    coalesce((SELECT position FROM mark WHERE name = 'begin'), 0)
FROM chunk WHERE first >= coalesce((SELECT max(first) FROM chunk WHERE first <= ?), ?)
ORDER BY first"""
_AFTER = "SELECT first, appended FROM chunk WHERE first >= ? ORDER BY first LIMIT 1"
_LAST = "SELECT first + count, appended FROM chunk ORDER BY first DESC LIMIT 1"
_BEGIN = "SELECT position FROM mark WHERE name = 'begin'"
_CORRUPT = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ")

Place = tuple[int, int]
"""An offset, and when what begins or ends there was appended (µs)."""


def walk(connection: sqlite3.Connection, offset: int) -> Iterator[Chunk]:
    """Yield chunks from the one that holds an offset on, whole and without a gap.

    Args:
        connection: to the log's file.
        offset: where to begin; what is no longer held is passed over.
    """
    at = offset
    while True:
        try:
            for first, count, appended, checksum, body, begin in connection.execute(
                _FROM, (at, at)
            ):
                at = max(at, begin)
                if first + count <= at:
                    continue
                yield from _missing(at, (first, appended))
                damage: Damage = "" if zlib.crc32(body) == checksum else "checksum"
                yield Chunk(first, count, appended, body, damage)
                at = first + count
        except sqlite3.DatabaseError as failure:
            if not is_damage(failure):
                raise
        else:
            return
        readable = _next_readable(connection, at)
        yield from _missing(at, readable)
        at = readable[0]


def find_head(connection: sqlite3.Connection) -> int:
    """Return the offset that the next entry will get."""
    return _last(connection)[0]


def find_begin(connection: sqlite3.Connection) -> int:
    """Return the offset of the oldest entry that is held."""
    row = connection.execute(_BEGIN).fetchone()
    return int(row[0]) if row else 0


def is_damage(failure: sqlite3.Error) -> bool:
    """Tell whether SQLite says that the file itself is not what it wrote."""
    return str(getattr(failure, "sqlite_errorname", "")).startswith(_CORRUPT)


def _missing(at: int, until: Place) -> Iterator[Chunk]:
    """Yield chunks without bytes for what should be between two offsets."""
    end, appended = until
    for first in range(at, end, MOST_MISSING):
        yield Chunk(first, min(MOST_MISSING, end - first), appended, b"", "missing")


def _next_readable(connection: sqlite3.Connection, at: int) -> Place:
    """Return the next place from which rows can be read again, at worst the log's end.

    A row is looked for ever further away until one is found, then between that and the last
    place without one: an unreadable page takes some dozens of rows with it, rarely more.
    """
    good = _last(connection)
    low, high, step = at, good[0], 1
    while low + step < high:
        found = _find_after(connection, low + step)
        if found is None:
            low, step = low + step, step * 2
        else:
            high, good = low + step, found
    while high - low > 1:
        middle = (low + high) // 2
        found = _find_after(connection, middle)
        if found is None:
            low = middle
        else:
            high, good = middle, found
    return good


def _find_after(connection: sqlite3.Connection, offset: int) -> Place | None:
    """Return the first row from an offset on, None where it cannot be read."""
    try:
        row = connection.execute(_AFTER, (offset,)).fetchone()
    except sqlite3.DatabaseError as failure:
        if not is_damage(failure):
            raise
        return None
    return (int(row[0]), int(row[1])) if row else _last(connection)


def _last(connection: sqlite3.Connection) -> Place:
    row = connection.execute(_LAST).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
