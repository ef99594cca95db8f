"""What happens to a shop's orders, and every delivery that the shop would make of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from dangol.registry.webhooks.contracts import Provider
from tests.deliveries import read


@dataclass(frozen=True)
class Story:
    """One order: whose, for how much, whether it was ever paid, given back in parts, cancelled.

    Amounts are in the smallest unit: won for Shopify, cents for WooCommerce.
    """

    number: int
    customer: int
    amount: int
    paid: bool
    refunds: tuple[int, ...]
    cancelled: bool

    @property
    def worth(self) -> int:
        """What is left of the order in the end."""
        return self.amount - sum(self.refunds) if self.paid else 0


Told = tuple[str, dict[str, Any]]
"""A topic and a body."""


@st.composite
def stories(draw: st.DrawFn, most: int = 4) -> list[Story]:
    """Draw some orders of three customers."""
    found = []
    for number in range(draw(st.integers(1, most))):
        amount, paid = draw(st.integers(1, 500_000)), draw(st.booleans())
        parts = draw(st.lists(st.integers(1, 250_000), max_size=3)) if paid else []
        while sum(parts) > amount:
            parts.pop()
        customer, cancelled = draw(st.integers(0, 2)), draw(st.booleans())
        found.append(Story(number, customer, amount, paid, tuple(parts), cancelled))
    return found


def tell(provider: Provider, story: Story) -> list[Told]:
    """Return every delivery of an order in the order in which the shop makes them."""
    return list(_shopify(story) if provider == "shopify" else _woocommerce(story))


def _shopify(story: Story) -> Iterator[Told]:
    number = 5_000_000_000_000 + story.number
    customer = read("shopify/order")["customer"] | {
        "id": 7_000 + story.customer,
        "email": f"c{story.customer}@example.org",
        "phone": None,
    }
    money = {"amount": str(story.amount), "currency_code": "KRW"}
    order = read(
        "shopify/order",
        id=number,
        cart_token=None,
        email=customer["email"],
        contact_email=customer["email"],
        customer=customer,
        total_price=str(story.amount),
        total_price_set={"shop_money": money, "presentment_money": money},
        financial_status="pending",
    )
    yield "orders/create", _copy(order)
    if story.paid:
        order["financial_status"] = "paid"
        yield "orders/paid", _copy(order)
        yield "orders/updated", _copy(order)
    for place, amount in enumerate(story.refunds):
        refund = read("shopify/refund", id=number * 10 + place, order_id=number)
        refund["transactions"][0] |= {
            "id": number * 10 + place,
            "order_id": number,
            "amount": str(amount),
        }
        order["refunds"].append(refund)
        given_back = sum(story.refunds[: place + 1])
        whole = given_back == story.amount
        order["financial_status"] = "refunded" if whole else "partially_refunded"
        yield "refunds/create", _copy(refund)
        yield "orders/updated", _copy(order)
    if story.cancelled:
        order["cancelled_at"] = "2026-11-24T10:00:00+09:00"
        if not story.paid:
            order["financial_status"] = "voided"
        yield "orders/cancelled", _copy(order)
        yield "orders/updated", _copy(order)


def _woocommerce(story: Story) -> Iterator[Told]:
    order = read(
        "woocommerce/order",
        id=700 + story.number,
        customer_id=20 + story.customer,
        total=f"{Decimal(story.amount) / 100:.2f}",
        status="on-hold",
        date_paid=None,
        date_paid_gmt=None,
    )
    order["billing"] |= {"email": f"c{story.customer}@example.org", "phone": ""}
    yield "order.created", _copy(order)
    if story.paid:
        order |= {"status": "processing", "date_paid_gmt": "2026-11-18T13:05:38"}
        yield "order.updated", _copy(order)
    for place, amount in enumerate(story.refunds):
        total = f"-{Decimal(amount) / 100:.2f}"
        refund = {"id": (700 + story.number) * 10 + place, "reason": "", "total": total}
        order["refunds"].append(refund)
        if sum(story.refunds[: place + 1]) == story.amount:
            order["status"] = "refunded"
        yield "order.updated", _copy(order)
    if story.cancelled:
        order["status"] = "cancelled"
        yield "order.updated", _copy(order)


def _copy(body: dict[str, Any]) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(body))
    return copied
