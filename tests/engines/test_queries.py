"""Named queries: one text, bound right on both engines."""

from pathlib import Path

import pytest

from dangol.engines.database import Database, Session
from dangol.engines.database.queries import Query, load_queries

SQL = """-- name: make
-- A table to play with.
CREATE TABLE thing (name TEXT PRIMARY KEY, size BIGINT, note TEXT);

-- name: keep
-- Keep a thing.
INSERT INTO thing (name, size, note) VALUES (:name, :size, :note)
ON CONFLICT (name) DO UPDATE SET size = excluded.size, note = excluded.note;

-- name: find
-- Things of these names; the text holds a colon and a percent sign.
SELECT name, size FROM thing WHERE name = ANY(:names) AND note <> 'a:b 100%' ORDER BY name;

-- name: between
-- A parameter that occurs twice.
SELECT name FROM thing WHERE size >= :size AND size < :size + 10 ORDER BY name;

-- name: even
-- A bare percent sign.
SELECT name FROM thing WHERE size % 2 = :rest ORDER BY name
"""


@pytest.fixture
def queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    room = tmp_path / "playroom"
    (room / "sql").mkdir(parents=True)
    (room / "__init__.py").write_text("")
    (room / "sql" / "thing.sql").write_text(SQL)
    monkeypatch.syspath_prepend(tmp_path)
    return load_queries("playroom", "thing")


def test_lists_rows_and_repeated_parameters_work_on_both_engines(
    database: Database, queries: object
) -> None:
    q = queries
    with database.write() as session:
        session.run(q.make)  # type: ignore[attr-defined]
        session.many(q.keep, [("a", 1, "x"), ("b", 5, "x"), ("c", 30, "a:b 100%")])  # type: ignore[attr-defined]
        session.run(q.keep, name="b", size=6, note="y")  # type: ignore[attr-defined]
    with database.read() as session:
        assert session.rows(q.find, names=["a", "b", "c", "it's"]) == [("a", 1), ("b", 6)]  # type: ignore[attr-defined]
        assert session.rows(q.between, size=1) == [("a",), ("b",)]  # type: ignore[attr-defined]
        assert session.rows(q.even, rest=0) == [("b",), ("c",)]  # type: ignore[attr-defined]
        assert session.one(q.find, names=[]) is None  # type: ignore[attr-defined]


def test_a_failed_transaction_leaves_nothing(database: Database, queries: object) -> None:
    keep: Query = queries.keep  # type: ignore[attr-defined]
    with database.write() as session:
        session.run(queries.make)  # type: ignore[attr-defined]

    def fail_half_way(session: Session) -> None:
        session.many(keep, [("a", 1, "x")])
        raise RuntimeError

    with pytest.raises(RuntimeError), database.write() as session:
        fail_half_way(session)
    with database.read() as session:
        assert session.rows(queries.find, names=["a"]) == []  # type: ignore[attr-defined]


def test_a_query_without_purpose_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "bareroom"
    (room / "sql").mkdir(parents=True)
    (room / "__init__.py").write_text("")
    (room / "sql" / "x.sql").write_text("-- name: bare\nSELECT 1;\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="purpose line"):
        load_queries("bareroom", "x")
