"""Cells that are no text: numbers for ids, nothing as NaN, bytes, times beyond the microsecond."""

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.chart import BarChart

from dangol.kernel.clock import parse_time
from tests.rules.collect_files.reading import SHOP, properties, read

IDS = """
event:
  type: track
  name: Joined
  user_id: {column: id}
  group_id: {column: id, prefix: g-}
  properties: {day: {column: id}}
"""
TIMES = """
event:
  type: track
  name: Joined
  user_id: u1
  timestamp: {column: at}
"""


def store(path: Path, **columns: Any) -> Path:
    """Write a parquet file."""
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("cells", "ids"),
    [
        (pa.array([1042.0, float("nan"), None, 9007199254740991.0]), ["1042", "9007199254740991"]),
        (pa.array([1042.5, 77.27000000000001]), ["1042.5", "77.27"]),
        (pa.array([Decimal("1042.00"), Decimal("1.50")]), ["1042", "1.50"]),
        (pa.array([b"u1", "\u110b\u1175".encode()]), ["u1", "\u110b\u1175"]),
        (pa.array([date(2026, 3, 1)]), ["2026-03-01"]),
    ],
)
def test_ids_are_what_people_read(tmp_path: Path, cells: pa.Array, ids: list[str]) -> None:
    events, refused = read(store(tmp_path / "a.parquet", id=cells), IDS)
    assert [event.user_id for event in events] == ids
    assert [event.group_id for event in events] == [f"g-{one}" for one in ids]
    assert {row.code for row in refused} <= {"identifier_missing"}


def test_bytes_that_are_no_text_cost_their_row(tmp_path: Path) -> None:
    events, refused = read(store(tmp_path / "a.parquet", id=pa.array([b"u1", b"\xff"])), IDS)
    assert [event.user_id for event in events] == ["u1"]
    assert [(row.row, row.column, row.message) for row in refused] == [
        (2, "id", "This is no text in UTF-8.")
    ]


def test_amounts_are_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = store(
        tmp_path / "a.parquet",
        member=["m1", "m2", "m3"],
        day=[date(2026, 3, 1)] * 3,
        amount=[77.27000000000001, 0.1 + 0.2, 39000.0],
    )
    events, refused = read(path, SHOP)
    assert refused == []
    assert [properties(event)["total"] for event in events] == [77.27, 0.3, 39000]


def test_times_are_read_to_the_microsecond(tmp_path: Path) -> None:
    nanoseconds = pa.array([1_772_323_200_000_001_234], pa.timestamp("ns", "UTC"))
    events, _ = read(store(tmp_path / "a.parquet", at=nanoseconds), TIMES)
    assert events[0].at == parse_time("2026-03-01T00:00:00.000001Z")[0]


def test_a_time_that_no_calendar_has_costs_its_row(tmp_path: Path) -> None:
    seconds = pa.array([1_772_323_200, 10**13], pa.timestamp("s", "UTC"))
    events, refused = read(store(tmp_path / "a.parquet", at=seconds), TIMES)
    assert len(events) == 1
    assert [(row.row, row.message) for row in refused] == [
        (2, "The row holds a value that cannot be read.")
    ]


def test_a_chart_before_the_first_sheet_is_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("member", "day", "amount"), ("m1", date(2026, 3, 1), 5)):
        book.active.append(row)
    book.create_chartsheet("Chart", 0).add_chart(BarChart())
    book.save(tmp_path / "shop.xlsx")
    assert [event.user_id for event in read(tmp_path / "shop.xlsx", SHOP)[0]] == ["m1"]


def test_a_packed_or_oddly_named_table_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("member", "day", "amount"), ("m1", date(2026, 3, 1), 5)):
        book.active.append(row)
    book.save(tmp_path / "shop.xlsx")
    store(tmp_path / "shop.parquet", member=["m1"], day=[date(2026, 3, 1)], amount=[5])
    for form in ("xlsx", "parquet"):
        content = (tmp_path / f"shop.{form}").read_bytes()
        (tmp_path / f"shop.{form}.gz").write_bytes(gzip.compress(content))
        (tmp_path / f"{form}.upload").write_bytes(content)
        packed, _ = read(tmp_path / f"shop.{form}.gz", SHOP)
        uploaded, _ = read(tmp_path / f"{form}.upload", SHOP, form)
        assert [event.user_id for event in packed + uploaded] == ["m1", "m1"]
