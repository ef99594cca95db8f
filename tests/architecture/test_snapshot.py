"""A new database's schema: what the snapshot lays is what the migrations would have made."""

import sqlite3
from pathlib import Path

from dangol.config.snapshot import SNAPSHOT, lay_snapshot, snapshot_migrations
from tools.snapshot import snapshot_of_migrations


def applied(file: Path) -> set[tuple[str, str]]:
    connection = sqlite3.connect(file)
    found = set(connection.execute("SELECT app, name FROM django_migrations"))
    connection.close()
    return found


def test_the_snapshot_is_what_the_migrations_make(tmp_path: Path) -> None:
    assert snapshot_of_migrations(tmp_path) == SNAPSHOT.read_text(), "run `make snapshot`"


def test_a_new_database_gets_the_tables_and_what_was_migrated(tmp_path: Path) -> None:
    file = tmp_path / "dangol.db"
    assert lay_snapshot(file, snapshot_migrations())
    assert applied(file) == snapshot_migrations()


def test_each_new_database_gets_keys_of_its_own(tmp_path: Path) -> None:
    keys = []
    for name in ("a.db", "b.db"):
        lay_snapshot(tmp_path / name, snapshot_migrations())
        connection = sqlite3.connect(tmp_path / name)
        keys += [
            key for (key,) in connection.execute("SELECT translation_key FROM wagtailcore_page")
        ]
        connection.close()
    assert len(set(keys)) == 4


def test_a_database_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "dangol.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    assert not lay_snapshot(file, snapshot_migrations())
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]
    connection.close()


def test_packages_that_are_older_than_the_snapshot_migrate_by_themselves(tmp_path: Path) -> None:
    file = tmp_path / "dangol.db"
    assert not lay_snapshot(file, snapshot_migrations() - {("trip", "0002_heard")})
    assert not file.exists()
