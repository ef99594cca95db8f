"""Refused events: seen, filtered, and sent again when the cause is gone."""

import pytest
from playwright.sync_api import Page, expect

from dangol.kernel.event import Control
from dangol.kernel.keys import key_digest
from dangol.live.trip.api import RefusedFilter, list_refused
from dangol.memory.eventlog.api import open_log
from dangol.registry.sources import store
from dangol.registry.sources.api import get_source, set_limits
from dangol.registry.sources.contracts import Limits, Source
from dangol.registry.sources.rules import new_write_key
from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique
from tests.server import wait_for

REFUSED = "/studio/sources/refused/"
TITLES = {"en": "Refused events", "ko": "거절된 이벤트"}


def source_of_few_names(house: House) -> Source:
    """Make a source that may send one name of events a day, so from its very beginning."""
    name, key = unique("few-names"), new_write_key(secret=False)
    source = Source(name, "web", "onggi", key, False, True, "", 1_790_000_000_000_000)
    with house.database.write() as session:
        assert store.add_source(session, source, key_digest(key))
        assert store.set_limits(session, name, Limits(most_names=1))
    house.keys[name] = key
    return get_source(house.database, name)


def refuse(house: House, source: str, user: str, *events: str) -> None:
    """Send events of which all but the first are refused for their names."""
    batch = [
        {"type": "track", "userId": user, "event": name, "messageId": unique(name)}
        for name in ("Known Name", *events)
    ]
    asked = ("/v1/batch", {"batch": batch}, f"Bearer {house.keys[source]}")

    def heard() -> tuple[int, int] | None:
        status, said = house.server.ask(*asked)
        return None if status == 401 else (status, len(said.get("rejected", [])))

    assert wait_for(heard) == (200, len(events))  # the edge knows a new key within a second
    house.catch_up()


