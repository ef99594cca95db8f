"""The schema of a new SQLite database, laid at once instead of by two hundred migrations.

``snapshot.sql`` is what the migrations and the roles make of an empty database, written by
``make snapshot`` and held to it by a test. Its first line tells of which packages it was made; with
just these it is all that a new house needs. With others, their migrations are applied on top, as to
any older database.
"""

import re
import sqlite3
from collections.abc import Collection
from pathlib import Path

REMARK = "-- "
_MIGRATED_BY_OTHERS = ("django", "django-axes", "django-taggit", "wagtail")
SNAPSHOT = Path(__file__).with_name("snapshot.sql")

Migration = tuple[str, str]
"""Application and name."""

_APPLIED = re.compile(r"INSERT INTO \"django_migrations\" VALUES\(\d+,'([^']+)','([^']+)',")


def snapshot_migrations() -> set[Migration]:
    """Return the migrations that the snapshot stands for."""
    return set(_APPLIED.findall(SNAPSHOT.read_text(encoding="utf-8")))


def snapshot_packages() -> str:
    """Return the packages that the snapshot was made with, as ``migrating_packages`` tells them."""
    with SNAPSHOT.open(encoding="utf-8") as lines:
        return next(lines).removeprefix(REMARK).strip()


def migrating_packages() -> str:
    """Return the packages here that bring migrations of their own, with their versions."""
    from importlib.metadata import version  # most commands never ask

    return ", ".join(f"{name} {version(name)}" for name in _MIGRATED_BY_OTHERS)


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
