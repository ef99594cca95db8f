"""Orders and refunds: exact to the last digit, whatever senders write."""

from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dangol.live.profiles.rules.facts import Facts, fold
from dangol.live.profiles.rules.saying import sale_said
from tests.rules.profiles.making import START, day, event, facts_of


@pytest.mark.parametrize(
    ("stated", "sale"),
    [
        ({"total": 11.77, "currency": "usd"}, ("USD", Decimal("11.77"))),
        ({"total": "11.770", "currency": "USD"}, ("USD", Decimal("11.770"))),
        ({"total": 10**15}, ("XXX", Decimal(10**15))),
        ({"revenue": 5, "value": 7, "currency": "KRW"}, ("KRW", Decimal(5))),
        ({"value": 7, "currency": "KRW"}, ("KRW", Decimal(7))),
        ({"total": None, "revenue": 5, "currency": 7}, ("XXX", Decimal(5))),
        ({"total": 0, "revenue": 5}, ("XXX", Decimal(0))),
        ({"total": "a lot", "revenue": 5}, None),
        ({"total": True}, None),
        ({"total": [1]}, None),
        ({"total": 1e300}, None),
        ({"total": ""}, None),
        ({}, None),
    ],
)
def test_an_order_says_its_amount(stated: Any, sale: Any) -> None:
    assert sale_said(event("Order Completed", START, properties=stated)) == sale


def test_digits_are_kept_as_they_were_sent() -> None:
    sent = msgspec.Raw(b'{"total": 0.100000001, "currency": "EUR"}')
    said = msgspec.structs.replace(event("Order Completed", START), properties=sent)
    assert sale_said(said) == ("EUR", Decimal("0.100000001"))


@pytest.mark.parametrize("total", [40, -40, "40"])
def test_a_refund_takes_revenue_and_leaves_the_order(total: Any) -> None:
    stated = {"currency": "EUR"}
    facts = facts_of(
        event("Order Completed", START, properties=stated | {"total": 100}),
        event("Order Refunded", START, properties=stated | {"total": total}),
    )
    assert facts[0]["onggi web"].revenue == {"EUR": Decimal(60)}
    assert facts[0]["onggi web"].counters["Order Completed"].n == 1


def test_an_order_with_an_unusable_amount_still_counts() -> None:
    facts = facts_of(event("Order Completed", START, properties={"total": "free!"}))
    assert facts[0]["onggi web"].counters["Order Completed"].n == 1
    assert facts[0]["onggi web"].revenue == {}


def test_sums_are_never_rounded() -> None:
    large = {"total": 999999999999999, "currency": "KRW"}
    small = {"total": "0.000000001", "currency": "KRW"}
    orders = [event("Order Completed", START, properties=large) for _ in range(2000)]
    facts = facts_of(*orders, event("Order Completed", START, properties=small))
    assert facts[0]["onggi web"].revenue == {"KRW": Decimal("1999999999999998000.000000001")}


def test_only_orders_and_refunds_are_money() -> None:
    assert sale_said(event("Product Viewed", START, properties={"total": 5})) is None
    assert sale_said(event("page", START, properties={"total": 5})) is None


def test_an_amount_without_currency_is_in_the_brands() -> None:
    bare = event("Order Completed", START, properties={"total": 5})
    assert sale_said(msgspec.structs.replace(bare, currency="KRW")) == ("KRW", Decimal(5))
    stated = event("Order Completed", START, properties={"total": 5, "currency": "usd"})
    assert sale_said(msgspec.structs.replace(stated, currency="KRW")) == ("USD", Decimal(5))


def purchases() -> list[tuple[str, str, str]]:
    """Return the CDNOW purchases as customer, day (YYYYMMDD) and amount, as they are written."""
    package = find_spec("lifetimes")
    assert package is not None
    assert package.origin is not None
    table = Path(package.origin).parent / "datasets" / "CDNOW_master.txt"
    rows = [line.split() for line in table.read_text().splitlines()]
    return [(row[0], row[1], row[3]) for row in rows if row and row[0].isdigit()]


def test_cdnow_adds_up_to_the_cent() -> None:
    rows = purchases()
    customers: dict[str, Facts] = {}
    for customer, date, amount in rows:
        stated = {"total": float(amount), "currency": "USD"}
        said = event("Order Completed", day(int(date) % 100), properties=stated)
        fold(customers.setdefault(customer, {}), 0, said, (f"user_id:{customer}",))
    sources = [facts[0]["onggi web"] for facts in customers.values()]
    assert (len(rows), len(customers)) == (69_659, 23_570)
    assert sum(source.counters["Order Completed"].n for source in sources) == 69_659
    assert sum(source.revenue["USD"] for source in sources) == sum(
        Decimal(amount) for _, _, amount in rows
    )