def confirm(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def test_an_event_is_refused_again_until_its_cause_is_gone(
    studio: OpenStudio, house: House
) -> None:
    source, user, bought = source_of_few_names(house).name, unique("u"), unique("Bought")
    refuse(house, source, user, bought)
    window = studio("it")
    page = window.open(f"{REFUSED}?source={source}")
    page.get_by_role("link", name=bought).click()
    expect(page.locator(".dg-notice--attention")).to_contain_text("more new names")
    expect(page.locator("pre")).to_contain_text(bought)
    assert user not in page.locator("pre").inner_text()  # IT sees no personal data
    window.check("refused-event")
    page.get_by_role("link", name="Send again…").click()
    window.check("refused-send-again")
    confirm(page, "Send again")
    expect(page.locator(".messages")).to_contain_text("refused again")
    set_limits(house.database, source, Limits(most_names=50))
    page.get_by_role("link", name="Send again…").click()
    confirm(page, "Send again")
    expect(page.locator(".messages")).to_contain_text("let in")
    house.catch_up()
    assert house.wait_for_customer(f"user_id:{user}")["events"] == 2


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ko", 360)])
def test_the_list_is_filtered_and_sound(
    studio: OpenStudio, house: House, language: str, width: int
) -> None:
    source, secret = source_of_few_names(house).name, unique("geheim")
    refuse(house, source, secret, "First Event", "Second Event")
    window = studio("marketing", language, width=width)
    page = window.open(f"{REFUSED}?source={source}")
    expect(page.locator("h1")).to_have_text(TITLES[language])
    rows = page.locator("section .dg-table tbody tr")
    expect(rows).to_have_count(2)
    window.check("refused-list")
    page.fill("#rf-q", "second e")
    page.locator(".dg-filter button").click()
    expect(rows).to_have_count(1)
    page.fill("#rf-q", secret)  # in what the events say, which marketing may read
    page.locator(".dg-filter button").click()
    expect(rows).to_have_count(2)
    page.select_option("#rf-state", "solved")
    page.locator(".dg-filter button").click()
    expect(rows).to_have_count(0)
    window.check("refused-nothing")
    assert not page.get_by_role("link", name="Send all again…").count()  # that is IT's


def test_who_sees_no_personal_data_cannot_find_out_by_asking(
    studio: OpenStudio, house: House
) -> None:
    source, secret = source_of_few_names(house).name, unique("geheim")
    refuse(house, source, secret, "Third Event")
    page = studio("product").open(f"{REFUSED}?source={source}&q={secret}")
    expect(page.locator("section .dg-table tbody tr")).to_have_count(0)
    page.goto(f"{REFUSED}?source={source}&q=third")
    expect(page.locator("section .dg-table tbody tr")).to_have_count(1)


def test_the_refused_events_of_a_brand_out_of_view_are_not_there(
    studio: OpenStudio, house: House
) -> None:
    secret = f"Bearer {house.keys['vault-web']}"
    house.server.ask("/v1/batch", {"batch": [{"type": "track", "event": "Hidden"}]}, secret)
    house.catch_up()
    (hidden,) = list_refused(house.database, RefusedFilter(frozenset({"vault"})), 2)
    window = studio("it")
    asked = window.page.context.request
    window.open(REFUSED)
    for part in ("", "again/"):
        assert asked.get(f"{REFUSED}{hidden.position}/{part}").status == 404
    assert asked.get(f"{REFUSED}{2**70}/").status == 404
    assert "Hidden" not in window.read(f"{REFUSED}?source=vault-web")


def test_without_the_right_nothing_is_sent_again_and_no_limit_is_changed(
    studio: OpenStudio, house: House
) -> None:
    source = source_of_few_names(house)
    refuse(house, source.name, unique("u"), "Fourth Event")
    (one,) = list_refused(house.database, RefusedFilter(frozenset({"onggi"}), source.name), 2)
    head = open_log(house.server.data).head()
    window = studio("marketing")
    window.open("/studio/")
    for path, form in {
        f"{REFUSED}{one.position}/again/": {"state": "open"},
        f"{REFUSED}again/?source={source.name}": {"state": "1"},
        f"/studio/sources/one/{source.name}/limits/": {"per_day": "1"},
    }.items():
        assert window.post(path, **form) == (302, "/studio/")
    assert get_source(house.database, source.name) == source
    (after,) = list_refused(house.database, RefusedFilter(frozenset({"onggi"}), source.name), 2)
    assert after == one
    entries = open_log(house.server.data).read(head, 1)
    assert not any(isinstance(entry, Control) for chunk in entries for entry in chunk.entries())


def test_the_source_tells_what_came_and_why_it_was_refused(
    studio: OpenStudio, house: House
) -> None:
    source = source_of_few_names(house).name
    refuse(house, source, unique("u"), "Fifth Event", "Sixth Event")
    window = studio("it", "ko", width=360)
    page = window.open(f"/studio/sources/one/{source}/?days=1")
    card = page.locator("#arrived")
    expect(card).to_contain_text("수락 1건, 중복 0건, 거절 2건.")
    card.locator("summary").click()
    expect(card.locator("details tbody tr")).to_have_count(24)
    window.check("source-activity")
    card.locator("a", has_text="이벤트 이름").click()
    expect(page.locator("section .dg-table tbody tr")).to_have_count(2)


def test_limits_are_set_and_refused_where_they_are_none(studio: OpenStudio, house: House) -> None:
    source = source_of_few_names(house).name
    window = studio("it")
    window.expected = {422}
    page = window.open(f"/studio/sources/one/{source}/limits/")
    window.check("source-limits")
    page.get_by_label("Events a day", exact=True).fill("0")
    confirm(page, "Keep the limits")
    expect(page.locator(".dg-field__fault")).to_contain_text("from 1 to 1,000,000,000")
    assert get_source(house.database, source).per_day is None
    page.get_by_label("Events a day", exact=True).fill("3")
    confirm(page, "Keep the limits")
    expect(page.locator(".dg-facts", has_text="Events a day")).to_contain_text("3")
    event = {"userId": "u-1", "event": "Known Name"}
    secret = f"Bearer {house.keys[source]}"

    def is_turned_away() -> bool:
        return bool(house.server.ask("/v1/track", event, secret)[0] == 429)

    assert wait_for(is_turned_away)
