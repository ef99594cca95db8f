"""Deliveries repeated, doubled, shuffled and partly lost tell every order's worth exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.event import Event
from dangol.live.profiles.rules.saying import sale_said
from dangol.registry.webhooks.contracts import Provider
from tests.deliveries.stories import Story, Told, stories, tell
from tests.drawing import draw
from tests.rules.collect_hooks.mapped import hear_shipped, said

UNITS: dict[Provider, Decimal] = {"shopify": Decimal(1), "woocommerce": Decimal("0.01")}


def hear_all(provider: Provider, told: list[Told]) -> list[Event]:
    """Return what counts of some deliveries, each with an id of its own: every message once."""
    counted: dict[str, Event] = {}
    for number, (topic, body) in enumerate(told):
        for entry in hear_shipped(provider, topic, body, f"delivery-{number}"):
            assert isinstance(entry, Event)
            counted.setdefault(entry.message_id, entry)
    return list(counted.values())


def worth_by_order(events: list[Event]) -> dict[str, Decimal]:
    """Return what is left of each order."""
    found: dict[str, Decimal] = {}
    for event in events:
        sale = sale_said(event)
        if sale is not None:
            number = said(event)["order_id"]
            found[number] = found.get(number, Decimal(0)) + sale[1]
    return found


def expected(provider: Provider, shop: list[Story]) -> dict[str, Decimal]:
    first = 5_000_000_000_000 if provider == "shopify" else 700
    return {
        str(first + story.number): story.worth * UNITS[provider] for story in shop if story.paid
    }


@pytest.mark.parametrize("provider", UNITS)
@draw(25)
@given(data=st.data())
def test_totals_are_exact_whatever_the_order_and_however_often(
    provider: Provider, data: st.DataObject
) -> None:
    shop = data.draw(stories())
    told = [one for story in shop for one in tell(provider, story)]
    heard = data.draw(st.permutations(told + data.draw(st.lists(st.sampled_from(told)))))
    assert worth_by_order(hear_all(provider, heard)) == expected(provider, shop)


@pytest.mark.parametrize("provider", UNITS)
@draw(25)
@given(data=st.data())
def test_the_last_delivery_of_an_order_tells_all_that_was_lost_before(
    provider: Provider, data: st.DataObject
) -> None:
    shop = data.draw(stories())
    told = [tell(provider, story) for story in shop]
    lost = [data.draw(st.lists(st.sampled_from(of_one), max_size=3)) for of_one in told]
    heard = [one for part, of_one in zip(lost, told, strict=True) for one in (*part, of_one[-1])]
    assert worth_by_order(hear_all(provider, heard)) == expected(provider, shop)


@pytest.mark.parametrize("provider", UNITS)
@draw(25)
@given(data=st.data())
def test_what_a_message_says_does_not_depend_on_which_delivery_brought_it(
    provider: Provider, data: st.DataObject
) -> None:
    (story,) = data.draw(stories(most=1))
    told = tell(provider, story)
    sold = {e.message_id: sale_said(e) for e in hear_all(provider, told)}
    assert sold == {e.message_id: sale_said(e) for e in hear_all(provider, told[::-1])}
