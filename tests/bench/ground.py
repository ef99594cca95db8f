"""What benchmarks stand on: an empty, migrated data folder; and how quick the disk below is."""

import contextlib
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dangol.engines.database import Database, open_write_behind
from tests.schema import migrate


@contextlib.contextmanager
def fresh_database(folder: Path) -> Iterator[Database]:
    """Migrate an empty SQLite database in a folder and open it as the trip does."""
    migrate(folder)
    with open_write_behind(f"sqlite:///{folder / 'dangol.db'}", durable=False) as database:
        yield database


def append_to_sqlite(body: bytes, rows: int, seconds: float) -> float:
    """Return how many rows a second SQLite takes, each commit synced to disk, and nothing else.

    Args:
        body: what each row holds.
        rows: rows of one commit.
        seconds: how long to try.
    """
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE entry (place INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        group = [(body,)] * rows
        commits, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO entry (body) VALUES (?)", group)
            connection.execute("COMMIT")
            commits += 1
        taken = time.perf_counter() - started
        connection.close()
    return commits * rows / taken
