"""Lifecycle rules: edited as text, checked by path, previewed, published, in force."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenStudio

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


def test_faults_are_told_by_their_paths(studio: OpenStudio) -> None:
    window = studio("marketing")
    window.expected = {422}
    page = window.open("/studio/system/lifecycle/maru/")
    write(page, SHORT)
    faults = page.locator(".dg-notice--attention .dg-reach")
    expect(faults).to_contain_text("precedence")
    expect(faults).to_contain_text("each exactly once")
    window.check("rules-faults")


def test_rules_are_previewed_published_and_taken_up(studio: OpenStudio) -> None:
    window = studio("marketing")
    page = window.open("/studio/system/lifecycle/onggi/")
    write(page, ONLY_BUYING)
    expect(page.locator("#preview")).to_contain_text(re.compile(r"of \d+ customers"))
    moving = int(page.locator("#preview .dg-stat__value").inner_text())
    assert moving > 0
    rows = page.locator("#preview tbody .dg-number").all_inner_texts()
    assert sum(map(int, rows)) == moving
    window.check("rules-preview")
    page.get_by_role("link", name="Publish…").click()
    expect(page.locator(".dg-confirm .dg-stat__value")).to_have_text(str(moving))
    expect(page.locator(".dg-reach")).to_contain_text("It can be undone")
    window.check("rules-publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages")).to_contain_text("Version 1 is published")
    expect(page.locator(".dg-versions")).to_contain_text("Version 1")
    expect(page.locator(".dg-header__action")).to_contain_text("In force")
    ribbon = window.open("/studio/").locator("section", has=page.locator("#stages-onggi"))
    expect(ribbon.locator("[data-stage=explore] .dg-ribbon__count")).to_have_text("0")


def test_a_draft_that_somebody_else_changed_is_not_overwritten(studio: OpenStudio) -> None:
    first, second = studio("marketing"), studio("marketing")
    second.expected = {422}
    mine = first.open("/studio/system/lifecycle/maru/")
    theirs = second.open("/studio/system/lifecycle/maru/")
    write(mine, ONLY_BUYING)
    expect(mine.locator("#preview")).to_be_visible()
    write(theirs, ONLY_BUYING.replace("never", "60d"))
    expect(theirs.get_by_role("alert").first).to_contain_text("Somebody else changed the draft")
    mine.get_by_role("link", name="Throw the draft away…").click()
    mine.get_by_role("button", name="Throw it away").click()
    expect(mine.locator("#preview")).to_have_count(0)


def test_it_reads_the_rules_and_changes_nothing(studio: OpenStudio) -> None:
    page = studio("it").open("/studio/system/lifecycle/maru/")
    expect(page.get_by_label("Rules")).to_be_visible()
    expect(page.get_by_role("button", name="Check and preview")).to_have_count(0)
