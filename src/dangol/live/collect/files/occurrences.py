"""Ids of rows that bring none: the same row, as the same event of a source, has the same id.

A row that a file holds three times is three events, so the occurrence is part of the id: the file
read again gives the same three ids, and nothing is counted twice.
"""

import hashlib
import sqlite3

PREFIX = "import-"
MOST_IN_MEMORY = 500_000

_SCHEMA = "CREATE TABLE seen (hash BLOB PRIMARY KEY, times INTEGER) WITHOUT ROWID"
_FIND = "SELECT times FROM seen WHERE hash = ?"
_KEEP = "INSERT OR REPLACE INTO seen (hash, times) VALUES (?, ?)"


class Occurrences:
    """Counts how often a row has been seen in one file, in memory that does not grow.

    Args:
        source: name of the source that the file is imported for.
        most_in_memory: counts held in memory; more than these go to a private temporary file.
    """

    def __init__(self, source: str, most_in_memory: int = MOST_IN_MEMORY) -> None:
        self._salt = hashlib.blake2b(source.encode() + b"\x00", digest_size=15)
        self._recent: dict[bytes, int] = {}
        self._most = most_in_memory
        self._older: sqlite3.Connection | None = None

    def name_row(self, content: bytes, kind: str = "") -> str:
        """Return an id for a row: of what it says, and of how often it has been seen before.

        Args:
            content: the row.
            kind: what event it becomes, where that is not a part of the row: a list of members may
                be imported once as who they are, and once as that they joined.

        >>> till = Occurrences("till")
        >>> first, second = till.name_row(b"x"), till.name_row(b"x")
        >>> (first == second, Occurrences("till").name_row(b"x") == first)
        (False, True)
        """
        hashed = self._salt.copy()
        hashed.update(kind.encode(errors="replace") + b"\0" + content)
        key = hashed.digest()
        times = self._recent.get(key)
        if times is None:
            times = self._find_older(key)
        if len(self._recent) >= self._most:
            self._set_aside()
        self._recent[key] = times + 1
        return f"{PREFIX}{key.hex()}-{times + 1}"

    def close(self) -> None:
        """Forget the counts."""
        if self._older is not None:
            self._older.close()

    def _find_older(self, key: bytes) -> int:
        if self._older is None:
            return 0
        row = self._older.execute(_FIND, (key,)).fetchone()
        return row[0] if row else 0

    def _set_aside(self) -> None:
        if self._older is None:
            self._older = sqlite3.connect("", isolation_level=None)  # "": a file of SQLite's own
            self._older.execute("PRAGMA journal_mode = OFF")
            self._older.execute(_SCHEMA)
        self._older.execute("BEGIN")
        self._older.executemany(_KEEP, self._recent.items())
        self._older.execute("COMMIT")
        self._recent.clear()
