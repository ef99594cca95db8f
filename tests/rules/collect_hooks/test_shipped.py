"""What the deliveries of shops become by the mappings that ship."""

import json
from typing import Any

import pytest

from dangol.kernel.clock import format_time
from dangol.kernel.event import Event, Rejection
from dangol.live.collect.api import check_hook_mapping, shipped_mappings, shipped_texts
from dangol.live.collect.contracts import LARGEST_EVENT
from dangol.registry.webhooks.contracts import PROVIDERS, Provider
from tests.deliveries import read, stripe
from tests.rules.collect_hooks.mapped import events_of, hear_shipped, read_raw, said

TOPICS: dict[Provider, set[str]] = {
    "shopify": {
        *("orders/create", "orders/paid", "orders/cancelled", "refunds/create"),
        *("customers/create", "customers/update", "carts/create", "carts/update"),
        *("checkouts/create", "checkouts/update"),
    },
    "woocommerce": {"order.created", "order.updated", "customer.created", "customer.updated"},
    "stripe": {
        *("checkout.session.completed", "invoice.paid", "charge.refunded"),
        *("customer.created", "customer.updated", "customer.deleted"),
    },
}


@pytest.mark.parametrize("provider", TOPICS)
def test_the_topics_of_a_provider_are_mapped_once_each(provider: Provider) -> None:
    topics = [topic for one in shipped_mappings(provider) for topic in one.topics]
    assert set(topics) >= TOPICS[provider]
    assert len(topics) == len(set(topics))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_shipped_document_is_sound_and_every_event_can_be_told_again(
    provider: Provider,
) -> None:
    for text in shipped_texts(provider).values():
        mapping = check_hook_mapping(text)
        assert mapping.topics
        assert all("message_id" in event.fields for event in mapping.events)


def test_a_paid_order_of_shopify_is_completed_with_all_its_amounts() -> None:
    (order,) = events_of("shopify", "orders/paid", read("shopify/order"))
    assert (order.name, order.message_id) == ("Order Completed", "order-5810294751510-completed")
    assert (order.imported, order.proven) == (True, True)
    assert (format_time(order.at), order.zone) == ("2026-11-20T01:02:10Z", 540)
    assert [(one.type, one.value) for one in order.external_ids] == [
        ("shopify_customer_id", "7210945839210"),
        ("order_id", "shopify-5810294751510"),
    ]
    assert read_raw(order.context)["traits"] == {
        "email": "mina.kim@example.org",
        "phone": "+821023456789",
        "firstName": "민아",
        "lastName": "김",
    }
    found = said(order)
    products = found.pop("products")
    assert found == {
        "order_id": "5810294751510",
        "order_name": "#1042",
        "checkout_id": "bd5a8aa1ecd019dd3520ff791ee3a24c",
        "total": 90000,
        "subtotal": 87000,
        "discount": 5000,
        "shipping": 3000,
        "tax": 8182,
        "currency": "KRW",
        "coupon": "김장",
    }
    assert products[0] == {
        "product_id": "8842039475123",
        "variant": "46820394751234",
        "sku": "JAR-7-B",
        "name": "항아리 7호",
        "brand": "Onggi",
        "price": 39000,
        "quantity": 2,
    }
    assert len(products) == 2


def test_what_the_customer_paid_counts_in_her_currency() -> None:
    paid = {"amount": "62.05", "currency_code": "USD"}
    shop = {"amount": "90000", "currency_code": "KRW"}
    order = read("shopify/order", total_price_set={"shop_money": shop, "presentment_money": paid})
    (event,) = events_of("shopify", "orders/paid", order)
    assert b'"total":62.05,' in bytes(event.properties)
    assert said(event)["currency"] == "USD"


@pytest.mark.parametrize("status", ["pending", "authorized", "partially_paid"])
def test_an_order_that_is_not_paid_is_no_purchase_yet(status: str) -> None:
    body = read("shopify/order", financial_status=status)
    (event,) = events_of("shopify", "orders/create", body)
    assert (event.name, said(event)["status"]) == ("Order Updated", "placed")


def test_a_voided_order_says_only_that_it_was_cancelled() -> None:
    body = read(
        "shopify/order",
        financial_status="voided",
        cancelled_at="2026-11-21T09:00:00+09:00",
        cancel_reason="customer",
    )
    (event,) = events_of("shopify", "orders/cancelled", body)
    assert (event.name, said(event)["reason"]) == ("Order Cancelled", "customer")


