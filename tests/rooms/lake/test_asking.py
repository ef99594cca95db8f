"""Questions in SQL: over the customers of today, with no way to anything but the lake."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from dangol.engines.analysis import Answer, QuestionRefused, TooLong
from dangol.kernel.event import Rejection
from dangol.kernel.ids import customer_id
from dangol.live.identity.api import list_moved
from dangol.memory.lake.api import ask_lake
from tests.rooms.lake.house import NOW, House, event


def ask(house: House, question: str, most: int = 100, seconds: float = 20) -> Answer:
    return ask_lake(house.lake, question, list_moved(house.database), most=most, seconds=seconds)


@pytest.fixture
def filled(sqlite_house: House) -> House:
    hear_a_merge(sqlite_house)
    return sqlite_house


def hear_a_merge(house: House) -> None:
    """Let two visitors turn out to be one, after both were written."""
    house.hear(
        event(1, None, anonymous_id="a", properties=msgspec.Raw(b'{"total":"18.99"}')),
        event(2, "mina"),
        event(2, "mina"),
        Rejection(code="x", message="y", source="s", touchpoint="web", brand="shop", received=NOW),
    )
    house.write()
    house.hear(event(3, "mina", anonymous_id="a"))
    house.write()


def test_merges_are_applied_when_asked(house: House) -> None:
    hear_a_merge(house)
    found = ask(
        house,
        'SELECT "offset", strand, customer, customer_then FROM events ORDER BY "offset"',
    )
    assert found.rows == [[0, 0, 0, 0], [1, 1, 0, 1], [4, 1, 0, 0]]
    counted = ask(house, "SELECT count(DISTINCT customer) FROM events")
    assert counted.rows == [[1]]


def test_events_are_what_happened_and_entries_are_all_that_was_heard(filled: House) -> None:
    outcomes = ask(filled, "SELECT outcome, count(*) FROM entries GROUP BY ALL ORDER BY 1")
    assert outcomes.rows == [["accepted", 3], ["duplicate", 1], ["rejected", 1]]
    assert ask(filled, "SELECT count(*) FROM events").rows == [[3]]


def test_values_come_as_json_can_say_them(filled: House) -> None:
    found = ask(
        filled,
        "SELECT e.at, day, (properties->>'total')::DECIMAL(9,2) AS total, NULL AS nothing, "
        'imported, [1, 2] AS list FROM events AS e ORDER BY "offset" LIMIT 1',
    )
    instant = datetime(2026, 9, 21, 14, 13, 19, 999999, tzinfo=UTC)
    assert found.rows == [[instant, date(2026, 9, 21), Decimal("18.99"), None, False, [1, 2]]]
    assert [column.name for column in found.columns][:2] == ["at", "day"]
    assert b"2026-09-21T14:13:19.999999Z" in msgspec.json.encode(found)


@pytest.mark.parametrize("number", [0, 1, 12345, 2**40 + 7])
def test_a_customers_number_is_told_as_its_public_id(filled: House, number: int) -> None:
    assert ask(filled, f"SELECT customer_id({number})").rows == [[customer_id(number)]]
    assert ask(filled, "SELECT customer_id(NULL::BIGINT)").rows == [[None]]


def test_rows_beyond_the_bound_are_left_out_and_told(filled: House) -> None:
    some = ask(filled, "SELECT * FROM range(5000)", most=3000)
    assert (len(some.rows), some.more) == (3000, True)
    exactly = ask(filled, "SELECT * FROM range(3000)", most=3000)
    assert (len(exactly.rows), exactly.more) == (3000, False)


def test_an_empty_lake_answers_too(sqlite_house: House) -> None:
    assert ask(sqlite_house, "SELECT count(*), max(day) FROM entries").rows == [[0, None]]


@pytest.mark.parametrize(
    "question",
    [
        "COPY (SELECT 1) TO '{file}'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{file}'",
        "COPY (SELECT 1) TO '{folder}/new.csv'",
        "SELECT 1; COPY (SELECT 1) TO '{file}'",
        "SELECT * FROM query('COPY (SELECT 1) TO ''{file}''')",
        "CREATE TABLE a AS SELECT 1",
        "DROP VIEW events",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "ATTACH '{folder}/dangol.db' AS d (TYPE sqlite)",
        "EXPORT DATABASE '{folder}/out'",
        "PRAGMA database_list",
        "",
    ],
)
def test_whatever_does_more_than_read_is_refused_and_does_nothing(
    filled: House, question: str
) -> None:
    before = contents(filled.path)
    file = filled.paths()[0]
    with pytest.raises(QuestionRefused):
        ask(filled, question.format(file=file, folder=filled.path))
    assert contents(filled.path) == before


@pytest.mark.parametrize(
    "place",
    [
        "read_text('{folder}/secrets.json')",
        "read_csv('{folder}/secrets.json')",
        "'{folder}/secrets.json'",
        "glob('{folder}/*')",
        "read_parquet('{folder}/other.parquet')",
        "read_blob('/etc/hostname')",
        "read_csv('http://127.0.0.1:9/x.csv')",
        "filled",
    ],
)
def test_nothing_but_the_lake_can_be_read(filled: House, place: str) -> None:
    (filled.path / "secrets.json").write_text('{"signing": "x"}')
    (filled.path / "other.parquet").write_bytes(filled.paths()[0].read_bytes())
    with pytest.raises(QuestionRefused) as refused:
        ask(filled, f"SELECT * FROM {place.format(folder=filled.path)}")
    assert "signing" not in refused.value.say()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


def test_a_question_that_takes_too_long_is_stopped(filled: House) -> None:
    with pytest.raises(TooLong):
        ask(filled, "SELECT count(*) FROM range(100000000000) a, range(99) b", seconds=0.3)
    assert ask(filled, "SELECT 1").rows == [[1]]


def test_a_question_that_needs_too_much_memory_is_refused(filled: House) -> None:
    with pytest.raises(QuestionRefused) as refused:
        ask(filled, "SELECT array_agg(i) FROM range(300000000) t(i)")
    assert refused.value.code == "question_too_large"


def test_a_refusal_says_what_is_wrong_and_how_words_of_sql_are_written(filled: House) -> None:
    with pytest.raises(QuestionRefused, match="in quotes"):
        ask(filled, "SELECT at, offset FROM events")
    with pytest.raises(QuestionRefused, match="nope"):
        ask(filled, "SELECT nope FROM events")
