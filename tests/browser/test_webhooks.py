"""Webhooks: made in the browser, their mapping tried on what came, published, in force."""

import json
import re
import urllib.error
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dangol.kernel import clock
from dangol.registry.definitions.api import find_draft, find_published, save_draft
from dangol.registry.webhooks.api import add_webhook, find_secret, list_webhooks
from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique
from tests.deliveries import SECRET, digest, encode, read, shopify_headers
from tests.server import wait_for

TILL = """
events:
  - type: track
    name: Order Completed
    message_id: {path: nr, prefix: till-}
    context: {traits: {email: {path: buyer.mail}}}
    properties: {total: {path: sum, type: decimal}, currency: KRW}
"""


def deliver(house: House, name: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
    """Deliver to a webhook as a provider does; return status and answer."""
    request = urllib.request.Request(f"{house.url}/v1/webhooks/{name}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def make(page: Page, name: str, provider: str) -> None:
    """Fill the form for a new webhook."""
    page.get_by_label("Name").fill(name)
    page.get_by_label(provider, exact=True).check()
    page.get_by_label("Brand").select_option("onggi")
    page.get_by_role("button", name="Make the webhook").click()
    expect(page.locator("h1")).to_have_text(name)


def write(page: Page, text: str) -> None:
    """Put a text in the editor and try it."""
    page.get_by_label("Mapping").fill(text)
    page.get_by_role("button", name="Check and try").click()


def test_a_mapping_is_written_tried_on_what_came_and_put_in_force(
    studio: OpenStudio, house: House
) -> None:
    name = unique("till")
    mail = f"{name}@example.org"
    sale = encode({"nr": 7, "sum": "39,000", "buyer": {"mail": mail}})
    window = studio("it")
    window.expected = {422}
    page = window.open("/studio/sources/webhooks/add/")
    make(page, name, "Another system")
    secret = page.locator(".dg-copy code").nth(1).inner_text().strip()
    address = page.locator(".dg-copy code").first.inner_text().strip()
    assert address == f"{house.url}/v1/webhooks/{name}"
    assert find_secret(house.server.data, name) == secret.encode()
    captured = page.locator("#captured")
    expect(captured).to_contain_text("Waiting for the first delivery")
    signed = {"X-Webhook-Signature": digest(sale, secret)}
    status, said = deliver(house, name, sale, signed)
    assert (status, said["rejected"][0]["code"]) == (200, "webhook_topic_unmapped")
    expect(captured).to_contain_text("No mapping takes this topic", timeout=20_000)
    expect(captured).to_contain_text('"nr"')
    expect(captured).not_to_contain_text(mail)  # IT sees no personal data

    page = window.open(f"/studio/sources/webhooks/one/{name}/")
    expect(page.locator("body")).not_to_contain_text(secret)
    write(page, TILL.replace("decimal", "money"))
    expect(page.get_by_role("alert").last).to_contain_text("events.0.properties.total.type")
    assert find_draft(house.database, "webhook", "onggi", name) is None
    write(page, TILL.replace("path: sum", "path: buyer.mail"))
    expect(captured).to_contain_text("This is no number")
    write(page, TILL)
    expect(captured).to_contain_text("Order Completed")
    expect(captured).to_contain_text("39000")
    expect(captured).not_to_contain_text(mail)
    window.check("webhook-tried")
    assert find_published(house.database, "webhook", "onggi", name) is None
    other = encode({"nr": 8, "sum": "5,000", "buyer": {"mail": mail}})
    deliver(house, name, other, {"X-Webhook-Signature": digest(other, secret)})
    page.get_by_role("link", name="Publish…").click()
    window.check("webhook-publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages")).to_contain_text("Version 1 of the mapping is in force")
    assert wait_for(lambda: deliver(house, name, sale, signed) == (200, {"success": True}))
    told = house.wait_for_customer(f"email:{mail}")
    assert told["touchpoints"]["server"]["events"] == 1  # told twice, it counts once
    page.get_by_role("link", name="Refused deliveries").click()
    page.get_by_role("link", name="Send all again…").click()
    page.get_by_role("button", name="Send all again", exact=True).click()
    # The sale was refused each time until the edge had heard of the new mapping.
    expect(page.locator(".messages")).to_contain_text(re.compile("[0-9]+ let in, 0 refused again"))
    assert wait_for(lambda: house.wait_for_customer(f"email:{mail}")["events"] == 2)
    page = window.open(f"/studio/sources/webhooks/one/{name}/")
    page.get_by_role("link", name="Version 1").click()
    expect(page.locator("pre")).to_contain_text("message_id")
    window.check("webhook-version")


def test_a_shop_s_deliveries_are_mapped_already(studio: OpenStudio, house: House) -> None:
    name = unique("shop")
    add_webhook(
        house.database,
        house.server.data,
        name,
        "shopify",
        "onggi",
        now=clock.now(),
        secret=SECRET,
    )
    order = encode(read("shopify/order"))
    answer = deliver(house, name, order, shopify_headers("orders/paid", order))
    assert answer == (200, {"success": True})
    window = studio("marketing", "ko")
    page = window.open(f"/studio/sources/webhooks/one/{name}/")
    captured = page.locator("#captured")
    expect(captured).to_contain_text("Order Completed", timeout=20_000)
    expect(captured).to_contain_text("mina.kim@example.org")  # Marketing may see
    expect(page.locator("details", has_text="refunds/create")).to_have_count(1)
    expect(page.get_by_role("button", name="확인하고 시험하기")).to_have_count(0)
    window.check("webhook-shop")
    window.resize(360)
    window.check("webhook-shop", with_axe=False)
    row = window.open("/studio/sources/webhooks/").locator("tr", has_text=name)
    expect(row).to_contain_text("설정됨")


def test_a_secret_is_entered_and_never_shown(studio: OpenStudio, house: House) -> None:
    name = unique("pay")
    window = studio("it")
    window.expected = {422}
    page = window.open("/studio/sources/webhooks/add/")
    make(page, name, "Stripe")
    expect(page.locator(".dg-facts")).to_contain_text("Not set yet")
    page.get_by_role("link", name="Enter another…").click()
    page.get_by_label("Secret").fill("short")
    page.get_by_role("button", name="Set the secret").click()
    expect(page.get_by_role("alert")).to_contain_text("8 to 1000 characters")
    assert find_secret(house.server.data, name) is None
    window.check("webhook-secret")
    page.get_by_label("Secret").fill("whsec_of_this_test")
    page.get_by_role("button", name="Set the secret").click()
    expect(page.locator(".messages")).to_contain_text("The secret is set")
    expect(page.locator("body")).not_to_contain_text("whsec_of_this_test")
    assert find_secret(house.server.data, name) == b"whsec_of_this_test"


@pytest.mark.parametrize("role", ["marketing", "analyst"])
def test_who_may_not_change_sources_changes_nothing(
    studio: OpenStudio, house: House, role: str
) -> None:
    name = unique("kept")
    data, base = house.server.data, f"/studio/sources/webhooks/one/{name}/"
    add_webhook(house.database, data, name, "generic", "onggi", now=clock.now(), secret=SECRET)
    key = ("webhook", "onggi", name)
    draft = save_draft(house.database, *key, TILL, "it", now=clock.now())
    before = list_webhooks(house.database)
    window = studio(None)
    if role == "analyst":
        role = studio("it").add_person("Analyst")
    window.sign_in(role)
    seen = str(draft.changed)
    assert window.post(base, text="events: []", seen=seen) == (302, base)
    refused = (302, "/studio/")
    assert window.post(f"{base}publish/", state=seen) == refused
    assert window.post(f"{base}drop/", state="") == refused
    assert window.post(f"{base}secret/", secret="another-secret") == refused
    asked = {"name": unique("new"), "provider": "generic", "brand": "onggi"}
    assert window.post("/studio/sources/webhooks/add/", **asked) == refused
    assert find_draft(house.database, *key) == draft
    assert find_published(house.database, *key) is None
    assert find_secret(data, name) == SECRET.encode()
    assert list_webhooks(house.database) == before
