"""The schema of a new SQLite database, laid at once instead of by two hundred migrations.

``snapshot.sql`` is what the migrations make of an empty database, written by ``make snapshot`` and
held to it by a test. Migrations that came later are applied on top, as to any older database.
"""

import re
import sqlite3
from collections.abc import Collection
from pathlib import Path

SNAPSHOT = Path(__file__).with_name("snapshot.sql")

Migration = tuple[str, str]
"""Application and name."""

_APPLIED = re.compile(r"INSERT INTO \"django_migrations\" VALUES\(\d+,'([^']+)','([^']+)',")


def snapshot_migrations() -> set[Migration]:
    """Return the migrations that the snapshot stands for."""
    return set(_APPLIED.findall(SNAPSHOT.read_text(encoding="utf-8")))


def lay_snapshot(file: Path, known: Collection[Migration]) -> bool:
    """Lay the snapshot into a database that holds nothing yet, all of it or nothing.

    Args:
        file: the database; made where it is missing.
        known: the migrations of this installation. Where the snapshot has others, since packages
            are older than those it was made with, it is left to them.

    Returns:
        Whether it was laid.
    """
    if not snapshot_migrations() <= set(known):
        return False
    connection = sqlite3.connect(file)
    try:
        if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return False
        connection.executescript(SNAPSHOT.read_text(encoding="utf-8"))  # one transaction
    finally:
        connection.close()
    return True
