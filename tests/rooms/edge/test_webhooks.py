"""Deliveries of webhooks at the front door: signed or nothing."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from dangol.kernel import clock
from dangol.kernel.event import Event, Lost, Rejection, encode_entry
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import find_profile
from dangol.memory.eventlog.api import LogFull
from dangol.registry.definitions.api import publish_text
from dangol.registry.sources.api import set_enabled, set_limits
from dangol.registry.sources.contracts import Limits
from dangol.registry.webhooks.api import add_webhook, captures, set_secret
from tests.deliveries import (
    SECRET,
    digest,
    encode,
    read,
    shopify_headers,
    stripe,
    stripe_headers,
    woocommerce_headers,
)
from tests.drawing import draw
from tests.rooms.edge.asgi import Answered, EdgeClient
from tests.rooms.edge.conftest import Deployment
from tests.server import wait_for

TILL = """
events:
  - type: track
    name: Order Completed
    message_id: {path: nr}
    user_id: {path: member}
    properties: {total: {path: sum, type: decimal}, currency: KRW}
"""
SALE = {"nr": 17, "member": "m-1", "sum": "39,000"}


@pytest.fixture
def hooks(deployment: Deployment) -> Deployment:
    """A deployment with a webhook of each provider, all with one secret."""
    for provider in ("shopify", "woocommerce", "stripe", "generic"):
        add_webhook(
            deployment.database,
            deployment.config.data,
            f"onggi {provider}",
            provider,
            "onggi",
            now=clock.now(),
            secret=SECRET,
            header="X-Signed",
        )
    return deployment


@pytest.fixture
def door(hooks: Deployment) -> Iterator[EdgeClient]:
    with EdgeClient(hooks.config) as found:
        yield found


def deliver(
    door: EdgeClient, provider: str, body: bytes, headers: dict[str, str] | None = None
) -> Answered:
    return door.ask("POST", f"/v1/webhooks/onggi%20{provider}", body, headers)


def from_shopify(
    door: EdgeClient, topic: str, body: dict[str, Any], number: str = "event-1"
) -> Answered:
    raw = encode(body)
    return deliver(door, "shopify", raw, shopify_headers(topic, raw, number))


def from_till(door: EdgeClient, body: dict[str, Any]) -> Answered:
    raw = encode(body)
    return deliver(door, "generic", raw, {"x-signed": digest(raw)})


def test_a_signed_delivery_is_on_disk_before_the_answer(
    door: EdgeClient, hooks: Deployment
) -> None:
    answer = from_shopify(door, "orders/paid", read("shopify/order"))
    assert (answer.status, answer.body) == (200, b'{"success":true}')
    (event,) = hooks.entries()
    assert isinstance(event, Event)
    assert (event.name, event.source, event.proven) == ("Order Completed", "onggi shopify", True)
    assert door.resources.counters.accepted == 1
    assert door.resources.counters.requests["/v1/webhooks", 200] == 1


def test_every_provider_is_understood(door: EdgeClient, hooks: Deployment) -> None:
    order = encode(read("woocommerce/order"))
    session = encode(stripe("checkout"))
    answers = [
        deliver(door, "woocommerce", order, woocommerce_headers("order.created", order)),
        deliver(door, "stripe", session, stripe_headers(session, clock.now())),
    ]
    assert [answer.status for answer in answers] == [200, 200]
    events = [entry for entry in hooks.entries() if isinstance(entry, Event)]
    assert [event.name for event in events] == ["Order Completed"] * 2


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "signature_missing"),
        ({"x-shopify-hmac-sha256": "bm8="}, "signature_wrong"),
        ({"x-shopify-hmac-sha256": "ÿ no base64"}, "signature_wrong"),
        ({"x-shopify-hmac-sha256": digest(b"{}", "another")}, "signature_wrong"),
    ],
)
def test_a_forged_delivery_is_refused_and_nothing_is_written(
    door: EdgeClient, hooks: Deployment, headers: dict[str, str], code: str
) -> None:
    answer = deliver(door, "shopify", b"{}", {"x-shopify-topic": "orders/paid", **headers})
    assert (answer.status, answer.json["code"]) == (401, code)
    assert hooks.entries() == []
    assert captures(hooks.database, "onggi shopify", clock.now()) == []
    assert SECRET not in answer.text


def test_an_old_delivery_of_stripe_is_no_longer_believed(
    door: EdgeClient, hooks: Deployment
) -> None:
    body = encode(stripe("checkout"))
    answer = deliver(door, "stripe", body, stripe_headers(body, clock.now() - 6 * clock.MINUTE))
    assert (answer.status, answer.json["code"]) == (401, "signature_expired")
    assert hooks.entries() == []


def test_pings_and_tests_are_answered_and_make_nothing(door: EdgeClient, hooks: Deployment) -> None:
    order = encode(read("shopify/order"))
    test = {**shopify_headers("orders/paid", order), "x-shopify-test": "true"}
    ping = encode({"id": "evt_0", "type": "v2.core.event_destination.ping"})
    answers = [
        deliver(door, "woocommerce", b"webhook_id=7"),
        deliver(door, "shopify", order, test),
        deliver(door, "stripe", ping, stripe_headers(ping, clock.now())),
    ]
    assert [answer.body for answer in answers] == [b'{"success":true}'] * 3
    assert hooks.entries() == []


def test_a_ping_s_shape_opens_no_other_door(door: EdgeClient, hooks: Deployment) -> None:
    for provider in ("shopify", "stripe", "generic"):
        assert deliver(door, provider, b"webhook_id=7").status == 401
    assert deliver(door, "woocommerce", b"webhook_id=7&order=1").status == 401
    assert hooks.entries() == []


def test_one_order_told_by_many_deliveries_counts_once(door: EdgeClient, hooks: Deployment) -> None:
    order = read("shopify/order")
    refund = read("shopify/refund")
    whole = {**order, "financial_status": "partially_refunded", "refunds": [refund]}
    from_shopify(door, "refunds/create", refund, "event-3")
    for number, topic in enumerate(("orders/paid", "orders/create", "orders/paid")):
        from_shopify(door, topic, order, f"event-{number}")
    from_shopify(door, "orders/updated", whole, "event-4")
    hooks.take_trip()
    customer = find_customer(hooks.database, "email", "mina.kim@example.org")
    assert customer is not None
    profile = find_profile(hooks.database, customer, frozenset({"onggi"}), clock.now())
    assert profile is not None
    lifetime = profile.lifetime["onggi"]
    assert (lifetime.orders, lifetime.revenue) == (1, {"KRW": Decimal(53500)})


def test_an_unmapped_topic_is_answered_and_kept_as_refused(
    door: EdgeClient, hooks: Deployment
) -> None:
    answer = from_shopify(door, "app/uninstalled", {"id": 1})
    assert (answer.status, answer.json["rejected"][0]["code"]) == (200, "webhook_topic_unmapped")
    (entry,) = hooks.entries()
    assert isinstance(entry, Rejection)
    assert (entry.source, entry.code) == ("onggi shopify", "webhook_topic_unmapped")
    assert door.resources.counters.rejected == {"webhook_topic_unmapped": 1}


CARD = "4111 1111 1111 1111"


def test_a_card_number_in_a_delivery_is_kept_nowhere(door: EdgeClient, hooks: Deployment) -> None:
    order = {**read("shopify/order"), "note": f"paid by {CARD}"}
    from_shopify(door, "orders/paid", order)
    from_shopify(door, "app/uninstalled", {"id": 1, "note": CARD}, "event-2")
    from_till(door, {**SALE, "note": CARD})  # no mapping of its own: refused
    assert wait_for(lambda: captures(hooks.database, "onggi generic", clock.now()))
    kept = [
        encode_entry(entry).decode() for entry in hooks.entries() if not isinstance(entry, Lost)
    ]
    for provider in ("shopify", "generic"):
        found = captures(hooks.database, f"onggi {provider}", clock.now())
        kept += [one.body for one in found]
    assert len(kept) == 5
    assert CARD not in "".join(kept)
    assert "[card]" in kept[1]
    assert all("[card]" in body for body in kept[3:])


def test_a_limit_turns_a_delivery_away_and_nothing_is_kept(
    door: EdgeClient, hooks: Deployment
) -> None:
    set_limits(hooks.database, "onggi shopify", Limits(per_day=1))
    assert from_shopify(door, "orders/paid", read("shopify/order")).status == 200
    answer = from_shopify(door, "orders/paid", read("shopify/order"), "event-2")
    assert (answer.status, answer.json["code"]) == (429, "quota_used")
    assert len(hooks.entries()) == 1


def test_a_body_that_is_no_json_is_kept_as_refused(door: EdgeClient, hooks: Deployment) -> None:
    body = b"<order/>"
    answer = deliver(door, "shopify", body, shopify_headers("orders/paid", body))
    assert (answer.status, answer.json["code"]) == (400, "delivery_unreadable")
    (entry,) = hooks.entries()
    assert isinstance(entry, Rejection)
    assert entry.raw == "<order/>"


@pytest.mark.parametrize("name", ["nobody", "onggi-web", "%00", "%ff", "", "a/b"])
def test_who_is_no_webhook_is_not_heard(door: EdgeClient, hooks: Deployment, name: str) -> None:
    answer = door.ask("POST", f"/v1/webhooks/{name}", b"{}")
    assert (answer.status, answer.json["code"]) == (404, "webhook_unknown")
    assert hooks.entries() == []


def test_only_posts_are_deliveries(door: EdgeClient) -> None:
    assert door.get("/v1/webhooks/onggi%20shopify").status == 405


def test_a_silenced_source_is_refused(door: EdgeClient, hooks: Deployment) -> None:
    set_enabled(hooks.database, "onggi shopify", False)
    answer = from_shopify(door, "orders/paid", read("shopify/order"))
    assert (answer.status, answer.json["code"]) == (404, "source_disabled")
    assert hooks.entries() == []


def test_a_mapping_of_one_s_own_is_obeyed_once_published(
    door: EdgeClient, hooks: Deployment
) -> None:
    before = from_till(door, SALE)
    assert before.json["rejected"][0]["code"] == "webhook_topic_unmapped"
    publish_text(hooks.database, "webhook", "onggi", "onggi generic", TILL, "it", now=clock.now())
    wait_for(lambda: "rejected" not in from_till(door, SALE).json)
    events = [entry for entry in hooks.entries() if isinstance(entry, Event)]
    assert (events[0].message_id, events[0].user_id) == ("17", "m-1")
    assert bytes(events[0].properties) == b'{"total":39000,"currency":"KRW"}'


def test_what_does_not_fit_its_mapping_is_kept_as_refused(
    door: EdgeClient, hooks: Deployment
) -> None:
    publish_text(hooks.database, "webhook", "onggi", "onggi generic", TILL, "it", now=clock.now())
    answer = from_till(door, {**SALE, "sum": "much"})
    assert answer.json["rejected"][0]["code"] == "webhook_unfit"
    assert [type(entry) for entry in hooks.entries()] == [Rejection]


def test_a_new_secret_ends_the_old_one(door: EdgeClient, hooks: Deployment) -> None:
    assert from_till(door, SALE).status == 200
    set_secret(hooks.database, hooks.config.data, "onggi generic", "another-secret")
    wait_for(lambda: from_till(door, SALE).status == 401)


def test_a_delivery_is_kept_for_the_mapping_s_page(door: EdgeClient, hooks: Deployment) -> None:
    from_shopify(door, "orders/paid", read("shopify/order"), "event-9")

    def kept() -> list[tuple[str, str]]:
        door.run(_a_moment())
        found = captures(hooks.database, "onggi shopify", clock.now())
        return [(one.topic, one.delivery) for one in found]

    wait_for(lambda: kept() == [("orders/paid", "event-9")])


def test_when_the_log_is_full_the_provider_is_told_to_try_again(
    door: EdgeClient, hooks: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_entries: list[bytes]) -> int:
        raise LogFull("log_not_writable", "The disk is full.")

    monkeypatch.setattr(door.resources.log, "append", full)
    answer = from_shopify(door, "orders/paid", read("shopify/order"))
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    assert hooks.entries() == []


def test_deliveries_go_on_while_the_database_is_away(
    door: EdgeClient, hooks: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = read("shopify/order")
    assert from_shopify(door, "orders/paid", order).status == 200

    async def away(*_asked: object, **_named: object) -> None:
        raise OSError("no answer")

    monkeypatch.setattr(door.resources.hooks, "_ask", away)
    monkeypatch.setattr(door.resources.captures, "_keep", away)
    monkeypatch.setattr(door.resources.hooks, "_ticks", lambda: 1e9)
    monkeypatch.setattr(door.resources.captures, "_ticks", lambda: 1e9)
    assert from_shopify(door, "orders/paid", {**order, "id": 2}).status == 200
    door.run(_a_moment())
    never_heard = deliver(door, "generic", b"{}")
    assert (never_heard.status, never_heard.headers["retry-after"]) == (503, "2")
    assert len(hooks.entries()) == 2


BROKEN = st.one_of(
    st.binary(max_size=80),
    st.sampled_from(
        [
            b'{"id":' + b"[" * 5000,
            b'{"id":' + b'{"a":' * 2000 + b"1" + b"}" * 2001,
            b'{"id":1e999999999,"total_price":1e999999999,"financial_status":"paid"}',
            b'{"id":99999999999999999999999999,"financial_status":"paid"}',
            b'{"id":"\\u0000","financial_status":"paid"}',
            b'{"id":1,"line_items":7,"refunds":{"transactions":"x"},"financial_status":"paid"}',
            b'{"data":{"object":[1]},"id":7,"type":["invoice.paid"]}',
            b'{"id":"evt","type":"charge.refunded","data":{"object":{"amount_refunded":"x"}}}',
            b"\x1f\x8b\x08 no gzip",
            b'\xef\xbb\xbf{"id":1}',
        ]
    ),
    st.builds(
        lambda status, value: encode(
            {"id": value, "financial_status": status, "status": status, "line_items": [value]}
        ),
        st.sampled_from(["paid", "pending", "cancelled"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=300) | st.just([[{}]]),
    ),
)


@draw(60, HealthCheck.function_scoped_fixture)
@given(body=BROKEN, topic=st.sampled_from(["orders/paid", "refunds/create", "carts/update", "é"]))
def test_whatever_is_signed_is_answered_and_accounted_for(
    door: EdgeClient, hooks: Deployment, body: bytes, topic: str
) -> None:
    before = len(hooks.entries())
    answers = [
        deliver(door, "shopify", body, shopify_headers(topic, body)),
        deliver(door, "woocommerce", body, woocommerce_headers("order.updated", body)),
        deliver(door, "stripe", body, stripe_headers(body, clock.now())),
        deliver(door, "generic", body, {"x-signed": digest(body)}),
    ]
    assert {answer.status for answer in answers} <= {200, 400, 413}
    kept = len(hooks.entries()) - before
    assert kept >= sum(answer.body != b'{"success":true}' for answer in answers)


async def _a_moment() -> None:
    """Let what runs beside the answers go on."""
    await asyncio.sleep(0.02)
