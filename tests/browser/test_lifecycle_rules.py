"""Lifecycle rules: edited as text, checked by path, previewed, published, in force."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dangol.kernel import clock
from dangol.registry.definitions.api import find_draft, list_versions, save_draft
from tests.browser.conftest import OpenStudio
from tests.browser.people import House

EDITOR = "/studio/system/lifecycle/soban/"
DOCUMENT = ("lifecycle", "soban", "lifecycle")
SHORT = """precedence: [buy, discover]
stages: {buy: {lapse: 30d, signals: [Order Completed]}}
"""
ONLY_BUYING = """precedence: [engage, ask, use, buy, explore, discover]
stages:
  buy:
    lapse: never
    signals:
      - Order Completed
"""


def write(page: Page, text: str) -> None:
    """Put a text in the editor and ask for its preview."""
    page.get_by_label("Rules").fill(text)
    page.get_by_role("button", name="Check and preview").click()


@pytest.fixture(scope="module", autouse=True)
def explorers(house: House) -> None:
    """Three customers of Soban who look at something."""
    for number in range(3):
        event = {"type": "track", "userId": f"soban-{number}", "event": "Product Viewed"}
        house.send("soban-web", event)
    house.catch_up()


def kept(house: House) -> tuple[Any, Any]:
    """Return the draft and the versions of Soban's rules."""
    return find_draft(house.database, *DOCUMENT), list_versions(house.database, *DOCUMENT)


def test_faults_are_told_by_their_paths(studio: OpenStudio, house: House) -> None:
    before = kept(house)
    window = studio("marketing")
    window.expected = {422}
    page = window.open(EDITOR)
    write(page, SHORT)
    faults = page.locator(".dg-notice--attention .dg-reach")
    expect(faults).to_contain_text("precedence")
    expect(faults).to_contain_text("each exactly once")
    window.check("rules-faults")
    assert kept(house) == before


def test_rules_are_previewed_published_and_taken_up(studio: OpenStudio) -> None:
    window = studio("marketing")
    page = window.open(EDITOR)
    write(page, ONLY_BUYING)
    expect(page.locator("#preview")).to_contain_text("of 3 customers")
    expect(page.locator("#preview .dg-stat__value")).to_have_text("3")
    expect(page.locator("#preview tbody .dg-number")).to_have_text(["3"])
    window.check("rules-preview")
    page.get_by_role("link", name="Publish…").click()
    expect(page.locator(".dg-confirm .dg-stat__value")).to_have_text("3")
    expect(page.locator(".dg-reach")).to_contain_text("It can be undone")
    window.check("rules-publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages")).to_contain_text("Version 1 is published")
    expect(page.locator(".dg-versions")).to_contain_text("Version 1")
    expect(page.locator(".dg-header__action")).to_contain_text("In force", timeout=20_000)
    ribbon = window.open("/studio/").locator("section", has=page.locator("#stages-soban"))
    expect(ribbon.locator("[data-stage=explore] .dg-ribbon__count")).to_have_text("0")
    expect(ribbon.locator("[data-stage=discover] .dg-ribbon__count")).to_have_text("3")


def test_a_draft_that_somebody_else_changed_is_not_overwritten(studio: OpenStudio) -> None:
    first, second = studio("marketing"), studio("marketing")
    second.expected = {422}
    mine, theirs = first.open(EDITOR), second.open(EDITOR)
    write(mine, ONLY_BUYING)
    expect(mine.locator("#preview")).to_be_visible()
    write(theirs, ONLY_BUYING.replace("never", "60d"))
    expect(theirs.get_by_role("alert").first).to_contain_text("Somebody else changed the draft")
    mine.get_by_role("link", name="Throw the draft away…").click()
    mine.get_by_role("button", name="Throw it away").click()
    expect(mine.locator("#preview")).to_have_count(0)


def test_it_reads_the_rules_and_changes_nothing(studio: OpenStudio, house: House) -> None:
    drafted = save_draft(house.database, *DOCUMENT, ONLY_BUYING, "marketing", now=clock.now())
    before = kept(house)
    window = studio("it")
    page = window.open(EDITOR)
    expect(page.get_by_label("Rules")).to_be_visible()
    expect(page.get_by_role("button", name="Check and preview")).to_have_count(0)
    seen = str(drafted.changed)
    changed = {"text": ONLY_BUYING.replace("never", "60d"), "seen": seen}
    assert window.post(EDITOR, **changed) == (302, EDITOR)
    assert window.post(f"{EDITOR}publish/", state=seen) == (302, "/studio/")
    assert window.post(f"{EDITOR}drop/", state="") == (302, "/studio/")
    assert kept(house) == before
    marketing = studio("marketing")  # whose very same forms are obeyed
    assert marketing.post(EDITOR, **changed) == (302, f"{EDITOR}#preview")
    assert marketing.post(f"{EDITOR}drop/", state="") == (302, EDITOR)
    assert kept(house) == (None, before[1])
