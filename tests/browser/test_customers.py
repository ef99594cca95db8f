"""Customers: found by any name, and the 360 page."""

import re

import pytest
from playwright.sync_api import expect

from dangol.kernel.ids import customer_id
from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique

TITLES = {"en": "Customers", "ko": "고객"}
BOUGHT = {
    "en": "Bought for ₩42,000 in the Onggi web shop",
    "ko": "Onggi 웹 매장에서 ₩42,000 구매",
}


@pytest.mark.parametrize(("language", "width", "other"), [("en", 1280, 360), ("ko", 360, 1280)])
def test_customers_are_listed_and_one_is_read(
    studio: OpenStudio, language: str, width: int, other: int
) -> None:
    window = studio("service", language, width=width)
    page = window.open("/studio/customers/")
    expect(page.locator("h1")).to_have_text(TITLES[language])
    window.check_at_both("customers", other)
    page.fill("#cu-q", "u-5@example.org")
    page.press("#cu-q", "Enter")
    page.locator(".cu-rows .cu-name").first.click()
    expect(page.locator("h1")).to_have_text("정도윤")
    expect(page.locator(".cu-steps")).to_have_count(3)
    expect(page.locator(".cu-timeline", has_text=BOUGHT[language]).first).to_be_visible()
    window.check_at_both("customer", other)


def test_the_360_page_in_the_dark(studio: OpenStudio, house: House) -> None:
    window = studio("sales", dark=True)
    window.open(f"/studio/customers/{house.wait_for_customer('user_id:u-5')['id']}/")
    window.check("customer")


@pytest.mark.parametrize(
    "asked", ["u-4", "user_id:u-4", "email:U-4@example.org", "Anna", "anna weber"]
)
def test_a_customer_is_found_by_any_name(studio: OpenStudio, asked: str) -> None:
    page = studio("service").open(f"/studio/customers/?q={asked}")
    expect(page.locator(".cu-rows .cu-name").first).to_have_text("Anna Weber")


def test_finding_nobody_tells_how_to_search(studio: OpenStudio) -> None:
    window = studio("service")
    page = window.open("/studio/customers/?q=nobody-goes-by-this")
    expect(page.locator(".dg-empty h2")).to_have_text("Nobody goes by that")
    window.check("customers-nobody")


def test_the_list_goes_on_page_by_page(studio: OpenStudio, house: House) -> None:
    many = [
        {"type": "track", "userId": unique(f"pager-{n}"), "event": "Signed Up"} for n in range(35)
    ]
    house.send("shop", *many)
    house.wait_for_customer(f"user_id:{many[-1]['userId']}")
    page = studio("service").open("/studio/customers/?brand=shop")
    first = page.locator(".cu-rows .cu-name").evaluate_all("all => all.map(one => one.href)")
    with page.expect_navigation():
        page.click("text=Further customers")
    second = page.locator(".cu-rows .cu-name").evaluate_all("all => all.map(one => one.href)")
    assert len(first) == 30
    assert second
    assert not set(first) & set(second)


def test_a_line_unfolds_to_the_raw_event_and_its_page(studio: OpenStudio, house: House) -> None:
    user = unique("long")
    house.send(
        "onggi-web",
        {"type": "track", "userId": user, "event": "Noted", "properties": {"a": "x" * 9000}},
    )
    found = house.wait_for_customer(f"user_id:{user}")
    window = studio("service")
    page = window.open(f"/studio/customers/{found['id']}/")
    page.locator(".cu-raw summary").first.click()
    page.click("text=See all of it")
    expect(page.locator("h1")).to_have_text("Raw event")
    assert "x" * 9000 in page.locator("pre").inner_text()
    window.check("raw-event")


def test_the_timeline_is_filtered_and_goes_back(studio: OpenStudio, house: House) -> None:
    user = unique("busy")
    house.send(
        "onggi-web",
        *(
            {"type": "track", "userId": user, "event": "Kettle Boiled", "properties": {"n": n}}
            for n in range(40)
        ),
        {"type": "track", "userId": user, "event": "Email Opened"},
    )
    found = house.wait_for_customer(f"user_id:{user}")
    page = studio("service").open(f"/studio/customers/{found['id']}/")
    lines = page.locator(".cu-timeline .cu-line")
    expect(lines).to_have_count(30)
    page.click("a:has-text('Earlier')")
    expect(lines).to_have_count(11)
    expect(page.locator("text=That is where the story begins.")).to_be_visible()
    page.click(".dg-chip:has-text('Messages')")
    expect(lines).to_have_count(1)
    expect(lines).to_have_text(re.compile("Opened an e-mail"))


