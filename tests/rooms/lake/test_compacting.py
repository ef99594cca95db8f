"""Joining files: readers see the same rows before, during and after, and never some twice."""

import duckdb
import msgspec
import pyarrow.parquet as pq
import pytest

from dangol.memory.lake import parquet
from dangol.memory.lake.api import LakeDamaged, compact_next, open_lake, read_customer
from dangol.memory.lake.rules.files import FAN_IN
from tests.rooms.lake.house import House, event, events


def fill(house: House, parts: int, rows: int = 7) -> None:
    """Let so many files come into being, a part of what is heard in each."""
    for part in range(parts):
        house.hear(*events(range(part * rows, part * rows + rows), people=5))
        house.write()


def test_small_files_of_a_day_become_one_sorted_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP", 8)
    fill(house, 3)
    house.next_day()
    fill(house, 1)
    while house.writer.tidy():
        pass
    files = house.lake.read_manifest().files
    assert [file.rows for file in files] == [21, 7]
    assert len(house.paths()) == 2
    assert pq.ParquetFile(house.paths()[0]).metadata.num_row_groups == 3
    verified = house.verify()
    assert (verified.rows, verified.compared, verified.faults) == (28, 28, [])


def test_the_day_that_goes_on_is_joined_when_there_is_enough(sqlite_house: House) -> None:
    fill(sqlite_house, FAN_IN - 1, rows=1)
    assert not sqlite_house.writer.tidy()
    fill(sqlite_house, 1, rows=2)
    assert sqlite_house.writer.tidy()
    assert len(sqlite_house.lake.read_manifest().files) == 1


def test_a_reader_keeps_the_files_that_it_was_told_of(sqlite_house: House) -> None:
    fill(sqlite_house, 3)
    with sqlite_house.lake.reading() as manifest:
        assert compact_next(sqlite_house.lake, whole=True) is not None
        with sqlite_house.lake.writing() as now:
            assert sqlite_house.lake.sweep(now) == 0
        assert all(sqlite_house.lake.path_of(file).exists() for file in manifest.files)
    with sqlite_house.lake.writing() as now:
        assert sqlite_house.lake.sweep(now) == 3
    assert len(sqlite_house.paths()) == 1


def test_joining_stops_when_told_and_leaves_the_lake_as_it_was(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP", 4)
    fill(sqlite_house, FAN_IN, rows=2)
    before = sqlite_house.lake.read_manifest()
    asked = iter([False, True])
    assert not sqlite_house.writer.tidy(lambda: next(asked))
    assert open_lake(sqlite_house.path).read_manifest() == before
    assert sqlite_house.verify().faults == []
    assert sqlite_house.writer.tidy()
    assert len(sqlite_house.lake.read_manifest().files) == 1
    assert not list((sqlite_house.path / "lake" / "events").rglob("*.new"))


def test_a_damaged_file_is_joined_with_nothing_and_holds_up_no_other_day(
    sqlite_house: House,
) -> None:
    fill(sqlite_house, 2)
    damaged = sqlite_house.paths()[0]
    damaged.write_bytes(damaged.read_bytes()[:-9])
    for _ in range(2):
        sqlite_house.next_day()
        fill(sqlite_house, 2)
    before = sqlite_house.lake.read_manifest()
    with pytest.raises(LakeDamaged, match="dangol lake verify"):
        sqlite_house.writer.tidy()
    assert sqlite_house.lake.read_manifest() == before
    assert sqlite_house.writer.tidy()
    assert [file.rows for file in sqlite_house.lake.read_manifest().files] == [7, 7, 14, 7, 7]


def test_others_read_the_files_with_no_help_from_us(sqlite_house: House) -> None:
    sqlite_house.hear(event(1, properties=msgspec.Raw(b'{"total":18.99}')), *events(range(2, 30)))
    sqlite_house.write()
    compact_next(sqlite_house.lake, whole=True)
    pattern = f"{sqlite_house.path}/lake/events/*/*.parquet"
    found = duckdb.sql(
        "SELECT day, min(\"at\"), sum((properties->>'total')::DECIMAL(9,2)), count(*) "
        f"FROM read_parquet('{pattern}', hive_partitioning = true) GROUP BY day"
    ).fetchall()
    assert [(str(row[0]), float(row[2]), row[3]) for row in found] == [("2026-09-21", 18.99, 29)]
    table = pq.read_table(sqlite_house.path / "lake" / "events")
    assert table.num_rows == 29
    assert sorted(table["offset"].to_pylist()) == list(range(29))
    assert table.schema.names[-1] == "day"


def test_rows_are_found_again_after_joining(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 8)
    fill(house, 4)
    entries = house.entries()
    for whole in (False, True):
        found = read_customer(house.lake, [0], [3, 20, 27, 99])
        assert found == {offset: entries[offset] for offset in (3, 20, 27)}
        assert (compact_next(house.lake, whole=True) is not None) is not whole
