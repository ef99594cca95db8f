"""Sources: made in the browser, heard without a reload, changed with their reach told."""

import base64
import json
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique


def make_source(page: Page, name: str, *, secret: bool = False) -> str:
    """Fill the form for a new source and return its write key, as shown."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("App", exact=True).check()
    page.get_by_label("Brand").select_option("onggi")
    if secret:
        page.get_by_label("The key is secret").check()
    page.get_by_role("button", name="Make the source").click()
    return page.locator(".dg-copy code").inner_text().strip()


def send(house: House, key: str) -> None:
    """Send one event with a write key, as an app does."""
    request = urllib.request.Request(
        house.url + "/v1/track",
        json.dumps({"userId": "u-1", "event": "Application Opened"}).encode(),
        {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert answer.status == 200


def test_a_new_source_waits_and_tells_by_itself_when_it_is_heard(
    studio: OpenStudio, house: House
) -> None:
    window = studio("it")
    name = unique("app")
    page = window.open("/studio/sources/add/")
    key = make_source(page, name)
    expect(page.locator("h1")).to_have_text(name)
    waiting = page.locator(".dg-await p")
    expect(waiting).to_contain_text("Waiting for the first event")
    send(house, key)
    expect(waiting).to_contain_text("Heard", timeout=8000)
    expect(page.locator(".dg-facts > div", has_text="Accepted so far")).to_contain_text("1")
    window.check("source-heard")
    row = window.open("/studio/sources/").locator("tr", has_text=name)
    expect(row).to_contain_text("Speaking")
    expect(row.locator("[data-label=Accepted]")).to_have_text("1")


def test_snippets_hold_the_address_and_the_key(studio: OpenStudio, house: House) -> None:
    page = studio("it").open("/studio/sources/one/onggi-web/")
    codes = page.locator("pre.dg-code").all_text_contents()
    assert len(codes) == 9
    for code in codes:
        assert house.keys["onggi-web"] in code
        assert house.url.removeprefix("http://") in code


def test_a_key_is_copied_by_its_button(studio: OpenStudio, house: House) -> None:
    page = studio("it").open("/studio/sources/one/onggi-web/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy key").click()
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == house.keys["onggi-web"]


def test_a_secret_key_is_shown_once(studio: OpenStudio) -> None:
    window = studio("it")
    name = unique("server")
    page = window.open("/studio/sources/add/")
    key = make_source(page, name, secret=True)
    assert key.startswith("sk_")
    expect(page.locator(".dg-notice")).to_contain_text("never shown again")
    again = window.open(f"/studio/sources/one/{name}/")
    expect(again.locator("body")).not_to_contain_text(key)


def test_a_taken_name_is_told_and_nothing_is_made(studio: OpenStudio) -> None:
    window = studio("it", "ko")
    window.expected = {422}
    page = window.open("/studio/sources/add/")
    page.get_by_label("이름").fill("onggi-web")
    page.get_by_role("button", name="소스 만들기").click()
    expect(page.get_by_role("alert")).to_contain_text("onggi-web이(가) 이미 있습니다")


def test_a_new_key_ends_the_old_one_after_the_reach_was_told(
    studio: OpenStudio, house: House
) -> None:
    window = studio("it")
    name = unique("app")
    old = make_source(window.open("/studio/sources/add/"), name)
    page = window.open(f"/studio/sources/one/{name}/rotate/")
    expect(page.locator(".dg-reach")).to_contain_text("The old key ends at once")
    page.get_by_role("button", name="Make a new key").click()
    new = page.locator(".dg-copy code").inner_text().strip()
    assert new != old
    send(house, new)
    with pytest.raises(urllib.error.HTTPError, match="401"):
        send(house, old)


def test_a_silenced_source_is_refused_until_it_may_speak_again(
    studio: OpenStudio, house: House
) -> None:
    window = studio("it")
    name = unique("app")
    key = make_source(window.open("/studio/sources/add/"), name)
    page = window.open(f"/studio/sources/one/{name}/")
    page.get_by_role("link", name="Silence…").click()
    page.get_by_role("button", name="Silence").click()
    expect(page.locator(".messages")).to_contain_text("The source is silenced.")
    page.wait_for_timeout(1200)  # the edge looks anew at sources at most every second
    with pytest.raises(urllib.error.HTTPError, match="404"):
        send(house, key)
    page.get_by_role("link", name="Let it speak…").click()
    page.get_by_role("button", name="Let it speak").click()
    page.wait_for_timeout(1200)
    send(house, key)


def test_who_may_only_look_finds_no_button_and_no_form(studio: OpenStudio) -> None:
    window = studio("marketing")
    page = window.open("/studio/sources/")
    expect(page.get_by_role("link", name="New source")).to_have_count(0)
    page = window.open("/studio/sources/add/")
    expect(page.locator("h1")).to_have_text("Today")
    expect(page.locator(".messages")).to_contain_text("permission")


def test_a_source_of_a_walled_brand_is_as_if_it_were_not_there(studio: OpenStudio) -> None:
    window = studio("it")
    window.expected = {404}
    expect(window.open("/studio/sources/").locator(".dg-page")).not_to_contain_text("vault-web")
    page = window.open("/studio/sources/one/vault-web/")
    expect(page.locator("h1")).to_have_text("There is nothing at this address")
