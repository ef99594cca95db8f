"""The lake is written from what the trip has resolved: each entry once, never past the trip."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dangol.kernel.clock import SECOND
from dangol.kernel.event import Control, Rejection, encode_entry
from dangol.live.trip.api import trip_state
from dangol.memory.lake import folder as lake_folder
from dangol.memory.lake import writing
from dangol.memory.lake.api import LakeAhead, LakeDamaged, open_lake
from dangol.memory.lake.contracts import Manifest
from tests.rooms.lake.house import NOW, House, event, events

POISON = Control(
    action="lifecycle.published", brand="shop", actor="x", received=NOW, message_id="c"
)


def test_every_entry_comes_into_the_lake_with_what_became_of_it(house: House) -> None:
    refused = Rejection(
        code="no_id", message="Why.", source="shop", touchpoint="web", brand="shop", received=NOW
    )
    nobody = event(3, None)
    house.hear(event(1), event(1), refused, nobody, POISON, event(2, anonymous_id="a"))
    assert house.write() == 1
    rows = pq.ParquetFile(house.paths()[0]).read().sort_by("offset").to_pylist()
    told = [(row["outcome"], row["strand"], row["customer"]) for row in rows]
    assert told == [
        ("accepted", 0, 0),
        ("duplicate", None, None),
        ("rejected", None, None),
        ("accepted", None, None),
        ("control", None, None),
        ("accepted", 0, 0),
    ]
    assert (rows[2]["code"], rows[2]["reason"]) == ("no_id", "Why.")
    assert (rows[4]["name"], rows[4]["actor"]) == ("lifecycle.published", "x")
    assert house.verify().faults == []


def test_rows_stand_by_customer_and_time(sqlite_house: House) -> None:
    sqlite_house.hear(*events(range(50), people=4))
    sqlite_house.write()
    found = pq.ParquetFile(sqlite_house.paths()[0]).read(columns=["customer", "at"])
    rows = list(zip(*(column.to_pylist() for column in found.columns), strict=True))
    assert rows == sorted(rows)
    assert len({customer for customer, _ in rows}) == 4


def test_the_lake_never_runs_ahead_of_the_trip(sqlite_house: House) -> None:
    sqlite_house.hear(event(1))
    sqlite_house.log.append([encode_entry(event(2))])
    assert sqlite_house.write() == 1
    assert sqlite_house.lake.read_manifest().position == 1
    assert trip_state(sqlite_house.database).offset == 1


def test_what_waits_is_written_when_it_has_waited_or_when_it_is_much(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_house.lateness = 60 * SECOND
    sqlite_house.restart()
    sqlite_house.hear(event(1))
    assert sqlite_house.writer.step(sqlite_house.log.today + 59 * SECOND) == 0
    assert sqlite_house.paths() == []
    assert sqlite_house.writer.step(sqlite_house.log.today + 60 * SECOND) == 1
    monkeypatch.setattr(writing, "MOST_ENTRIES", 4)
    sqlite_house.hear(*events(range(5)))
    assert sqlite_house.writer.step(sqlite_house.log.today) == 5


def test_a_trip_that_is_far_behind_is_left_the_processors_for_a_while(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ENTRIES", 4)
    monkeypatch.setattr(writing, "MOST_BEHIND", 2)
    sqlite_house.lateness = 60 * SECOND
    sqlite_house.restart()
    sqlite_house.hear(*events(range(5)))
    sqlite_house.log.append([encode_entry(event(number)) for number in range(10, 13)])
    assert sqlite_house.writer.step(sqlite_house.log.today + 59 * SECOND) == 0
    assert sqlite_house.writer.step(sqlite_house.log.today + 60 * SECOND) == 5


def test_each_day_has_files_of_its_own(sqlite_house: House) -> None:
    sqlite_house.hear(*events(range(3)))
    sqlite_house.next_day()
    sqlite_house.hear(*events(range(3, 5)))
    assert sqlite_house.write() == 2
    folders = [path.parent.name for path in sqlite_house.paths()]
    assert folders == ["day=2026-09-21", "day=2026-09-22"]
    assert [file.rows for file in sqlite_house.lake.read_manifest().files] == [3, 2]


class Killed(Exception):
    """Ends a writer where it is."""


@pytest.mark.parametrize("place", ["before the file", "before it counts", "while it is let count"])
def test_a_writer_that_dies_leaves_no_row_twice_and_none_out(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    sqlite_house.hear(*events(range(3)))
    sqlite_house.write()
    sqlite_house.hear(*events(range(3, 6)))
    with monkeypatch.context() as dying:
        _die(dying, place)
        with pytest.raises(Killed):
            sqlite_house.write()
    assert open_lake(sqlite_house.path).read_manifest().position == 3
    sqlite_house.restart()
    assert sqlite_house.write() == 1
    while sqlite_house.writer.tidy():
        pass
    assert len(sqlite_house.paths()) == len(sqlite_house.lake.read_manifest().files)
    assert not list((sqlite_house.path / "lake" / "events").rglob("*.new"))
    verified = sqlite_house.verify()
    assert (verified.rows, verified.compared, verified.faults) == (6, 6, [])


def _die(patch: pytest.MonkeyPatch, place: str) -> None:
    def die(*_args: object) -> None:
        raise Killed

    if place == "before it counts":
        patch.setattr(lake_folder.LakeFolder, "keep_manifest", die)
        return
    replace = Path.replace

    def die_at(self: Path, target: Path) -> Path:
        if (target.name == "manifest.json") == (place == "while it is let count"):
            raise Killed
        return replace(self, target)

    patch.setattr(Path, "replace", die_at)


def test_two_writers_at_one_time_write_nothing_twice(sqlite_house: House) -> None:
    other = House(
        sqlite_house.path, sqlite_house.database, sqlite_house.log, open_lake(sqlite_house.path)
    )
    for number in range(4):
        sqlite_house.hear(event(number))
        (sqlite_house if number % 2 else other).write()
    assert (sqlite_house.write(), other.write()) == (0, 0)
    assert [file.first for file in sqlite_house.lake.read_manifest().files] == [0, 1, 2, 3]


def test_a_lake_of_another_log_is_left_as_it_is(sqlite_house: House) -> None:
    sqlite_house.hear(*events(range(3)))
    sqlite_house.write()
    before = sqlite_house.lake.read_manifest()
    (sqlite_house.path / "other").mkdir()
    sqlite_house.log._log = type(sqlite_house.log._log)(sqlite_house.path / "other" / "log.db")  # type: ignore[call-arg]
    with pytest.raises(LakeAhead, match="same backup"):
        sqlite_house.write()
    assert sqlite_house.lake.read_manifest() == before


@pytest.mark.parametrize(
    ("text", "code"), [("{}}", "lake_manifest_damaged"), ('{"format":9}', "lake_newer")]
)
def test_a_list_that_cannot_be_read_is_refused_and_kept(
    sqlite_house: House, text: str, code: str
) -> None:
    sqlite_house.hear(event(1))
    sqlite_house.write()
    manifest = sqlite_house.path / "lake" / "manifest.json"
    manifest.write_text(text)
    sqlite_house.hear(event(2))
    with pytest.raises(LakeDamaged) as refused:
        sqlite_house.write()
    assert refused.value.code == code
    assert manifest.read_text() == text
    assert len(sqlite_house.paths()) == 1


def test_an_empty_house_has_an_empty_lake(sqlite_house: House) -> None:
    assert sqlite_house.write() == 0
    assert not sqlite_house.writer.tidy()
    assert sqlite_house.lake.read_manifest() == Manifest()
    assert not (sqlite_house.path / "lake").exists()
