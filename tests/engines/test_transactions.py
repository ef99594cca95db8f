"""Transactions on both engines: one snapshot to read, and failures that are told as they are."""

import contextlib
import sqlite3
from pathlib import Path
from random import Random

import pytest

from dangol.engines.database import (
    Database,
    failure_name,
    is_database_failure,
    is_outage,
    open_database,
    sqlite_url,
)
from dangol.engines.database.queries import Query
from dangol.kernel.errors import Unavailable

COUNT = Query("count", "", (), *["SELECT count(*) FROM access_api_key"] * 2, pg_positions=())
ADD = Query(
    name="add",
    purpose="",
    parameters=("name",),
    sqlite="INSERT INTO access_api_key VALUES (?1, ?1, 'read', FALSE, '[]', 0)",
    postgresql="INSERT INTO access_api_key VALUES (%s, %s, 'read', FALSE, '[]', 0)",
    pg_positions=(0, 0),
)
INDEXED = Query("indexed", "", (), "", "CREATE TABLE words (word TEXT PRIMARY KEY)", ())
INDEX = Query("index", "", ("x",), "", "INSERT INTO words VALUES (%s)", (0,))
NO_TABLE = Query("none", "", (), *["SELECT 1 FROM nowhere"] * 2, pg_positions=())


def add(database: Database, name: str) -> None:
    with database.write() as session:
        session.run(ADD, name=name)


def failure_of(database: Database, query: Query, **values: object) -> Exception:
    """Return how a statement fails."""
    with pytest.raises(Exception) as caught, database.write() as session:  # noqa: PT011, any driver's
        session.run(query, **values)
    return caught.value


def test_a_read_session_sees_one_snapshot(database: Database) -> None:
    other = open_database(database.url, durable=False)
    with contextlib.closing(other), database.read() as session:
        assert session.one(COUNT) == (0,)
        add(other, "while reading")
        assert session.one(COUNT) == (0,)
    with database.read() as session:
        assert session.one(COUNT) == (1,)
    add(database, "after reading")


def test_a_fault_in_the_data_is_no_outage_and_is_named_without_its_values(
    database: Database,
) -> None:
    add(database, "mina@example.org")
    failure = failure_of(database, ADD, name="mina@example.org")
    assert is_database_failure(failure)
    assert not is_outage(failure)
    expected = {
        "sqlite": "IntegrityError SQLITE_CONSTRAINT_UNIQUE",
        "postgresql": "UniqueViolation 23505",
    }
    assert failure_name(failure) == expected[database.dialect]


def test_missing_tables_and_files_are_outages(database: Database) -> None:
    assert is_outage(failure_of(database, NO_TABLE))


@pytest.mark.parametrize("failure", [OSError(5, "x"), MemoryError(), Unavailable("x", "x")])
def test_the_machine_away_is_an_outage(failure: Exception) -> None:
    assert is_outage(failure)
    assert not is_database_failure(failure)


def test_what_postgresql_cannot_index_or_store_is_in_the_data(postgres_database: Database) -> None:
    noise = Random(1).randbytes(30_000).hex()
    assert failure_name(failure_of(postgres_database, INDEX, x="a")) == "UndefinedTable 42P01"
    with postgres_database.write() as session:
        session.run(INDEXED)
    failure = failure_of(postgres_database, INDEX, x=noise)
    assert failure_name(failure) == "ProgramLimitExceeded 54000"
    assert not is_outage(failure)
    assert not is_outage(failure_of(postgres_database, INDEX, x="a\0"))


def test_a_full_disk_is_told_as_such(sqlite_database: Database) -> None:
    add(sqlite_database, "before")
    with sqlite_database.read() as session:
        pages = session.one(Query("p", "", (), "PRAGMA page_count", "", ()))
    assert pages is not None
    limit = Query("l", "", (), f"PRAGMA max_page_count = {pages[0]}", "", ())
    fill = Query(
        "f", "", (), "INSERT INTO trip_aside VALUES (1, hex(zeroblob(9000000)), 0)", "", ()
    )
    with sqlite_database.write() as session:
        session.one(limit)
    failure = failure_of(sqlite_database, fill)
    assert str(failure) == "database or disk is full"
    assert is_outage(failure)
    with sqlite_database.read() as session:
        assert session.one(COUNT) == (1,)


def test_a_file_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/dangol.db")
    with pytest.raises(Unavailable) as caught, database.read():
        pass
    assert caught.value.code == "database_unreachable"
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_found_whatever_its_name(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "a #1 50%41?x" / "dangol.db"
    path.parent.mkdir()
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(sqlite_url(path), durable=False)
    with contextlib.closing(database):
        add(database, "here")
    assert [folder.name for folder in tmp_path.iterdir()] == ["a #1 50%41?x"]


@pytest.mark.parametrize(
    "url",
    [
        "mysql://dangol@127.0.0.1/dangol",
        "sqlite:relative.db",
        "postgresql://user:pa/ss@host/db",
        "postgresql://user:12/ss@host/db",
        "postgresql://user:pa#ss@host/db",
        "postgresql://user:se]cret[@host/db",
        "",
    ],
)
def test_an_unusable_address_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(Unavailable) as caught:
        open_database(url)
    assert caught.value.code == "database_url_unusable"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert not [part for part in ("pa/ss", "12/ss", "pa#ss", "cret") if part in str(caught.value)]


def test_what_libpq_cannot_read_is_refused_without_showing_it() -> None:
    database = open_database("postgresql://user:secret@127.0.0.1/db?bogus=1")
    with pytest.raises(Unavailable) as caught, database.read():
        pass
    assert caught.value.code == "database_url_unusable"
    assert caught.value.__cause__ is None
