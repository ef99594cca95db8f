"""A SQLite database as it is at one instant, copied while others go on writing to it."""

import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote


class SqliteSnapshot:
    """One instant of a database, from its opening on, whatever is written meanwhile.

    Nobody waits for it. Until it is closed, what is written stays in the write-ahead log, which
    grows by that.

    Args:
        file: the database.
    """

    def __init__(self, file: Path) -> None:
        self._source = sqlite3.connect(
            f"file:{quote(str(file))}?mode=rw", uri=True, isolation_level=None, timeout=20
        )
        # A reading transaction holds the instant, and the copy is made over the same connection:
        # over another one it would be of a later instant than what is held beside it.
        self._source.execute("BEGIN")
        self._source.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._source.close()

    def copy_to(self, file: Path) -> None:
        """Write a copy that only the owner may read, and sync it to disk.

        Args:
            file: must not be there yet.
        """
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        target = sqlite3.connect(file, isolation_level=None)
        try:
            target.execute("PRAGMA synchronous = OFF")  # synced once, at the end
            self._source.backup(target)
        finally:
            target.close()
        with file.open("rb") as written:
            os.fsync(written.fileno())
