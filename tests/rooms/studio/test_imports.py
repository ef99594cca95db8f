"""What the wizard shows of rows, what may be taken home, and who may bring files."""

import csv
import io
from pathlib import Path

import msgspec
import pytest

from dangol.live.collect.api import (
    Glance,
    RefusedRow,
    check_mapping,
    glance,
    guess,
    try_rows,
    write_mapping,
)
from dangol.registry.sources.contracts import Source
from dangol.studio.imports.receiving import MOST_MB, is_too_large, may_bring
from dangol.studio.imports.refused import write_refused
from dangol.studio.imports.showing import HIDDEN, ShownRow, samples, show_row
from tests.spreadsheets import write_orders

SHOP = Source("shop", "web", "onggi", "", True, True, "", 0, "KRW")
NOW = 1_795_000_000_000_000


@pytest.fixture(autouse=True)
def _in_english() -> None:
    from django.conf import settings  # the sentences are the Studio's, so they need Django

    if not settings.configured:
        settings.configure(USE_I18N=False)


class Person:
    """Somebody with some rights."""

    def __init__(self, *rights: str) -> None:
        self._rights = {f"access.{right}" for right in rights}

    def has_perm(self, right: str) -> bool:
        return right in self._rights


def shown(folder: Path, language: str = "en", *, masked: bool = False) -> list[ShownRow]:
    file = write_orders(folder / "orders.csv", "t")
    look = glance(file)
    mapping = check_mapping(write_mapping(guess(look), look, "KRW"))
    tried = try_rows(file, SHOP, received=NOW, form="csv", mapping=mapping, most=10)
    return [show_row(row, "Onggi", language, masked=masked) for row in tried]


def test_rows_are_told_in_plain_words_with_whose_they_are(tmp_path: Path) -> None:
    first = shown(tmp_path)[0]
    assert (first.row, first.sentence) == (2, "Bought for ₩39,000 (1 item) in the Onggi web shop")
    assert first.who == "김민아 · 6781.t@example.com · 010-2345-6781"
    assert '"order_id": "2026030199"' in first.raw


def test_a_refused_row_tells_the_cell_the_reason_and_what_helps(tmp_path: Path) -> None:
    bad, totals = (row for row in shown(tmp_path, "ko") if row.fault)
    assert (bad.row, bad.column, bad.who, bad.raw) == (4, "주문일시", "", "")
    assert bad.fault != "This is no time in the format that the mapping states."  # in Korean
    assert (totals.row, totals.column) == (7, "주문일시")
    assert str(totals.remedy).startswith("Fill in the cell. A line of totals")


def test_who_may_not_see_people_sees_none_of_them(tmp_path: Path) -> None:
    for row in shown(tmp_path, masked=True):
        for personal in ("김민아", "6781", "이서준", "박지우"):
            assert personal not in msgspec.json.encode((row.sentence, row.who, row.raw)).decode()
    assert "39,000" in shown(tmp_path, masked=True)[0].sentence


def test_samples_are_each_told_once_and_hidden_where_people_are() -> None:
    look = Glance(
        "csv", ("이름",), (("김민아",), ("김민아",), ("x" * 99,), (None,), ("c",), ("d",))
    )
    assert samples(look, 0, masked=False) == ["김민아", "x" * 40 + "…", "c"]
    assert samples(look, 0, masked=True) == [HIDDEN]


@pytest.mark.parametrize("masked", [False, True])
def test_refused_rows_are_taken_home_without_formulas(tmp_path: Path, masked: bool) -> None:
    file = tmp_path / "refused.ndjson"
    rows = [
        RefusedRow(4, "row_unfit", "This is no number.", "=cmd|'/c calc'!A0\t-39,000\t+82", "금액"),
        RefusedRow(9, "identifier_missing", "x", "a\tb"),
    ]
    file.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    told = "".join(write_refused(file, "en", masked=masked))
    assert told.startswith("\ufeff")
    _, first, second = csv.reader(io.StringIO(told))
    said = [] if masked else ["'=cmd|'/c calc'!A0", "-39,000", "+82"]
    assert first == ["4", "금액", "This is no number.", *said]
    assert second[:2] == ["9", ""]


@pytest.mark.parametrize(
    ("rights", "may"),
    [
        (("view_sources", "view_personal"), True),
        (("view_sources", "change_sources"), True),
        (("view_sources",), False),
        (("view_personal",), False),
        ((), False),
    ],
)
def test_files_are_brought_by_who_may_see_people_or_change_sources(
    rights: tuple[str, ...], may: bool
) -> None:
    assert may_bring(Person(*rights)) is may


def test_a_file_of_the_limit_fits_and_one_beyond_does_not() -> None:
    assert not is_too_large(MOST_MB * 1024**2)
    assert is_too_large((MOST_MB + 1) * 1024**2)
