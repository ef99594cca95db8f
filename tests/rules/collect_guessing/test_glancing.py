"""A first look at whatever people upload: told apart by its content, hostile files turned away."""

import gzip
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dangol.live.collect.api import (
    FileUnreadable,
    ReadingWish,
    check_mapping,
    glance,
    guess,
    try_rows,
    write_mapping,
)
from dangol.live.collect.files import opening
from dangol.registry.sources.contracts import Source
from tests.spreadsheets import write_csv, write_members, write_orders, write_xlsx

SHOP = Source("shop", "web", "onggi", "", True, True, "", 0, "KRW")
COLUMNS = ("이메일", "날짜")
ROW = ["a@example.com", "2026-03-02"]


def refusal(path: Path) -> str:
    """Return the code with which a file is turned away."""
    with pytest.raises(FileUnreadable) as raised:
        glance(path)
    return raised.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_letters_are_found_by_themselves(tmp_path: Path, encoding: str) -> None:
    look = glance(write_csv(tmp_path / "a.csv", COLUMNS, [ROW], encoding))
    assert (look.form, look.encoding, look.columns) == ("csv", encoding, COLUMNS)
    assert look.rows == (tuple(ROW),)


def test_a_wrong_name_does_not_matter(tmp_path: Path) -> None:
    assert glance(write_members(tmp_path / "a.xlsx", "t").rename(tmp_path / "a.csv")).form == "xlsx"
    assert glance(write_orders(tmp_path / "b.csv", "t").rename(tmp_path / "b.xlsx")).form == "csv"
    pq.write_table(pa.table({"이메일": ["a@b.cd"]}), tmp_path / "c.txt")
    assert glance(tmp_path / "c.txt").columns == ("이메일",)


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_what_stands_between_cells_is_found(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text("\n".join(delimiter.join(row) for row in (COLUMNS, ROW, ROW)))
    assert (glance(file).delimiter, glance(file).columns) == (delimiter, COLUMNS)


def test_packed_files_are_looked_into(tmp_path: Path) -> None:
    plain = write_orders(tmp_path / "a.csv", "t")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    assert glance(tmp_path / "a.csv.gz") == glance(plain)
    sheet = write_members(tmp_path / "b.xlsx", "t")
    (tmp_path / "b.xlsx.gz").write_bytes(gzip.compress(sheet.read_bytes()))
    assert glance(tmp_path / "b.xlsx.gz").columns == glance(sheet).columns


def test_a_sheet_and_the_line_of_the_names_can_be_said(tmp_path: Path) -> None:
    file = write_members(tmp_path / "a.xlsx", "t")
    assert (glance(file).sheets, glance(file).sheet, glance(file).skip) == (
        ("회원", "안내"),
        "회원",
        2,
    )
    assert glance(file, ReadingWish(skip=3)).columns[0] == "t-1"
    with pytest.raises(FileUnreadable):
        glance(file, ReadingWish(sheet="안내"))  # one line is names without rows


def test_rows_that_are_events_already_are_told(tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text(json.dumps({"type": "identify", "userId": "u", "traits": {}}) + "\n")
    assert glance(file).calls
    (row,) = try_rows(file, SHOP, received=1, form="ndjson", mapping=None, most=10)
    assert row.event is not None
    assert row.event.user_id == "u"
    file.write_text('{"email": "a@b.cd", "type": "vip"}\n')
    assert (glance(file).calls, glance(file).columns) == (False, ("email", "type"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (gzip.compress(b"", mtime=0), "file_empty"),
        ("이메일,날짜\n".encode(), "file_empty"),
        (b"\n\n\n", "file_empty"),
        (b"<!DOCTYPE html><html>", "file_no_table"),
        (b"\xef\xbb\xbf <table><tr>", "file_no_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_no_table"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_no_text"),
        (b"PK\x03\x04 and no more", "file_no_xlsx"),
        (b"PAR1 and no more", "file_no_parquet"),
        (b"\x1f\x8b\x08\0broken", "file_damaged"),
        (b"a,b\n" + b"\xff\xfa" * 50, "file_encoding_unknown"),
    ],
)
def test_what_is_no_table_is_turned_away(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    assert refusal(file) == code


def test_ten_thousand_columns_are_turned_away(tmp_path: Path) -> None:
    columns = tuple(f"c{number}" for number in range(10_000))
    assert refusal(write_csv(tmp_path / "a.csv", columns, [list(columns)])) == "file_too_wide"


def bomb(path: Path, part: str, size: int) -> Path:
    """Write an xlsx of which one part unpacks to a size, all of it blanks."""
    write_xlsx(path, {"a": [list(COLUMNS), ROW]})
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in kept.items():
            if name != part:
                archive.writestr(name, content)
        archive.writestr(part, b" " * size)
    return path


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_spreadsheet_that_unpacks_without_end_is_not_opened(tmp_path: Path, part: str) -> None:
    assert refusal(bomb(tmp_path / "a.xlsx", part, 40 * 1024**2)) == "file_unpacks_suspiciously"


def test_a_packed_copy_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_UNPACKED", 1024)
    file = tmp_path / "a.parquet.gz"
    file.write_bytes(gzip.compress(b"PAR1" + b"\0" * 2 * opening.BLOCK))
    assert refusal(file) == "file_unpacks_too_large"


def test_a_line_without_end_is_cut_and_the_next_row_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangol.live.collect.files.delimited.LONGEST_LINE", 1000)
    file = tmp_path / "a.csv"
    good = "a@example.com,2026-03-02\n"
    file.write_text(f"이메일,날짜\n{good * 20}{'x' * 2500}\n{good}")
    look = glance(file)
    mapping = check_mapping(write_mapping(guess(look, "customer"), look, "KRW"))
    tried = try_rows(file, SHOP, received=1, form="csv", mapping=mapping, most=30)
    assert [row.event is not None for row in tried[20:]] == [False, False, False, True]


def test_formulas_are_what_they_gave_or_empty_and_text_stays_text(tmp_path: Path) -> None:
    rows = [["이메일", "이름", "날짜"], ["a@example.com", "=1+1", "2026-03-02"]]
    look = glance(write_xlsx(tmp_path / "a.xlsx", {"a": rows}))
    assert look.rows == (("a@example.com", None, "2026-03-02"),)
    text = glance(write_csv(tmp_path / "b.csv", ("이메일", "이름"), [["a@example.com", "=1+1"]]))
    assert text.rows == (("a@example.com", "=1+1"),)