def test_a_refund_of_shopify_is_the_same_by_itself_and_in_its_order() -> None:
    refund = read("shopify/refund")
    (alone,) = events_of("shopify", "refunds/create", refund)
    order = read("shopify/order", financial_status="partially_refunded", refunds=[refund])
    completed, within = events_of("shopify", "orders/updated", order)
    assert (completed.name, within.name) == ("Order Completed", "Order Refunded")
    assert alone.message_id == within.message_id == "refund-7192039485761"
    assert said(alone) == said(within)
    assert said(alone) == {"order_id": "5810294751510", "total": 36500, "currency": "KRW"}
    assert ("order_id", "shopify-5810294751510") in [(i.type, i.value) for i in alone.external_ids]


@pytest.mark.parametrize(("kind", "status"), [("refund", "pending"), ("void", "success")])
def test_money_that_was_not_given_back_is_no_refund(kind: str, status: str) -> None:
    refund = read("shopify/refund")
    refund["transactions"][0] |= {"kind": kind, "status": status}
    assert events_of("shopify", "refunds/create", refund) == []


def test_a_customer_of_shopify_is_identified() -> None:
    (event,) = events_of("shopify", "customers/update", read("shopify/customer"))
    assert event.type == "identify"
    assert event.message_id == "customer-7210945839210-2026-11-20T10:02:12+09:00"
    traits = read_raw(event.traits)
    assert (traits["email"], traits["city"], traits["email_marketing"]) == (
        "mina.kim@example.org",
        "서대문구",
        "subscribed",
    )


def test_a_cart_leads_to_its_checkout_and_its_order() -> None:
    (added,) = events_of("shopify", "carts/update", read("shopify/cart"))
    (started,) = events_of("shopify", "checkouts/create", read("shopify/checkout"))
    (bought,) = events_of("shopify", "orders/paid", read("shopify/order"))
    assert (added.name, started.name) == ("Product Added", "Checkout Started")
    assert added.anonymous_id == started.anonymous_id == bought.anonymous_id
    assert said(added)["price"] == 39000


def test_a_checkout_says_who_it_is_once_it_is_known() -> None:
    known = read(
        "shopify/checkout", email="mina.kim@example.org", updated_at="2026-11-20T01:00:00Z"
    )
    started, who = events_of("shopify", "checkouts/update", known)
    assert started.message_id == "checkout-bd5a8aa1ecd019dd3520ff791ee3a24c"
    assert (who.type, read_raw(who.traits)) == ("identify", {"email": "mina.kim@example.org"})


def test_a_paid_order_of_woocommerce_is_completed() -> None:
    (order,) = events_of("woocommerce", "order.updated", read("woocommerce/order"))
    assert (order.name, order.message_id) == ("Order Completed", "order-727-completed")
    assert format_time(order.at) == "2026-11-18T13:05:38Z"
    assert [(one.type, one.value) for one in order.external_ids] == [
        ("woocommerce_customer_id", "onggi-shop:26"),
        ("order_id", "onggi-shop:727"),
    ]
    assert b'"total":76.82,' in bytes(order.properties)
    found = said(order)
    assert (found["discount"], found["coupon"], found["currency"]) == (4, "herbst", "EUR")
    assert found["products"] == [
        {"product_id": "93", "sku": "POT-2", "name": "Sotbab pot", "price": 29.825, "quantity": 2}
    ]


def test_a_guest_of_woocommerce_is_no_customer_number_0() -> None:
    (order,) = events_of("woocommerce", "order.created", read("woocommerce/order", customer_id=0))
    assert [one.type for one in order.external_ids] == ["order_id"]


def test_cash_on_delivery_counts_when_the_money_is_there() -> None:
    waiting = read("woocommerce/order", date_paid=None, date_paid_gmt=None)
    (event,) = events_of("woocommerce", "order.created", waiting)
    assert event.name == "Order Updated"


def test_refunds_of_woocommerce_stand_in_their_order() -> None:
    body = read(
        "woocommerce/order",
        refunds=[
            {"id": 801, "reason": "broken", "total": "-10.50"},
            {"id": 802, "reason": "", "total": "-1.32"},
        ],
    )
    _, first, second = events_of("woocommerce", "order.updated", body)
    assert (first.message_id, second.message_id) == ("refund-801", "refund-802")
    assert (said(first)["total"], said(first)["reason"]) == (10.5, "broken")
    assert said(second)["total"] == 1.32


