"""A marketer's own spreadsheets: brought, understood, previewed, imported, on their customers."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dangol.registry.imports.api import list_imports
from dangol.registry.sources.api import list_sources
from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique
from tests.spreadsheets import write_csv, write_members, write_orders, write_visits

NEW_FILE = "/studio/sources/files/add/"
WORDS = {
    "en": {
        "upload": "Upload and look",
        "show": "Show what it becomes",
        "import": "Import",
        "done": "Finished",
        "customers": "See the customers",
    },
    "ko": {
        "upload": "올리고 살펴보기",
        "show": "무엇이 되는지 보기",
        "import": "가져오기",
        "done": "완료",
        "customers": "고객 보기",
    },
}


def bring(page: Page, file: Path, source: str, language: str = "en") -> None:
    """Upload a file for a new source of the brand Onggi."""
    page.set_input_files("#id_file", file)
    page.select_option("#id_source", "")
    page.fill("#id_name", source)
    page.select_option("#id_brand", "onggi")
    page.get_by_role("button", name=WORDS[language]["upload"]).click()
    page.wait_for_url("**/columns/")


def press(page: Page, word: str, language: str = "en") -> None:
    """Press a button of the wizard."""
    page.get_by_role("button", name=WORDS[language][word], exact=True).click()


def wait_done(page: Page, language: str = "en") -> None:
    """Wait until the page itself says that the import is done."""
    expect(page.locator(".dg-badge").first).to_have_text(WORDS[language]["done"], timeout=60_000)


def chosen(page: Page, column: str) -> str:
    """Return what a column is said to be."""
    return page.get_by_label(column, exact=True).input_value()


def figures(page: Page) -> dict[str, str]:
    """Return what the page of an import counts."""
    told = page.locator("[data-figure]")
    return {str(one.get_attribute("data-figure")): one.inner_text() for one in told.all()}


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ko", 360)])
def test_an_order_list_of_a_korean_shop_is_on_its_customers_in_four_clicks(
    studio: OpenStudio, house: House, tmp_path: Path, language: str, width: int
) -> None:
    source = unique("smartstore")
    window = studio("marketing", language, width=width)
    page = window.open(NEW_FILE)
    window.check("file-add")
    bring(page, write_orders(tmp_path / "스마트스토어 주문.csv", source), source, language)
    guessed = {
        "주문번호": "order_id",
        "주문일시": "time",
        "구매자명": "name",
        "구매자ID": "",
        "이메일": "email",
        "구매자연락처": "phone",
        "수취인연락처1": "",
        "통합배송지": "",
        "상품명": "product",
        "수량": "quantity",
        "총 결제금액": "total",
    }
    assert {column: chosen(page, column) for column in guessed} == guessed
    page.locator("details > summary").last.click()
    assert page.locator("#id_encoding").input_value() == "cp949"
    window.check("file-columns")
    press(page, "show", language)
    rows = page.locator("#rows > ol > li")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("김민아")
    expect(rows.first).to_contain_text("39,000")
    expect(rows.nth(2)).to_contain_text("주문일시")  # no date that anybody could read
    expect(rows.nth(2)).not_to_contain_text("박지우")
    rows.first.locator("summary").click()
    expect(rows.first.locator("pre")).to_contain_text('"total": 39000')
    expect(page.locator("#refused li")).to_have_count(2)
    window.check("file-preview")
    press(page, "import", language)
    wait_done(page, language)
    assert figures(page) == {"read": "5", "accepted": "3", "duplicates": "0", "rejected": "2"}
    window.check("file-done")

    told = house.wait_for_customer(f"email:6781.{source}@example.com")
    assert told["traits"]["name"] == "김민아"
    assert {one["type"] for one in told["identifiers"]} == {"email", "phone"}
    page.get_by_role("link", name=WORDS[language]["customers"]).click()
    page = window.open(f"/studio/customers/?q=6781.{source}@example.com")
    expect(page.locator("body")).to_contain_text("김민아")
    page = window.open(f"/studio/customers/{told['id']}/")
    expect(page.locator("body")).to_contain_text("1,128,000")
    expect(page.locator("body")).to_contain_text("39,000")


def test_refused_rows_are_taken_home_mended_and_brought_again(
    studio: OpenStudio, house: House, tmp_path: Path
) -> None:
    source = unique("store")
    file = write_orders(tmp_path / "orders.csv", source)
    window = studio("marketing")
    page = window.open(NEW_FILE)
    bring(page, file, source)
    press(page, "show")
    press(page, "import")
    wait_done(page)
    address = page.get_by_role("link", name="Download the rows").get_attribute("href")
    assert address is not None
    refused = list(csv.reader(io.StringIO(window.read(address).removeprefix("\ufeff"))))
    assert [row[:3] for row in refused[1:]] == [
        ["4", "주문일시", "This is no time in the format that the mapping states."],
        ["7", "주문일시", "The cell is empty, but the mapping requires it."],
    ]
    file.write_bytes(file.read_bytes().replace("3월 초순".encode("cp949"), b"2026-03-03 11:00"))
    page = window.open(NEW_FILE)
    assert page.locator("#id_source").input_value() == source  # the last one is offered
    page.set_input_files("#id_file", file)
    press(page, "upload")
    expect(page.locator(".dg-notice--good")).to_contain_text("These columns are known")
    press(page, "show")
    press(page, "import")
    wait_done(page)
    assert figures(page) == {"read": "5", "accepted": "1", "duplicates": "3", "rejected": "1"}
    told = house.wait_for_customer(f"email:6783.{source}@example.com")
    assert told["events"] == 1
    assert "format: csv" in window.read(page.url + "mapping.yaml")
    page = window.open("/studio/sources/files/")
    expect(page.locator("tbody tr").first).to_contain_text("orders.csv")
    window.check("files")


def test_a_list_of_members_and_their_visits_come_from_xlsx(
    studio: OpenStudio, house: House, tmp_path: Path
) -> None:
    source = unique("club")
    window = studio("marketing", "ko")
    page = window.open(NEW_FILE)
    bring(page, write_members(tmp_path / "회원.xlsx", source), source, "ko")
    assert page.locator("input[name=kind]:checked").input_value() == "customer"
    assert chosen(page, "마케팅 수신동의") == "marketing_consent"
    assert chosen(page, "메모") == ""
    window.check("file-members")
    press(page, "show", "ko")
    press(page, "import", "ko")
    wait_done(page, "ko")
    assert figures(page)["accepted"] == "2"
    told = house.wait_for_customer(f"user_id:{source}-1")
    assert told["traits"]["marketing_consent"] is True
    assert told["traits"]["등급"] == "VIP"
    assert {"phone"} <= {one["type"] for one in told["identifiers"]}

    page = window.open(NEW_FILE)
    page.set_input_files("#id_file", write_visits(tmp_path / "방문.xlsx", source))
    press(page, "upload", "ko")
    assert page.locator("input[name=kind]:checked").input_value() == "event"
    page.fill("#id_event", "Store Visited")
    press(page, "show", "ko")
    press(page, "import", "ko")
    wait_done(page, "ko")
    house.catch_up()
    assert house.wait_for_customer(f"user_id:{source}-1")["events"] == 2


def test_another_kind_of_rows_has_its_columns_guessed_anew(
    studio: OpenStudio, tmp_path: Path
) -> None:
    window = studio("marketing")
    window.expected = {422}
    page = window.open(NEW_FILE)
    bring(page, write_visits(tmp_path / "visits.xlsx", "x", unique("비고")), unique("visits"))
    press(page, "show")  # nobody said what happened
    expect(page.locator(".dg-field__fault")).to_contain_text("Write what happened")
    page.get_by_label("A customer", exact=True).check()
    expect(page.locator("#id_event")).to_have_count(0)
    page.get_by_label("회원번호").select_option("")
    press(page, "show")
    expect(page.get_by_role("alert").first).to_contain_text("No column tells whose a row is")
    window.check("file-columns-fault")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("blank.csv", b"\n\n", "holds no rows"),
        ("page.xls", b"<html><table><tr><td>1", "only looks like a table"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither a table nor text"),
        ("broken.xlsx", b"PK\x03\x04nonsense", "cannot be read as a spreadsheet"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(
    studio: OpenStudio, house: House, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    window = studio("marketing")
    window.expected = {422}
    page = window.open(NEW_FILE)
    source = unique("none")
    bring(page, file, source)
    expect(page.get_by_role("alert")).to_contain_text(said)
    assert source not in {one.name for one in list_sources(house.database)}
    page.get_by_role("link", name="Throw the file away…").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator(".messages")).to_contain_text("thrown away")
    assert source not in {one.source for one in list_imports(house.database, frozenset(["onggi"]))}


def test_headers_with_markup_are_only_text(studio: OpenStudio, tmp_path: Path) -> None:
    columns = ("<script>alert(1)</script>", "이메일", "날짜", '"><img src=x onerror=alert(2)>')
    rows = [["=1+1", "a@example.com", "2026-03-02", "<b>x</b>"]]
    page = studio("marketing").open(NEW_FILE)
    bring(page, write_csv(tmp_path / "bad.csv", columns, rows), unique("bad"))
    expect(page.locator("th[scope=row] label").first).to_have_text(columns[0])
    assert page.locator("table script, table img").count() == 0


def test_who_may_not_see_people_sees_no_cells_and_others_see_no_files(
    studio: OpenStudio, tmp_path: Path
) -> None:
    source = unique("it")
    window = studio("it")
    page = window.open(NEW_FILE)
    bring(page, write_orders(tmp_path / "orders.csv", source), source)
    for personal in ("김민아", "010-2345-6781", "6781."):
        expect(page.locator("body")).not_to_contain_text(personal)
    press(page, "show")
    expect(page.locator("#rows")).to_contain_text("39,000")
    for personal in ("김민아", "010-2345-6781", "6781."):
        expect(page.locator("body")).not_to_contain_text(personal)
    address = page.url.removesuffix("preview/")
    other = studio("product")
    assert "/login" not in other.open("/studio/").url
    other.open(address)
    expect(other.page.locator("body")).not_to_contain_text("orders.csv")
    other.open("/studio/sources/")
    expect(other.page.get_by_role("link", name="Files")).to_have_count(0)
