"""What benchmarks stand on: an empty, migrated data folder."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from dangol.engines.database import Database, open_database
from tests.schema import migrate


@contextlib.contextmanager
def fresh_database(folder: Path) -> Iterator[Database]:
    """Migrate an empty SQLite database in a folder and open it as the trip does."""
    migrate(folder)
    database = open_database(f"sqlite:///{folder / 'dangol.db'}", durable=False)
    try:
        yield database
    finally:
        database.close()
