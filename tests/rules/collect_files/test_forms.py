"""Every form of file gives the same events."""

import gzip
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dangol.kernel.clock import parse_time
from dangol.live.collect.api import FileUnreadable, MappingInvalid, MappingUnfit
from tests.rules.collect_files.reading import ROWS, SHOP, properties, read, write

EXAMPLES = Path(__file__).parents[3] / "docs" / "howto" / "examples"


def expect_shop(path: Path, mapping: str = SHOP) -> None:
    events, refused = read(path, mapping)
    assert refused == []
    assert [(event.user_id, event.name, event.at) for event in events] == [
        ("m1", "Order Completed", parse_time("2026-03-01T00:00:00+09:00")[0]),
        ("m2", "Order Completed", parse_time("2026-03-02T00:00:00+09:00")[0]),
    ]
    assert [bytes(event.properties) for event in events] == [
        b'{"total":39000,"currency":"KRW"}',
        b'{"total":12000.50,"currency":"KRW"}',
    ]
    assert {event.zone for event in events} == {540}


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    expect_shop(write(tmp_path, "shop.csv", ROWS.replace(",", delimiter)))


def test_columns_set_apart_by_blanks_are_found(tmp_path: Path) -> None:
    expect_shop(write(tmp_path, "shop.txt", ROWS.replace(",", "   ").replace("\n", "  \r\n  ")))


def test_stated_columns_name_a_file_without_header(tmp_path: Path) -> None:
    text = ROWS.partition("\n")[2]
    expect_shop(write(tmp_path, "shop.csv", text), SHOP + "columns: [member, day, amount]\n")


def test_lines_above_the_table_are_skipped(tmp_path: Path) -> None:
    expect_shop(write(tmp_path, "shop.csv", "Orders of March\n\n" + ROWS), SHOP + "skip: 2\n")


def test_decimals_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    mapping = """
event:
  type: track
  name: Order Completed
  user_id: {column: id}
  properties: {total: {column: gross, type: decimal, decimal_mark: ","}}
"""
    for count in (1, 60):
        path = write(tmp_path, "shop.csv", "id;net;gross\n" + "1;3,50;4,20\n" * count)
        events, refused = read(path, mapping)
        assert [properties(event)["total"] for event in events] == [4.2] * count
        assert refused == []


def test_a_byte_order_mark_is_no_part_of_a_stated_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        expect_shop(write(tmp_path, "shop.csv", ROWS, encoding), SHOP + "encoding: utf-8\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_an_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "shop.csv", ROWS.replace("m1", "김민지"), encoding)
    events, _ = read(path, SHOP)
    assert [event.user_id for event in events] == ["김민지", "m2"]


def test_an_unknown_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(b"member,day,amount\n\xff\xff\x80,2026-03-01,1\n")
    with pytest.raises(FileUnreadable, match="neither UTF-8 nor CP949"):
        read(path, SHOP)


def test_quotes_hold_delimiters_and_line_ends(tmp_path: Path) -> None:
    path = write(tmp_path, "shop.csv", ROWS.replace("m1", '"m,1\n""x"""'))
    events, refused = read(path, SHOP)
    assert ([event.user_id for event in events], refused) == (['m,1\n"x"', "m2"], [])


def test_gzip_is_told_by_its_bytes(tmp_path: Path) -> None:
    for name in ("shop.csv.gz", "shop.csv"):
        (tmp_path / name).write_bytes(gzip.compress(ROWS.encode()))
        expect_shop(tmp_path / name)


def test_a_cut_gzip_is_told_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv.gz"
    path.write_bytes(gzip.compress(ROWS.encode() * 500)[:-20])
    with pytest.raises(FileUnreadable, match="damaged or cut short"):
        read(path, SHOP)


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "shop.parquet"
    table = {
        "member": ["m1", "m2"],
        "day": [date(2026, 3, 1), date(2026, 3, 2)],
        "amount": [Decimal(39000), Decimal("12000.50")],
    }
    schema = pa.schema(
        [("member", pa.string()), ("day", pa.date32()), ("amount", pa.decimal128(12, 2))]
    )
    pq.write_table(pa.table(table, schema=schema), path)
    events, refused = read(path, SHOP)
    assert refused == []
    assert [properties(event)["total"] for event in events] == [39000, 12000.5]
    assert events[0].at == parse_time("2026-03-01T00:00:00+09:00")[0]


def test_a_sheet_is_read_by_name(tmp_path: Path) -> None:
    path = tmp_path / "shop.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["something", "else"])
    sheet = book.create_sheet("March")
    for row in (("member", "day", "amount"), (1042, date(2026, 3, 1), 39000), (None, None, None)):
        sheet.append(row)
    book.save(path)
    mapping = SHOP.replace("{column: member}", "{column: member, type: text}") + "sheet: March\n"
    events, refused = read(path, mapping)
    assert [(event.user_id, properties(event)["total"]) for event in events] == [("1042", 39000)]
    assert refused == []
    with pytest.raises(MappingUnfit, match="no sheet April"):
        read(path, mapping.replace("March", "April"))


def test_lines_of_json_can_be_mapped_too(tmp_path: Path) -> None:
    lines = (
        '{"member":"m1","day":"2026-03-01","amount":"39000"}\n\n'
        '{"member":"m2","day":"2026-03-02","amount":12000.50}\n'
    )
    events, _ = read(write(tmp_path, "shop.ndjson", lines), SHOP)
    assert [properties(event)["total"] for event in events] == [39000, 12000.5]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("shop.parquet", b"PAR1 no", "cannot be read as parquet"),
        ("shop.xlsx", b"PK no", "cannot be read as a spreadsheet"),
        ("shop.csv", b"", "holds no rows"),
        ("shop.dat", b"x", "does not tell what the file holds"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileUnreadable, match=said):
        read(tmp_path / name, SHOP)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"gone\.csv cannot be opened"):
        read(tmp_path / "gone.csv", SHOP)


def test_an_archive_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "shop.xlsx", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(FileUnreadable, match="cannot be read as a spreadsheet"):
        read(tmp_path / "shop.xlsx", SHOP)


def test_a_table_without_mapping_asks_for_one(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid, match="csv file needs a mapping"):
        read(write(tmp_path, "shop.csv", ROWS))


def test_the_documented_shop_example_is_read_whole() -> None:
    mapping = (EXAMPLES / "shop-orders.yaml").read_text()
    events, refused = read(EXAMPLES / "shop-orders.csv", mapping)
    assert refused == []
    assert [properties(event)["total"] for event in events] == [39000, 24000, 58000, 185000]
    assert [properties(event)["gift"] for event in events] == [False, True, False, True]
    assert properties(events[1])["payment_method"] == "wallet"
