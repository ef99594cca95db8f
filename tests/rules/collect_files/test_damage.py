"""A damaged file is told in one sentence, with the row up to which it could be read."""

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dangol.live.collect.api import FileUnreadable, RowGroup, check_mapping, read_rows
from tests.rules.collect_files.reading import NOW, ROWS, SHOP, TILL, read, write

MANY = 9000
"""Rows that make more than two groups."""


def read_until_damaged(path: Path, mapping: str = SHOP) -> tuple[int, int]:
    """Return how many rows were handed over, and the row that the failure names."""
    handed: list[RowGroup] = []
    with pytest.raises(FileUnreadable, match="damaged or cut short after row") as raised:
        handed.extend(read_rows(path, TILL, received=NOW, mapping=check_mapping(mapping)))
    rows = sum(group.read for group in handed)
    assert raised.value.values["name"] == path.name
    return rows, int(str(raised.value.values["row"]))


def test_a_line_with_bytes_that_are_no_text_is_refused_alone(tmp_path: Path) -> None:
    line = b'{"member":"m1","day":"2026-03-01","amount":5}\n'
    (tmp_path / "a.ndjson").write_bytes(line + line.replace(b"m1", b"m\xff") + line)
    events, refused = read(tmp_path / "a.ndjson", SHOP)
    assert len(events) == 2
    assert [(row.row, row.message) for row in refused] == [(2, "The line is no JSON object.")]


def test_utf_16_cut_by_a_byte(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", ROWS + "m,2026-03-04,6\n" * MANY, "utf-16")
    path.write_bytes(path.read_bytes()[:-1])
    rows, reached = read_until_damaged(path)
    assert 0 < rows < reached <= MANY + 3


def test_a_file_that_is_not_in_the_stated_encoding(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", ROWS)
    assert read_until_damaged(path, SHOP + "encoding: utf-16\n") == (0, 0)


def test_a_cut_gzip_of_events(tmp_path: Path) -> None:
    line = b'{"type":"track","event":"Paid","userId":"u%d"}\n'
    path = tmp_path / "calls.ndjson.gz"
    path.write_bytes(gzip.compress(b"".join(line % n for n in range(MANY)))[:-2000])
    with pytest.raises(FileUnreadable, match=r"after row [1-9]"):
        list(read_rows(path, TILL, received=NOW))


def test_a_sheet_with_a_damaged_part(tmp_path: Path) -> None:
    path = tmp_path / "shop.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("member", "day", "amount"))
    for number in range(MANY):
        sheet.append((f"m{number}", "2026-03-01", number))
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    middle = part.header_offset + part.compress_size * 9 // 10
    content[middle : middle + 40] = b"\xff" * 40
    path.write_bytes(content)
    rows, reached = read_until_damaged(path)
    assert 0 < rows < reached < MANY


def test_a_parquet_with_a_damaged_part(tmp_path: Path) -> None:
    path = tmp_path / "shop.parquet"
    columns = {
        "member": [f"m{number}" for number in range(MANY)],
        "day": ["2026-03-01"] * MANY,
        "amount": list(range(MANY)),
    }
    pq.write_table(pa.table(columns), path, row_group_size=1000, use_dictionary=False)
    damaged = pq.ParquetFile(path).metadata.row_group(8).column(0)
    content = bytearray(path.read_bytes())
    start = damaged.data_page_offset
    content[start : start + 200] = b"\xff" * 200
    path.write_bytes(content)
    rows, reached = read_until_damaged(path)
    assert (rows, reached) == (8000, 8000)
