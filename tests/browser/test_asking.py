"""What pages ask for by themselves: once nobody is signed in, they say so and ask no more."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenStudio

SOON = 15_000
WORDS = "You are no longer signed in, or may no longer see this. Load the page again"


def asked_for(page: Page, address: str) -> list[str]:
    """Return a list that grows with each request for an address."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if address in request.url else 0)
    return found


@pytest.mark.parametrize(
    ("role", "path", "asks", "pause"),
    [
        ("marketing", "/studio/lifecycle/", "/studio/lifecycle/counts/", 5500),
        ("it", "/studio/sources/one/never-heard/", "/never-heard/heard/", 2500),
        ("marketing", "/studio/live/", "/studio/live/stream/", 2500),
    ],
)
def test_a_page_left_open_says_that_nobody_is_signed_in_and_asks_no_more(
    studio: OpenStudio, role: str, path: str, asks: str, pause: int
) -> None:
    window = studio(role, "en")
    window.expected = {403}
    window.page.route("**/v1/live?*", lambda route: route.abort())
    page = window.open(path)
    expect(page.locator(".dg-shut")).to_be_hidden()
    page.context.clear_cookies()
    expect(page.locator(".dg-shut")).to_be_visible(timeout=SOON)
    expect(page.locator(".dg-shut")).to_have_text(WORDS)
    asked = asked_for(page, asks)
    page.wait_for_timeout(pause)
    assert asked == []


def test_the_words_lead_to_signing_in_and_back(studio: OpenStudio) -> None:
    window = studio("it", "en")
    window.expected = {403}
    page = window.open("/studio/sources/one/never-heard/")
    page.context.clear_cookies()
    expect(page.locator(".dg-shut")).to_be_visible(timeout=SOON)
    page.locator(".dg-shut a").click()
    page.wait_for_url("**/studio/login/?next=/studio/sources/one/never-heard/")


def test_a_part_of_a_page_is_never_the_page_to_sign_in(studio: OpenStudio) -> None:
    window = studio("it", "en")
    window.expected = {403}
    page = window.open("/studio/sources/one/onggi-web/")
    page.context.clear_cookies()
    page.evaluate("window.dispatchEvent(new Event('dg-heard:came'))")
    expect(page.locator(".dg-shut")).to_be_visible(timeout=SOON)
    expect(page.locator("input[type=password]")).to_have_count(0)
    expect(page.locator(".dg-facts").first).to_contain_text("Onggi")


def test_a_refused_clipboard_is_told_and_leaves_the_text_marked(studio: OpenStudio) -> None:
    page = studio("it", "en").open("/studio/sources/one/onggi-web/")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    page.evaluate("() => { document.execCommand = () => false }")
    page.get_by_role("button", name="Copy key").click()
    expect(page.get_by_role("button", name="Not copied")).to_be_visible()
    assert page.evaluate("getSelection().toString()").startswith("wk_")
