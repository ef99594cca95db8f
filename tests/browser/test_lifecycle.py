"""The lifecycle's page: six stages with live counts, the flow, and where people get stuck."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique

TITLES = {"en": "Lifecycle", "ko": "고객 생애 주기"}


@pytest.mark.parametrize(("language", "width", "other"), [("en", 1280, 360), ("ko", 360, 1280)])
def test_the_lifecycle_tells_counts_flow_and_stops(
    studio: OpenStudio, language: str, width: int, other: int
) -> None:
    window = studio("marketing", language, width=width)
    page = window.open("/studio/lifecycle/?brand=onggi&days=90")
    expect(page.locator("h1")).to_have_text(TITLES[language])
    expect(page.locator(".dg-ribbon li")).to_have_count(6)
    expect(page.locator(".lc-dwell tbody tr")).to_have_count(6)
    assert page.locator(".lc-arc:visible").count() > 0
    window.check_at_both("lifecycle", other)
    window.resize(other)
    assert page.locator(".lc-arc:visible").count() > 0


def test_the_lifecycle_in_the_dark(studio: OpenStudio) -> None:
    window = studio("executive", dark=True)
    window.open("/studio/lifecycle/?brand=onggi")
    window.check("lifecycle")


def test_counts_follow_new_customers_without_reload(studio: OpenStudio, house: House) -> None:
    page = studio("analyst").open("/studio/lifecycle/?brand=maru")
    shown = page.locator("[data-dg-counts-target=customers]")
    before = int(shown.inner_text())
    house.send("maru-calls", {"type": "track", "userId": unique("new"), "event": "Page Seen"})
    expect(shown).not_to_have_text(str(before), timeout=20_000)
    assert int(shown.inner_text()) > before


def test_the_table_tells_what_the_picture_shows(studio: OpenStudio) -> None:
    page = studio("marketing").open("/studio/lifecycle/?brand=onggi&days=90")
    page.click("text=All moves as a table")
    drawn = page.locator(".lc-flow--wide .lc-arc").count()
    told = page.locator("details table tbody tr", has_not_text=re.compile("^\\s*New")).count()
    assert drawn == told


def test_a_stage_leads_to_its_customers(studio: OpenStudio) -> None:
    page = studio("marketing").open("/studio/lifecycle/?brand=onggi")
    step = page.locator('.dg-ribbon li[data-stage="discover"]')
    count = int(step.locator(".dg-ribbon__count").inner_text())
    step.locator("a").click()
    page.wait_for_url("**/studio/customers/?brand=onggi&stage=discover")
    expect(page.locator(".cu-rows tbody tr")).to_have_count(min(count, 30))


def test_an_own_period_is_kept_when_the_brand_changes(studio: OpenStudio) -> None:
    page = studio("marketing").open("/studio/lifecycle/?brand=onggi")
    page.click("text=Own period")
    page.fill("#lc-from", "2026-01-01")
    page.fill("#lc-to", "2026-01-31")
    page.click("button:has-text('Show')")
    expect(page.locator("#lc-flow")).to_contain_text("from Jan. 1, 2026 to Jan. 31, 2026")
    page.click(".dg-chip:has-text('Maru')")
    expect(page.locator("#lc-from")).to_have_value("2026-01-01")


def test_a_period_that_cannot_be_is_told_and_the_usual_one_shown(studio: OpenStudio) -> None:
    page = studio("marketing").open(
        "/studio/lifecycle/?brand=onggi&days=custom&from=2026-03-01&to=2026-02-01"
    )
    expect(page.locator("[role=alert]")).to_contain_text("in the last 30 days")


def test_a_walled_brand_out_of_view_is_not_offered(studio: OpenStudio) -> None:
    page = studio("analyst").open("/studio/lifecycle/?brand=vault")
    expect(page.locator(".dg-chip[aria-current]").first).not_to_have_text("Vault")
    assert page.locator(".dg-chip:has-text('Vault')").count() == 0