def test_a_checkout_of_stripe_counts_won_whole_and_dollars_in_cents() -> None:
    (won,) = events_of("stripe", "checkout.session.completed", stripe("checkout"))
    (dollars,) = events_of("stripe", "invoice.paid", stripe("invoice"))
    assert (said(won)["total"], said(won)["discount"]) == (43000, 5000)
    assert (won.message_id, said(won)["currency"]) == ("order-cs_live_a1B2c3", "krw")
    assert b'"total":12.50,' in bytes(dollars.properties)
    assert said(dollars)["products"][0]["product_id"] == "prod_Kimchi"


@pytest.mark.parametrize(("currency", "total"), [("bhd", 43.0), ("jpy", 43000), ("eur", 430.0)])
def test_each_currency_has_its_decimals(currency: str, total: float) -> None:
    body = stripe("checkout", currency=currency)
    (event,) = events_of("stripe", "checkout.session.completed", body)
    assert said(event)["total"] == total


def test_a_checkout_and_its_invoice_are_one_order() -> None:
    session = stripe("checkout", invoice="in_1Qkimchi", mode="subscription")
    (by_session,) = events_of("stripe", "checkout.session.completed", session)
    (by_invoice,) = events_of("stripe", "invoice.paid", stripe("invoice"))
    assert by_session.message_id == by_invoice.message_id == "order-in_1Qkimchi"


def test_a_checkout_that_waits_for_its_transfer_is_no_order_yet() -> None:
    waiting = stripe("checkout", payment_status="unpaid")
    assert events_of("stripe", "checkout.session.completed", waiting) == []
    (paid,) = events_of("stripe", "checkout.session.async_payment_succeeded", stripe("checkout"))
    assert paid.name == "Order Completed"


def test_partial_refunds_of_a_charge_are_told_apart_by_their_sum() -> None:
    first = stripe("charge")
    second = stripe("charge", number="evt_2", amount_refunded=43000)
    second["data"]["previous_attributes"]["amount_refunded"] = 10000
    told = [
        (event.message_id, said(event)["total"])
        for body in (second, first, first)
        for event in events_of("stripe", "charge.refunded", body)
    ]
    assert told == [
        ("refund-ch_3Qonggi-43000", 33000),
        ("refund-ch_3Qonggi-10000", 10000),
        ("refund-ch_3Qonggi-10000", 10000),
    ]


def test_a_customer_of_stripe_is_identified() -> None:
    (event,) = events_of("stripe", "customer.created", stripe("customer"))
    assert (event.type, read_raw(event.traits)["name"]) == ("identify", "김민아")


def test_an_event_says_which_delivery_brought_it() -> None:
    (event,) = events_of("shopify", "orders/paid", read("shopify/order"))
    assert read_raw(event.context)["webhook"] == {"topic": "orders/paid", "delivery": "d1"}


def test_a_topic_that_nobody_maps_is_kept_as_refused() -> None:
    (entry,) = hear_shipped("shopify", "customers/redact", {"shop_id": 7})
    assert isinstance(entry, Rejection)
    assert (entry.code, entry.message_id) == ("webhook_topic_unmapped", "d1")
    assert json.loads(entry.raw) == {
        "topic": "customers/redact",
        "messageId": "d1",
        "body": {"shop_id": 7},
    }


def test_a_delivery_of_another_shape_is_kept_as_refused() -> None:
    body = read("woocommerce/order", total="much")
    (entry,) = hear_shipped("woocommerce", "order.updated", body)
    assert isinstance(entry, Rejection)
    assert entry.code == "webhook_unfit"


def test_an_order_longer_than_an_event_may_be_keeps_its_total() -> None:
    lines: list[dict[str, Any]] = read("shopify/order")["line_items"]
    body = read("shopify/order", line_items=lines * 200)
    (event,) = events_of("shopify", "orders/paid", body)
    found = said(event)
    assert len(bytes(event.properties)) < LARGEST_EVENT
    assert found["total"] == 90000
    assert 0 < len(found["products"]) == 400 - found["products_left_out"]


def test_a_delivery_read_twice_says_the_same() -> None:
    once = events_of("shopify", "orders/updated", read("shopify/order"))
    assert once == events_of("shopify", "orders/updated", read("shopify/order"))
    assert all(isinstance(event, Event) for event in once)
