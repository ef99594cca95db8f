"""Whatever is wrong with the lake is found, and told by file and offset."""

import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dangol.config.lake_keeping import ResolvedByTrip
from dangol.kernel.event import Control
from dangol.memory.lake import verifying
from dangol.memory.lake.api import LakeFile, Manifest, compact_next
from dangol.memory.lake.parquet import measure
from tests.rooms.lake.house import NOW, House, event, events


@pytest.fixture
def filled(sqlite_house: House) -> House:
    """A lake of two files: offsets 0 to 4 and 5 to 9."""
    for part in (0, 5):
        sqlite_house.hear(*events(range(part, part + 5)))
        sqlite_house.write()
    return sqlite_house


def rewrite(house: House, change: Callable[[pa.Table], pa.Table], place: int = 1) -> None:
    """Put changed rows in the place of a file's, as if they were the ones written."""
    path = house.lake.path_of(house.lake.read_manifest().files[place])
    pq.write_table(change(pq.ParquetFile(path).read()), path)
    size, checksum = measure(path)
    _tell_otherwise(house, place, bytes=size, checksum=checksum)


def _tell_otherwise(house: House, place: int, **told: object) -> None:
    files: list[LakeFile] = list(house.lake.read_manifest().files)
    files[place] = msgspec.structs.replace(files[place], **told)
    house.lake.keep_manifest(Manifest(files=tuple(files)))


def _set(name: str, place: int, value: object) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        column = table.schema.get_field_index(name)
        values = table[name].to_pylist()
        values[place] = value
        return table.set_column(
            column, table.schema.field(name), pa.array(values, table.schema.field(name).type)
        )

    return change


def faults(house: House) -> list[tuple[str, int]]:
    return [(fault.code, fault.offset) for fault in house.verify().faults]


def test_a_lake_as_it_should_be_has_no_fault(house: House) -> None:
    for part in (0, 5):
        house.hear(*events(range(part, part + 5)))
        house.write()
    told: list[tuple[float, int]] = []
    verified = verifying.verify_lake(
        house.lake,
        house.log,  # type: ignore[arg-type]
        ResolvedByTrip(house.database),
        lambda share, rows: told.append((share, rows)),
    )
    assert (verified.files, verified.rows, verified.compared, verified.lost) == (2, 10, 10, 0)
    assert verified.bytes == sum(path.stat().st_size for path in house.paths())
    assert verified.faults == []
    assert told == [(0.5, 5), (1.0, 10)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_set("offset", 2, 99), ("offsets_wrong", 5)),
        (_set("offset", 2, 6), ("offsets_wrong", 5)),
        (lambda table: table.slice(1), ("offsets_wrong", 5)),
        (lambda table: table.take([4, 3, 2, 1, 0]), ("order_wrong", 5)),
        (lambda table: table.drop_columns(["traits"]), ("columns_wrong", 5)),
        (_set("name", 0, "Order Completed"), ("differs_from_log", 9)),
        (_set("outcome", 4, "duplicate"), ("differs_from_log", 5)),
    ],
)
def test_rows_that_are_not_those_of_the_log_are_found(
    filled: House, change: Callable[[pa.Table], pa.Table], fault: tuple[str, int]
) -> None:
    rewrite(filled, change)
    assert faults(filled) == [fault]


def test_damaged_and_missing_files_are_found_and_the_others_still_looked_at(filled: House) -> None:
    filled.hear(*events(range(10, 13)))
    filled.write()
    first, second, _ = filled.paths()
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 1
    first.write_bytes(content)
    second.unlink()
    verified = filled.verify()
    assert [(fault.code, fault.offset) for fault in verified.faults] == [
        ("file_damaged", 0),
        ("file_missing", 5),
    ]
    assert verified.compared == 3


@pytest.mark.parametrize("first", [4, 6])
def test_a_gap_and_an_overlap_between_files_are_found(filled: House, first: int) -> None:
    _tell_otherwise(filled, 1, first=first)
    assert faults(filled)[0] == ("offsets_wrong", 5)


def test_a_large_file_is_compared_in_parts(filled: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MOST_ENTRIES", 2)
    assert compact_next(filled.lake, whole=True) is not None
    rewrite(filled, _set("brand", 0, "other"), place=0)
    assert faults(filled) == [("differs_from_log", 9)]


def test_what_the_log_had_lost_stands_in_the_lake_as_lost(sqlite_house: House) -> None:
    sqlite_house.hear(event(1), event(2))
    note = Control(action="note", brand="shop", actor="x", received=NOW, message_id="n")
    sqlite_house.hear(note)
    log: Path = sqlite_house.log._log.path  # type: ignore[attr-defined]
    _damage_first_chunk(log)
    sqlite_house.write()
    verified = sqlite_house.verify()
    assert (verified.rows, verified.compared, verified.lost, verified.faults) == (3, 1, 2, [])
    rows = pq.ParquetFile(sqlite_house.paths()[0]).read(columns=["offset", "outcome"])
    assert rows.sort_by("offset")["outcome"].to_pylist() == ["lost", "lost", "control"]


def test_what_the_log_loses_later_is_not_held_against_the_lake(filled: House) -> None:
    _damage_first_chunk(filled.log._log.path)  # type: ignore[attr-defined]
    verified = filled.verify()
    assert (verified.rows, verified.compared, verified.lost, verified.faults) == (10, 5, 0, [])


def _damage_first_chunk(path: Path) -> None:
    """Let the first chunk hold what is no JSON any more, under a checksum that fits."""
    body = b"[not json]"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE chunk SET body = ?, checksum = ? WHERE first = 0", (body, zlib.crc32(body))
        )