def test_what_strangers_send_stays_text(studio: OpenStudio, house: House) -> None:
    user = unique("stranger")
    evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    house.send(
        "onggi-web",
        {"type": "identify", "userId": user, "traits": {"name": evil, evil: evil, "city": [evil]}},
        {"type": "track", "userId": user, "event": evil, "properties": {"name": evil}},
    )
    found = house.wait_for_customer(f"user_id:{user}")
    page = studio("service").open(f"/studio/customers/{found['id']}/")
    expect(page.locator("h1")).to_have_text(evil)
    assert page.locator("main script, main img[src=x], .dg-page img").count() == 0


def test_nobody_is_a_clear_page(studio: OpenStudio) -> None:
    window = studio("service")
    window.expected = {404}
    page = window.open(f"/studio/customers/{customer_id(10**9)}/")
    expect(page.locator(".dg-empty h2")).to_have_text("There is no such customer")
    window.check("customer-unknown")


@pytest.mark.parametrize("offset", [0, 10**9, 99999999999999999999])
def test_an_event_that_is_not_the_customers_is_a_clear_page(
    studio: OpenStudio, house: House, offset: int
) -> None:
    found = house.wait_for_customer("user_id:u-5")
    window = studio("service")
    window.expected = {404}
    page = window.open(f"/studio/customers/{found['id']}/events/{offset}/")
    expect(page.locator(".dg-empty h2")).to_have_text("No such event")
    assert page.request.get(page.url).status == 404


def test_a_customer_behind_a_wall_is_nobody(studio: OpenStudio) -> None:
    page = studio("service").open("/studio/customers/?q=u-99")
    expect(page.locator(".dg-empty")).to_be_visible()


def test_a_merged_id_leads_to_the_survivor(studio: OpenStudio, house: House) -> None:
    one, other = unique("visitor"), unique("known")
    seen = {"type": "track", "event": "Product Viewed"}
    house.send("onggi-web", {**seen, "userId": other})
    house.wait_for_customer(f"user_id:{other}")
    house.send("onggi-web", {**seen, "anonymousId": one})
    lost = house.wait_for_customer(f"anonymous_id:{one}")["id"]
    house.send("onggi-web", {"type": "identify", "anonymousId": one, "userId": other})
    page = studio("service").open(f"/studio/customers/{lost}/")
    for _ in range(20):
        if lost not in page.url:
            break
        page.wait_for_timeout(250)
        page.reload()
    survivor = house.wait_for_customer(f"user_id:{other}")["id"]
    assert f"/studio/customers/{survivor}/" in page.url
    why = page.locator(".cu-joins")
    expect(why).to_contain_text(other)
    expect(why).to_contain_text(one)
    why.locator("a").click()
    expect(page.locator("pre")).to_contain_text('"identify"')


def test_personal_data_is_hidden_from_the_analyst(studio: OpenStudio, house: House) -> None:
    found = house.wait_for_customer("user_id:u-5")
    window = studio("analyst")
    page = window.open(f"/studio/customers/{found['id']}/")
    expect(page.locator("h1")).to_have_text("정•••")
    source = page.content()
    assert "정도윤" not in source
    assert "u-5@example.org" not in source
    window.check("customer-masked")


def test_who_sees_no_personal_data_finds_by_a_whole_identifier(studio: OpenStudio) -> None:
    window = studio("analyst")
    page = window.open("/studio/customers/?q=u-5@example.org")
    expect(page.locator(".cu-rows .cu-name")).to_have_text("정•••")
    window.open("/studio/customers/?q=u-5@")
    expect(page.locator(".cu-rows")).to_have_count(0)
    expect(page.locator(".dg-empty")).to_contain_text("whole identifier")
    window.check("customers-masked-nobody")


def test_without_the_right_there_is_no_page(studio: OpenStudio) -> None:
    page = studio("executive").open("/studio/customers/")
    assert "/customers/" not in page.url
