"""The log in one SQLite file: a row is a chunk, a commit is one sync to disk."""

import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from dangol.kernel import clock
from dangol.kernel.errors import Unavailable
from dangol.memory.eventlog.contracts import Chunk, LogDamaged, LogFull, Retention
from dangol.memory.eventlog.forgetting import forget_some, give_back
from dangol.memory.eventlog.walking import find_begin, find_head, is_damage, walk

MOST_ENTRIES = 512
MOST_BYTES = 256 * 1024
"""A chunk stays small, so that reading one event of a timeline reads little more."""

PATIENCE = 20.0
"""Seconds to wait for another writer of the same file."""

_BEYOND = 2**63
"""No log grows so far, and SQLite knows no such number; an address that somebody typed may."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS chunk (
    first INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    appended INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT
"""
_MARKS = """
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT
"""
_INSERT = "INSERT INTO chunk (first, count, appended, checksum, body) VALUES (?, ?, ?, ?, ?)"
_INSERT_AT_HEAD = """INSERT INTO chunk (first, count, appended, checksum, body)
SELECT coalesce((SELECT first + count FROM chunk ORDER BY first DESC LIMIT 1), 0), ?, ?, ?, ?"""


class SqliteLog:
    """An event log in one file; safe for several threads and processes at once.

    Args:
        path: the file; made where it is missing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def append(self, entries: Sequence[bytes]) -> int:
        """Append encoded entries durably; return the offset of the first.

        Raises:
            LogFull: the disk refused; nothing was kept.
            LogDamaged: the file is damaged where entries would go; nothing was kept.
        """
        parts = list(_parts(entries))
        try:
            connection = self._connection()
            if len(parts) == 1:
                return _append_part(connection, parts[0])
            return _append_parts(connection, parts)
        except sqlite3.Error as error:
            raise _refusal(error) from error

    def read(self, offset: int, limit: int) -> list[Chunk]:
        """Return whole chunks from the one that holds ``offset`` on."""
        chunks: list[Chunk] = []
        found = 0
        for chunk in walk(self._connection(), offset):
            chunks.append(chunk)
            found += chunk.count
            if found >= limit:
                break
        return chunks

    def chunks_at(self, offsets: Sequence[int]) -> list[Chunk]:
        """Return the distinct chunks that hold the given offsets, in order."""
        chunks: list[Chunk] = []
        for offset in sorted(offset for offset in offsets if offset < _BEYOND):
            if chunks and offset < chunks[-1].after:
                continue
            chunk = next(walk(self._connection(), offset), None)
            if chunk is not None and chunk.first <= offset:
                chunks.append(chunk)
        return chunks

    def begin(self) -> int:
        """Return the offset of the oldest entry that is held."""
        return find_begin(self._connection())

    def head(self) -> int:
        """Return the offset that the next entry will get."""
        return find_head(self._connection())

    def forget(self, keep: Retention, before: int, now: int) -> int:
        """Forget some of the oldest entries that need not be kept; return how many."""
        connection = self._connection()
        forgotten = forget_some(connection, keep, before, now)
        give_back(connection)
        return forgotten

    def size(self) -> int:
        """Return the bytes that the log takes on disk, its write-ahead part included."""
        parts = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=PATIENCE)
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # counts before the first table
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(_SCHEMA)
            connection.execute(_MARKS)
            self._local.connection = connection
        return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have a file write ahead; where another is just making it, SQLite does not wait by itself."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _append_part(connection: sqlite3.Connection, part: list[bytes]) -> int:
    """Append one chunk in one statement, which is its own transaction.

    Every call into SQLite lets go of Python's lock and has to win it back from a busy event loop,
    so one call instead of four is what a commit's latency hangs on.
    """
    body = _body(part)
    row = (len(part), clock.now(), zlib.crc32(body), body)
    first = connection.execute(_INSERT_AT_HEAD, row).lastrowid
    return first or 0


def _append_parts(connection: sqlite3.Connection, parts: list[list[bytes]]) -> int:
    appended = clock.now()
    connection.execute("BEGIN IMMEDIATE")
    try:
        first = at = find_head(connection)
        for part in parts:
            body = _body(part)
            connection.execute(_INSERT, (at, len(part), appended, zlib.crc32(body), body))
            at += len(part)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return first


def _body(part: list[bytes]) -> bytes:
    return b"[" + b",".join(part) + b"]"


def _parts(entries: Sequence[bytes]) -> Iterator[list[bytes]]:
    part: list[bytes] = []
    size = 0
    for entry in entries:
        if part and (len(part) >= MOST_ENTRIES or size + len(entry) > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(entry)
        size += len(entry)
    if part:
        yield part


def _refusal(error: sqlite3.Error) -> Unavailable:
    """Tell why nothing was appended; a head that is taken already was read from a damaged page."""
    if is_damage(error) or isinstance(error, sqlite3.IntegrityError):
        return LogDamaged(
            "log_damaged",
            "The event log is damaged where new events would go, so nothing was accepted. Restore "
            "the data folder from a backup, then send the events again.",
        )
    return LogFull(
        "log_not_writable",
        "The event log could not be written, so nothing was accepted. Free some disk space and "
        "check that the data folder is writable, then send the events again.",
    )
