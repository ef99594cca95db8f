"""A shop's deliveries, doubled and shuffled, give every customer exactly what is hers."""

import random
from decimal import Decimal
from pathlib import Path

import pytest

from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.event import encode_entry
from dangol.live.collect.api import Delivery, hear_delivery, shipped_mappings
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import find_profile, totals
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import open_log
from dangol.registry.access.api import add_brand
from dangol.registry.sources.api import get_source
from dangol.registry.webhooks.api import add_webhook
from dangol.registry.webhooks.contracts import Provider
from tests.deliveries import SECRET, encode
from tests.deliveries.stories import Story, tell

REGULAR = 30
"""Orders of one customer: more than the house believes of other numbers of one person."""


def shop(seed: int) -> list[Story]:
    """Return the orders of three customers, most of them of the first, a regular."""
    dice = random.Random(seed)
    found = []
    for number in range(REGULAR + 8):
        customer = 0 if number < REGULAR else dice.randrange(1, 3)
        amount, paid = dice.randrange(1000, 200_000), dice.random() < 0.8
        parts = [dice.randrange(1, amount // 3) for _ in range(dice.randrange(3))] if paid else []
        cancelled = dice.random() < 0.2
        found.append(Story(number, customer, amount, paid, tuple(parts), cancelled))
    return found


@pytest.mark.parametrize(("provider", "currency"), [("shopify", "KRW"), ("woocommerce", "EUR")])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_customer_has_exactly_what_her_orders_are_worth(
    database: Database, tmp_path: Path, provider: Provider, currency: str, seed: int
) -> None:
    add_brand(database, "onggi", "Onggi", now=clock.now())
    add_webhook(database, tmp_path, "shop", provider, "onggi", now=clock.now(), secret=SECRET)
    source, log = get_source(database, "shop"), open_log(tmp_path)
    stories = shop(seed)
    told = [one for story in stories for one in tell(provider, story)] * 2
    random.Random(seed).shuffle(told)
    trip = Trip(database, log, clock.now)
    for number, (topic, body) in enumerate(told):
        delivery = Delivery(topic, f"d{number}", encode(body))
        heard = hear_delivery(delivery, source, shipped_mappings(provider), received=clock.now())
        assert heard.refused == []
        if heard.entries:
            log.append([encode_entry(entry) for entry in heard.entries])
        if number % 50 == 0:
            trip.step()
    while trip.step():
        pass
    unit = Decimal(1) if provider == "shopify" else Decimal("0.01")
    for customer in range(3):
        own = [story for story in stories if story.customer == customer]
        number = find_customer(database, "email", f"c{customer}@example.org")
        assert number is not None
        profile = find_profile(database, number, frozenset({"onggi"}), clock.now())
        assert profile is not None
        lifetime = profile.lifetime["onggi"]
        assert lifetime.orders == sum(story.paid for story in own)
        assert lifetime.revenue.get(currency, 0) == unit * sum(story.worth for story in own)
    whole = totals(database, "onggi")
    assert whole.customers == 3
    assert whole.revenue == {currency: unit * sum(story.worth for story in stories)}
