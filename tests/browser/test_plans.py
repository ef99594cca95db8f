"""Tracking plans: a blocked event is seen, its plan corrected, and it reaches its customer."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dangol.kernel import clock
from dangol.registry.definitions.api import find_draft, list_versions, publish_text, save_draft
from dangol.registry.definitions.contracts import PLAN
from dangol.registry.sources.api import add_source
from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique
from tests.browser.studio import Studio
from tests.server import wait_for

STRICT = """mode: block
events:
  Order Completed:
    schema:
      required: [order_id, total]
      properties:
        order_id: {type: string}
        total: {type: number}
      additionalProperties: false
fields:
  properties.note: {class: secret}
"""
WIDER = STRICT.replace("[order_id, total]", "[order_id]")


def make_source(house: House) -> str:
    name = unique("planned")
    _, house.keys[name] = add_source(
        house.database, name, "web", "onggi", secret=False, now=clock.now()
    )
    return name


def editor(name: str) -> str:
    return f"/studio/sources/one/{name}/plan/"


def write(page: Page, label: str, button: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_role("button", name=button).click()


def ask(house: House, name: str, event: dict[str, Any]) -> tuple[int, Any]:
    said = {"event": "Order Completed", "userId": f"u-{name}", **event}
    return house.server.ask("/v1/track", said, f"Bearer {house.keys[name]}")


def kept(house: House, name: str) -> tuple[Any, Any]:
    key = (PLAN, "onggi", name)
    return find_draft(house.database, *key), list_versions(house.database, *key)


def block(house: House, name: str) -> None:
    """Put a strict plan in force, and send two orders that it does not let in."""
    publish_text(house.database, PLAN, "onggi", name, STRICT, "it", now=clock.now())
    first, second = (
        {"properties": {"order_id": order}, "messageId": f"{name}-{order}"} for order in "12"
    )
    assert wait_for(lambda: ask(house, name, first)[0] == 400)
    status, said = ask(house, name, second)
    assert (status, said["code"]) == (400, "plan_blocked")
    assert "“properties.total”" in said["message"]
    house.catch_up()


def test_a_blocked_event_is_seen_the_plan_corrected_and_the_event_reaches_its_customer(
    studio: OpenStudio, house: House
) -> None:
    name = make_source(house)
    block(house, name)
    window = studio("it")
    see_what_is_amiss(window, name)
    correct_the_plan(window, name)
    send_again(window, house, name)
    page = window.page
    page.get_by_role("link", name="To the customer").click()
    expect(page.locator(".cu-timeline li", has_text="Order Completed")).to_have_count(2)
    assert house.wait_for_customer(f"user_id:u-{name}")["events"] == 2


def see_what_is_amiss(window: Studio, name: str) -> None:
    """Find the violation in the list, and look at its example."""
    page = window.open(f"/studio/sources/violations/?source={name}")
    row = page.locator("tbody tr", has_text="properties.total")
    expect(row).to_contain_text("Order Completed")
    expect(row).to_contain_text("missing")
    expect(row.locator("[data-label=Done]")).to_have_text("refused")
    window.check("violations")
    row.get_by_role("link", name="See it").click()
    expect(page.locator(".dg-reach")).to_contain_text("properties.total")
    expect(page.locator("pre")).to_contain_text("Order Completed")
    window.check("violation-example")


def correct_the_plan(window: Studio, name: str) -> None:
    """Ask less of the event, try the draft on it, and publish the plan."""
    page = window.open(editor(name))
    write(page, "Tracking plan", "Check and keep as draft", WIDER)
    expect(page.get_by_role("link", name="Publish…")).to_be_visible()
    page.get_by_role("link", name="Try an event").click()
    write(page, "An event, as JSON", "Try it", '{"event":"Order Completed","userId":"u"}')
    expect(page.locator("#tried")).to_contain_text("It would be refused")
    expect(page.locator("#tried")).to_contain_text("properties.order_id")
    accepted = '{"event":"Order Completed","userId":"u","properties":{"order_id":"o-1"}}'
    write(page, "An event, as JSON", "Try it", accepted)
    expect(page.locator("#tried")).to_contain_text("It would be let in")
    expect(page.locator("#tried pre")).not_to_contain_text("traits")
    window.check("plan-try")
    page = window.open(editor(name))
    page.get_by_role("link", name="Publish…").click()
    expect(page.locator(".dg-reach")).to_contain_text("within a second")
    window.check("plan-publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages")).to_contain_text("Version 2 is published")
    window.check("plan")


def send_again(window: Studio, house: House, name: str) -> None:
    """Send all that was refused again, and open one of them when it is known."""
    page = window.open(f"/studio/sources/refused/?source={name}")
    page.get_by_role("link", name="Send all again…").click()
    expect(page.locator(".dg-reach")).to_contain_text("2 events are sent again")
    window.check("refused-send-all")
    page.get_by_role("button", name="Send all again", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("2 let in, 0 refused again")
    house.catch_up()
    page = window.open(f"/studio/sources/refused/?source={name}&state=solved")
    page.get_by_role("link", name="Order Completed").first.click()
    expect(page.locator(".dg-facts", has_text="Outcome")).to_contain_text("accepted")


def test_faults_are_told_by_their_paths_and_nothing_is_kept(
    studio: OpenStudio, house: House
) -> None:
    name = make_source(house)
    window = studio("it", "ko", width=360)
    window.expected = {422}
    page = window.open(editor(name))
    text = "mode: loud\nevents: {A: {schema: {properties: {a: {type: text}}}}}"
    write(page, "추적 계획", "검사하고 초안으로 저장", text)
    faults = page.locator(".dg-notice--attention .dg-reach")
    expect(faults).to_contain_text("events.A.schema.properties.a.type")
    expect(faults).to_contain_text("mode")
    window.check("plan-faults")
    assert kept(house, name) == (None, [])


def test_a_plan_is_drafted_from_what_was_heard(studio: OpenStudio, house: House) -> None:
    name = make_source(house)
    event = {"type": "track", "event": "Seen", "userId": "u-1", "properties": {"color": "red"}}
    house.send(name, event)
    window = studio("it")
    page = window.open(editor(name))
    page.get_by_role("link", name="Draft from what was heard…").click()
    window.check("plan-infer")
    page.get_by_role("button", name="Draft it").click()
    expect(page.locator(".messages")).to_contain_text("Drafted from 1 events")
    assert "color" in page.get_by_label("Tracking plan").input_value()
    draft, versions = kept(house, name)
    assert "mode: observe" in draft.text
    assert versions == []


def test_who_may_only_look_reads_the_plan_and_changes_nothing(
    studio: OpenStudio, house: House
) -> None:
    name = make_source(house)
    key = (PLAN, "onggi", name)
    publish_text(house.database, *key, WIDER, "it", now=clock.now())
    drafted = save_draft(house.database, *key, STRICT, "it", now=clock.now())
    before = kept(house, name)
    window = studio("marketing")
    page = window.open(editor(name))
    expect(page.get_by_label("Tracking plan")).to_be_visible()
    expect(page.get_by_role("button", name="Check and keep as draft")).to_have_count(0)
    seen = str(drafted.changed)
    assert window.post(editor(name), text="mode: observe", seen=seen) == (302, editor(name))
    for act in ("publish/", "drop/", "infer/"):
        assert window.post(editor(name) + act, state=seen) == (302, "/studio/")
    assert kept(house, name) == before
    it = studio("it")  # whose very same forms are obeyed
    assert it.post(editor(name) + "publish/", state=seen) == (302, editor(name))
    assert kept(house, name)[0] is None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_was_hidden_is_told_and_an_example_is_masked_for_it(
    studio: OpenStudio, house: House, language: str
) -> None:
    name = make_source(house)
    note = {"note": "4111 1111 1111 1111", "memo": "김민아"}
    assert ask(house, name, {"properties": note})[0] == 200
    house.catch_up()
    window = studio("it", language, width=360 if language == "ko" else 1280)
    page = window.open(f"/studio/sources/violations/?source={name}")
    row = page.locator("tbody tr", has_text="properties.note")
    expect(row).to_contain_text("card number" if language == "en" else "카드 번호")
    window.check("violations-hidden")
    row.get_by_role("link", name="See it" if language == "en" else "보기").click()
    expect(page.locator("pre")).to_contain_text("Order Completed")
    expect(page.locator("pre")).not_to_contain_text("4111")
    expect(page.locator("pre")).not_to_contain_text("김민아")


def test_plans_and_violations_of_a_walled_brand_are_as_if_they_were_not_there(
    studio: OpenStudio, house: House
) -> None:
    event = {"type": "track", "event": "Vaulted", "userId": "u-9"}
    house.send("vault-web", {**event, "properties": {"c": "4111 1111 1111 1111"}})
    house.catch_up()
    window = studio("it")
    window.expected = {404}
    page = window.open("/studio/sources/violations/")
    expect(page.locator(".dg-page")).not_to_contain_text("Vaulted")
    for path in ("", "publish/", "try/", "versions/1/"):
        page = window.open(f"/studio/sources/one/vault-web/plan/{path}")
        expect(page.locator("h1")).to_have_text("There is nothing at this address")
