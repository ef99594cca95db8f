"""Sources: made in the browser, heard without a reload, changed with their reach told."""

from playwright.sync_api import Page, expect

from dangol.registry.sources.api import list_sources
from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique
from tests.server import wait_for


def make_source(page: Page, name: str, *, secret: bool = False) -> str:
    """Fill the form for a new source and return its write key, as shown."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("App", exact=True).check()
    page.get_by_label("Brand").select_option("onggi")
    if secret:
        page.get_by_label("The key is secret").check()
    page.get_by_role("button", name="Make the source").click()
    return page.locator(".dg-copy code").inner_text().strip()


def is_answered(house: House, key: str, status: int) -> bool:
    """Send events with a write key, as an app does, until they are answered so.

    The edge obeys a change within seconds.
    """
    event = {"userId": "u-1", "event": "Application Opened"}
    asked = ("/v1/track", event, f"Bearer {key}")
    return bool(wait_for(lambda: house.server.ask(*asked)[0] == status))


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
    assert is_answered(house, key, 200)
    expect(waiting).to_contain_text("Heard", timeout=20_000)
    expect(page.locator(".dg-facts > div", has_text="Accepted so far")).to_contain_text("1")
    window.check("source-heard")
    row = window.open("/studio/sources/").locator("tr", has_text=name)
    expect(row).to_contain_text("Speaking")
    expect(row.locator("[data-label=Accepted]")).to_have_text("1")


def test_snippets_hold_the_address_and_the_key(studio: OpenStudio, house: House) -> None:
    page = studio("it").open("/studio/sources/one/onggi-web/")
    codes = page.locator("pre.dg-code").all_text_contents()
    address = house.url.removeprefix("http://")
    host, _, _ = address.partition(":")
    assert all(house.keys["onggi-web"] in code for code in codes)
    by_http = [code for code in codes if address in code]
    (by_mqtt,) = [code for code in codes if address not in code]
    assert len(by_http) == 9
    assert f"'{host}', 1883" in by_mqtt


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


def test_a_taken_name_is_told_and_nothing_is_made(studio: OpenStudio, house: House) -> None:
    before = list_sources(house.database)
    window = studio("it", "ko")
    window.expected = {422}
    page = window.open("/studio/sources/add/")
    page.get_by_label("이름").fill("onggi-web")
    page.get_by_role("button", name="소스 만들기").click()
    expect(page.get_by_role("alert")).to_contain_text("onggi-web이(가) 이미 있습니다")
    assert list_sources(house.database) == before


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
    assert is_answered(house, new, 200)
    assert is_answered(house, old, 401)


def test_a_silenced_source_is_refused_until_it_may_speak_again(
    studio: OpenStudio, house: House
) -> None:
    window = studio("it")
    name = unique("app")
    key = make_source(window.open("/studio/sources/add/"), name)
    assert is_answered(house, key, 200)
    page = window.open(f"/studio/sources/one/{name}/")
    page.get_by_role("link", name="Silence…").click()
    page.get_by_role("button", name="Silence").click()
    expect(page.locator(".messages")).to_contain_text("The source is silenced.")
    assert is_answered(house, key, 404)
    page.get_by_role("link", name="Let it speak…").click()
    page.get_by_role("button", name="Let it speak").click()
    assert is_answered(house, key, 200)


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
