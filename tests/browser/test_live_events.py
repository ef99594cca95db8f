"""Live events: what arrives is seen without reload, with its outcome, and leads to its customer."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique

TITLES = {"en": "Live events", "ko": "실시간 이벤트"}
SOON = 15_000


def track(event: str, **more: object) -> dict[str, object]:
    return {"type": "track", "userId": "u-0", "event": event, **more}


def row(page: Page, event: str) -> Locator:
    return page.locator(".le-table tbody tr", has_text=event)


@pytest.mark.parametrize(("language", "width", "other"), [("en", 1280, 360), ("ko", 360, 1280)])
def test_an_event_appears_without_reload_and_leads_to_its_customer(
    studio: OpenStudio, house: House, language: str, width: int, other: int
) -> None:
    window = studio("marketing", language, width=width)
    page = window.open("/studio/live/")
    expect(page.locator("h1")).to_have_text(TITLES[language])
    expect(page.locator(".le[data-state=open]")).to_be_attached(timeout=SOON)
    page.evaluate("window.stayed = true")
    event = unique("Kettle Boiled")
    house.send("onggi-web", track(event))
    come = row(page, event)
    expect(come).to_have_count(1, timeout=SOON)
    assert page.evaluate("window.stayed")
    window.check_at_both("live-events", other)
    come.locator("a[data-field=customer]").click()
    page.wait_for_url("**/studio/customers/c*/")
    expect(page.locator("h1")).to_have_text("김민아")
    expect(page.locator(".cu-timeline li").first).to_contain_text(event)


def test_the_drawer_shows_the_whole_event_by_keyboard(studio: OpenStudio, house: House) -> None:
    window = studio("service")
    page = window.open("/studio/live/")
    event = unique("Lid Lifted")
    house.send("onggi-web", track(event, properties={"html": "<img src=x onerror=alert(1)>"}))
    button = row(page, event).locator("button")
    expect(button).to_be_visible(timeout=SOON)
    button.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("dialog.le-drawer")
    expect(drawer).to_be_visible()
    expect(drawer.locator("pre").first).to_contain_text("<img src=x onerror=alert(1)>")
    expect(drawer.locator("[data-dg-live-target=sentence]")).to_contain_text(f"“{event}”")
    window.check("live-events-drawer")
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    expect(button).to_be_focused()


def test_the_drawer_tells_what_an_event_changed(studio: OpenStudio, house: House) -> None:
    window = studio("marketing")
    page = window.open("/studio/live/")
    user, event = unique("new"), unique("First Step")
    house.send("onggi-web", track(event, userId=user, properties={"plan": "gold"}))
    button = row(page, event).locator("button")
    expect(button).to_be_visible(timeout=SOON)
    button.click()
    changed = page.locator("[data-dg-live-target=changed]")
    expect(changed).to_contain_text("A new customer began with it.")
    expect(changed).to_contain_text(user)
    page.locator("dialog summary").click()
    expect(page.locator("[data-dg-live-target=accepted]")).to_contain_text('"touchpoint": "web"')
    window.check("live-events-changed")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_one_customer_and_one_type_are_watched(
    studio: OpenStudio, house: House, language: str
) -> None:
    window = studio("marketing", language)
    page = window.open("/studio/live/")
    user, event, other = unique("watched"), unique("Mine"), unique("Others")
    house.send("onggi-web", track(event, userId=user), track(other))
    house.wait_for_customer(f"user_id:{user}")
    page.fill("#le-customer", f"user_id:{user}")
    page.keyboard.press("Enter")
    expect(row(page, event)).to_be_visible(timeout=SOON)
    expect(row(page, other)).to_have_count(0)
    window.check("live-events-customer")
    page.select_option("#le-type", "page")
    expect(row(page, event)).to_have_count(0)
    page.select_option("#le-type", "track")
    expect(row(page, event)).to_be_visible(timeout=SOON)
    page.fill("#le-customer", "user_id:nobody-at-all")
    page.keyboard.press("Enter")
    none = page.locator("[data-dg-live-target=none]")
    expect(none).to_have_text(str(none.get_attribute("data-customer")), timeout=SOON)


def test_refusals_and_duplicates_are_told_apart(studio: OpenStudio, house: House) -> None:
    page = studio("marketing").open("/studio/live/")
    event, twice = unique("Twice Sent"), unique("message")
    house.send("onggi-web", track(event, messageId=twice))
    house.send("onggi-web", track(event, messageId=twice))
    expect(row(page, event)).to_have_count(2, timeout=SOON)
    expect(row(page, event).locator(".dg-badge--waiting")).to_have_count(1)
    secret = f"Bearer {house.keys['onggi-web']}"
    house.server.ask("/v1/batch", {"batch": [{"type": "track", "userId": "u-0"}]}, secret)
    page.select_option("#le-outcome", "rejected")
    refused = page.locator(".le-table tbody tr:visible")
    expect(refused.locator(".dg-badge--attention").first).to_be_visible(timeout=SOON)
    assert refused.first.locator(".le-reason").inner_text()


def test_filters_sift_what_is_shown_and_what_comes(studio: OpenStudio, house: House) -> None:
    page = studio("marketing").open("/studio/live/")
    wanted, other = unique("Wanted One"), unique("Other One")
    house.send("onggi-web", track(wanted), track(other))
    expect(row(page, other)).to_have_count(1, timeout=SOON)
    page.fill("#le-text", wanted.lower())
    expect(row(page, wanted)).to_be_visible()
    expect(row(page, other)).not_to_be_visible()
    page.fill("#le-text", "")
    page.select_option("#le-source", "maru-calls")
    expect(row(page, wanted)).not_to_be_visible()
    called = unique("Called Back")
    house.send("maru-calls", track(called))
    expect(row(page, called)).to_be_visible(timeout=SOON)


def test_pausing_holds_back_and_counts(studio: OpenStudio, house: House) -> None:
    page = studio("marketing").open("/studio/live/")
    expect(page.locator(".le[data-state=open]")).to_be_attached(timeout=SOON)
    page.click("[data-dg-live-target=pause]")
    event = unique("While Paused")
    house.send("onggi-web", track(event), track(event))
    expect(page.locator("[data-dg-live-target=pause]")).to_contain_text("2 waiting", timeout=SOON)
    expect(row(page, event)).to_have_count(0)
    page.click("[data-dg-live-target=pause]")
    expect(row(page, event)).to_have_count(2)


def test_a_broken_connection_is_told_and_mended(studio: OpenStudio) -> None:
    window = studio("marketing")
    window.expected = {500}
    page = window.page
    page.route("**/studio/live/stream/", lambda route: route.fulfill(status=500))
    window.open("/studio/live/")
    expect(page.locator("[data-dg-live-target=lost]")).to_be_visible()
    page.unroute("**/studio/live/stream/")
    expect(page.locator(".le[data-state=open]")).to_be_attached(timeout=SOON)
    expect(page.locator("[data-dg-live-target=lost]")).to_be_hidden()


def test_nothing_heard_teaches_how_to_send(studio: OpenStudio) -> None:
    window = studio("marketing")
    page = window.open("/studio/live/")
    page.select_option("#le-source", "never-heard")
    expect(page.locator("pre", has_text="curl")).to_be_visible()
    window.check("live-events-empty")


def recalled_at(position: int) -> dict[str, str]:
    """A stream that recalls nothing, tells how far the log is, and breaks."""
    body = f"id: {position}\nevent: recalled\ndata: {{}}\n\n"
    return {"content_type": "text/event-stream", "body": body}


def test_a_source_heard_long_ago_is_said_to_be_quiet(studio: OpenStudio) -> None:
    window = studio("marketing", "en")
    window.page.route("**/v1/live?*", lambda route: route.fulfill(**recalled_at(7)))
    page = window.open("/studio/live/")
    none = page.locator("[data-dg-live-target=none]")
    expect(none).to_contain_text("Nothing came lately", timeout=SOON)
    page.select_option("#le-source", "maru-calls")
    expect(none).to_contain_text("Nothing came from this source lately", timeout=SOON)
    expect(page.locator("pre", has_text="curl")).not_to_be_visible()


def test_a_stream_opened_again_goes_on_where_it_broke(studio: OpenStudio) -> None:
    window = studio("marketing")
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(parse_qs(urlsplit(route.request.url).query).get("last_event_id", [""])[0])
        route.fulfill(**recalled_at(7 + len(asked)))

    window.page.route("**/v1/live?*", answer)
    page = window.open("/studio/live/")
    page.wait_for_timeout(5500)
    assert asked[:3] == ["", "8", "9"]
    page.select_option("#le-source", "maru-calls")
    page.wait_for_timeout(500)
    assert asked[-1] == ""


def test_a_brand_can_be_watched_alone(studio: OpenStudio, house: House) -> None:
    page = studio("marketing").open("/studio/live/?brand=maru")
    expect(page.locator("#le-brand")).to_have_value("maru")
    expect(page.locator(".le[data-state=open]")).to_be_attached(timeout=SOON)
    other, wanted = unique("Other Brand"), unique("Wanted Brand")
    house.send("onggi-web", track(other))
    house.send("maru-calls", track(wanted))
    expect(row(page, wanted)).to_be_visible(timeout=SOON)
    expect(row(page, other)).to_have_count(0)


def test_pausing_before_the_stream_opens_tells_the_truth(studio: OpenStudio) -> None:
    window = studio("marketing", "en")
    window.page.route("**/studio/live/stream/", lambda _: None)
    page = window.open("/studio/live/")
    page.click("[data-dg-live-target=pause]")
    expect(page.locator(".le[data-state=connecting]")).to_be_attached()
    expect(page.locator("[data-dg-live-target=state]")).to_have_text("Connecting…")


def test_an_offset_beyond_every_log_is_not_found(studio: OpenStudio) -> None:
    page = studio("marketing").page
    assert page.request.get("/studio/live/99999999999999999999/").status == 404


def test_who_must_not_see_persons_gets_no_names(studio: OpenStudio, house: House) -> None:
    page = studio("product").open("/studio/live/")
    event = unique("Unnamed Deed")
    house.send("onggi-web", track(event, traits={"email": "u-0@example.org"}))
    come = row(page, event)
    expect(come).to_have_count(1, timeout=SOON)
    expect(come).not_to_contain_text("김민아")
    come.locator("button").click()
    expect(page.locator("dialog [data-dg-live-target=raw]")).to_contain_text("u•••")
    expect(page.locator("dialog [data-dg-live-target=raw]")).not_to_contain_text("u-0@")


def test_events_of_a_walled_brand_stay_behind_the_wall(studio: OpenStudio, house: House) -> None:
    page = studio("marketing").open("/studio/live/")
    hidden, shown = unique("Vault Opened"), unique("Door Opened")
    house.send("vault-web", track(hidden))
    house.send("onggi-web", track(shown))
    expect(row(page, shown)).to_have_count(1, timeout=SOON)
    expect(row(page, hidden)).to_have_count(0)
