"""What a stranger's table seems to be: columns by name and cells, a mapping that fits the file."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.live.collect.api import (
    FITTING,
    Choices,
    Glance,
    check_choices,
    check_mapping,
    glance,
    guess,
    repeats_orders,
    try_rows,
    write_mapping,
)
from dangol.live.collect.files.mapping import load_document
from dangol.live.collect.guessing.times import find_format
from dangol.registry.sources.contracts import Source
from tests.spreadsheets import (
    ORDER_COLUMNS,
    order_rows,
    write_members,
    write_orders,
    write_visits,
)

SHOP = Source("shop", "web", "onggi", "", True, True, "", 0, "KRW")
NOW = 1_795_000_000_000_000


def table(**columns: list[object]) -> Glance:
    """Return a look at a table, by its columns."""
    rows = tuple(zip(*columns.values(), strict=True))
    return Glance("csv", tuple(columns), rows, encoding="utf-8", delimiter=",", named=True)


def meant(look: Glance) -> dict[str, str]:
    """Return what each column is guessed to be."""
    return dict(zip(look.columns, guess(look).meanings, strict=True))


def test_an_order_list_of_a_shop_is_understood(tmp_path: Path) -> None:
    look = glance(write_orders(tmp_path / "orders.csv", "t"))
    found = guess(look)
    assert found.kind == "order"
    assert dict(zip(look.columns, found.meanings, strict=True)) == {
        "상품주문번호": "property",
        "주문번호": "order_id",
        "주문일시": "time",
        "주문상태": "property",
        "구매자명": "name",
        "구매자ID": "",  # masked by the shop: alike stars are different people
        "이메일": "email",
        "구매자연락처": "phone",
        "수취인명": "",
        "수취인연락처1": "",
        "통합배송지": "",
        "우편번호": "",
        "상품명": "product",
        "옵션정보": "property",
        "수량": "quantity",
        "상품가격": "price",
        "총 결제금액": "total",
        "결제수단": "payment_method",
        "배송메세지": "",
    }
    assert check_choices(found, look) == {}
    assert not repeats_orders(found, look)


def test_a_list_of_members_is_understood_below_its_title(tmp_path: Path) -> None:
    look = glance(write_members(tmp_path / "members.xlsx", "t"))
    assert guess(look).kind == "customer"
    assert meant(look) == {
        "회원번호": "user_id",
        "이름": "name",
        "휴대폰 번호": "phone",
        "성별": "gender",
        "생년월일": "birthday",
        "가입일": "joined",
        "마케팅 수신동의": "marketing_consent",
        "등급": "trait",
        "메모": "",
    }


def test_visits_are_things_that_happened_and_want_a_name(tmp_path: Path) -> None:
    look = glance(write_visits(tmp_path / "visits.xlsx", "t"))
    found = guess(look)
    assert (found.kind, found.meanings) == ("event", ("time", "user_id", "property"))
    assert set(check_choices(found, look)) == {"event"}
    named = Choices("event", found.meanings, "Store Visited")
    assert check_choices(named, look) == {}


def test_english_names_are_understood_too() -> None:
    look = table(
        Order_ID=["A-1", "A-2"],
        **{
            "Customer Email": ["a@example.com", "b@example.com"],
            "Order Date": ["03/28/2026 14:05", "03/29/2026 09:00"],
            "Total Amount": ["1,204.50", "12"],
        },
    )
    assert meant(look) == {
        "Order_ID": "order_id",
        "Customer Email": "email",
        "Order Date": "time",
        "Total Amount": "total",
    }


def test_cells_tell_where_names_do_not() -> None:
    look = table(
        A=["a@example.com", "b@example.com"], B=["010-2345-6781", "01023456782"], C=["x", "y"]
    )
    assert meant(look) == {"A": "email", "B": "phone", "C": "trait"}


def test_a_name_is_not_believed_against_its_cells() -> None:
    look = table(연락처=["a@example.com", "b@example.com"], 금액=["무료", "할인"], 날짜=["곧", "-"])
    assert meant(look) == {"연락처": "email", "금액": "trait", "날짜": "trait"}


def test_each_thing_is_one_column_that_of_the_likeliest_name() -> None:
    look = table(
        금액=["1", "2"], 결제금액=["3", "4"], 주문번호=["1", "2"], 날짜=["2026-03-02", "2026-03-03"]
    )
    found = meant(look)
    assert (found["결제금액"], found["금액"]) == ("total", "property")


@pytest.mark.parametrize(
    ("column", "cells"),
    [("수취인 주소", ["서울"]), ("비밀번호", ["1234"]), ("비고", ["x"]), ("빈 열", [None])],
)
def test_what_nobody_needs_is_left_out(column: str, cells: list[object]) -> None:
    assert meant(table(이메일=["a@example.com"], **{column: cells}))[column] == ""


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["2026-03-02 14:05", "2026-03-03 09:12"], "iso"),
        (["2026-03-02T14:05:00+09:00"], "iso"),
        (["20260302"], "iso"),
        (["2026.03.02", "2026.03.03"], "%Y.%m.%d"),
        (["2026.03.02 14:05:11"], "%Y.%m.%d %H:%M:%S"),
        (["2026. 3. 2"], "%Y. %m. %d"),
        (["2026/03/02 14:05"], "%Y/%m/%d %H:%M"),
        (["2026년 3월 2일"], "%Y년 %m월 %d일"),
        (["1772427900"], "unix"),
        (["1772427900000"], "unix_ms"),
        ([date(2026, 3, 2)], "iso"),
        (["2026-03-02", "2026-03-03", "곧"], "iso"),
        (["39,000"], None),
        (["곧", "곧", "2026-03-02"], None),
        ([], None),
    ],
)
def test_the_form_of_times_is_found(cells: list[object], form: str | None) -> None:
    assert find_format(cells) == form


def test_the_mapping_is_one_that_the_command_takes_and_makes_the_events(tmp_path: Path) -> None:
    file = write_orders(tmp_path / "orders.csv", "t")
    look = glance(file)
    text = write_mapping(guess(look), look, "KRW")
    mapping = check_mapping(text)
    assert (mapping.form, mapping.encoding, mapping.delimiter) == ("csv", "cp949", ",")
    tried = try_rows(file, SHOP, received=NOW, form="csv", mapping=mapping, most=10)
    assert [(row.row, row.event is not None) for row in tried] == [
        (2, True),
        (3, True),
        (4, False),
        (5, True),
        (7, False),
    ]
    first = tried[0].event
    assert first is not None
    assert (first.type, first.name, first.at) == ("track", "Order Completed", 1772427900000000)
    assert b'"total":39000' in bytes(first.properties)
    assert "010-2345-6781" in bytes(first.context).decode()
    bad = tried[2].refused
    assert bad is not None
    assert (bad.column, bad.message) == (
        "주문일시",
        "This is no time in the format that the mapping states.",
    )
    totals = tried[4].refused
    assert totals is not None
    assert totals.message == "The cell is empty, but the mapping requires it."


def test_numbers_that_lost_their_zero_get_it_back_and_consent_is_truth(tmp_path: Path) -> None:
    file = write_members(tmp_path / "members.xlsx", "t")
    look = glance(file)
    mapping = check_mapping(write_mapping(guess(look), look, "KRW"))
    assert (mapping.skip, mapping.sheet) == (2, "회원")
    tried = try_rows(file, SHOP, received=NOW, form="xlsx", mapping=mapping, most=10)
    told = [bytes(row.event.traits).decode() for row in tried if row.event]
    assert [row.event.user_id for row in tried if row.event] == ["t-1", "t-2"]  # no customer 합계
    assert [row.refused.code for row in tried if row.refused] == ["identifier_missing"]
    assert '"phone":"01023456791"' in told[0]
    assert '"marketing_consent":true' in told[0]
    assert '"marketing_consent":false' in told[1]
    assert '"created_at":"2024-05-01T00:00:00+09:00"' in told[0]


@pytest.mark.parametrize(
    ("meanings", "field"),
    [
        (("order_id", "time", "total", ""), "kind"),  # whose?
        (("user_id", "", "total", ""), "kind"),  # when?
        (("user_id", "time", "user_id", ""), "column_2"),
        (("user_id", "time", "joined", ""), "column_2"),
        (("user_id", "time"), "kind"),
        (("", "time", "total", "user_id"), "column_3"),
    ],
)
def test_what_cannot_become_events_is_told_by_its_field(
    meanings: tuple[str, ...], field: str
) -> None:
    look = table(a=["1"], b=["2026-03-02"], c=["3"], d=["mina**"])
    assert field in check_choices(Choices("order", meanings), look)  # type: ignore[arg-type]


def test_rows_of_one_order_are_noticed() -> None:
    look = table(
        주문번호=["1", "1"], 이메일=["a@b.cd", "a@b.cd"], 금액=["1", "2"], 날짜=["2026-03-02"] * 2
    )
    assert repeats_orders(guess(look), look)


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text("이메일,금액,금액,날짜,주문번호\na@example.com,1,2,2026-03-02,7\n")
    look = glance(file)
    assert look.columns == ("이메일", "금액", "금액 (2)", "날짜", "주문번호")
    mapping = check_mapping(write_mapping(guess(look), look, "KRW"))
    (row,) = try_rows(file, SHOP, received=NOW, form="csv", mapping=mapping, most=10)
    assert row.event is not None
    assert b'"total":1' in bytes(row.event.properties)


names = st.text(min_size=1, max_size=20).filter(lambda name: name.strip() == name)


@given(st.lists(names, min_size=1, max_size=8, unique=True), st.data())
def test_whatever_is_chosen_without_fault_is_a_sound_mapping(
    columns: list[str], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(list(FITTING)))
    meanings = tuple(data.draw(st.sampled_from(FITTING[kind])) for _ in columns)
    look = table(**{name: ["1"] for name in columns})
    choices = Choices(kind, meanings, "Something")
    if check_choices(choices, look):
        return
    text = write_mapping(choices, look, "KRW")
    load_document(text)
    assert check_mapping(text).event["type"] in ("track", "identify")


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=6))
def test_a_guess_fits_its_own_file(rows: list[list[str]]) -> None:
    look = table(이메일=[], 날짜=[], 금액=[])
    look = Glance("csv", look.columns, tuple(map(tuple, rows)), named=True)
    found = guess(look)
    assert len(found.meanings) == 3
    assert set(found.meanings) <= set(FITTING[found.kind])


def test_the_fixture_is_as_wide_as_its_header() -> None:
    assert {len(row) for row in order_rows("t")} == {len(ORDER_COLUMNS)}
