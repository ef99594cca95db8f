"""Simulated people act in character, and are found in the stages where they belong."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest

from dangol.demo.contracts import Act
from dangol.demo.house import BRANDS
from dangol.demo.lives import personas
from dangol.demo.lives.life import Life
from dangol.demo.lives.personas import Persona
from dangol.demo.people import make_person
from dangol.kernel.clock import DAY
from tests.rules.demo.world import END, START, history, stage_of, until

LIVES = 12


def live(persona: Persona, number: int, brand: str = "sotbab") -> list[Act]:
    life = Life(11, make_person(11, number), brand, START + number * DAY)
    return list(until(END, persona(life)))


def lives(persona: Persona, count: int = LIVES) -> Iterator[list[Act]]:
    return (live(persona, number) for number in range(count))


def orders(acts: list[Act]) -> list[Act]:
    return [act for act in acts if act.name == "Order Completed"]


def test_a_window_shopper_never_buys() -> None:
    for acts in lives(personas.window_shopper):
        assert not orders(acts)
        assert stage_of(acts).current in ("discover", "explore")


def test_a_gift_buyer_orders_one_gift() -> None:
    for acts in lives(personas.gift_buyer):
        assert [order.properties["gift"] for order in orders(acts)] == [True]
        assert "buy" in stage_of(acts).milestones


def test_a_regular_comes_to_engage() -> None:
    reached = [stage_of(acts).milestones for acts in lives(personas.regular)]
    assert sum("engage" in milestones for milestones in reached) >= 0.9 * LIVES


def test_a_subscriber_only_reads_mail() -> None:
    for acts in lives(personas.subscriber):
        assert {act.touchpoint for act in acts} == {"email"}
        assert stage_of(acts).current in ("discover", "explore")


def test_an_owner_uses_what_they_bought() -> None:
    stages = Counter(stage_of(acts).current for acts in lives(personas.owner))
    assert stages["use"] >= 0.7 * LIVES


def test_an_enthusiast_gets_beyond_using() -> None:
    reached = [stage_of(acts).milestones for acts in lives(personas.enthusiast)]
    assert all("use" in milestones for milestones in reached)
    assert sum("engage" in milestones for milestones in reached) >= 0.6 * LIVES


def test_a_complainer_asks_for_help() -> None:
    for acts in lives(personas.complainer):
        assert "ask" in stage_of(acts).milestones
        assert any(act.touchpoint == "call" for act in acts)


def test_a_returner_lapses_and_comes_back() -> None:
    back = 0
    for acts in lives(personas.returner):
        ordered = orders(acts)
        gaps = [later.at - earlier.at for earlier, later in pairwise(ordered)]
        assert all(gap > 14 * DAY for gap in gaps)
        back += len(ordered) > 1
    assert back > LIVES / 2


def test_a_shop_regular_is_known_by_a_card() -> None:
    acts = live(personas.shop_regular, 1)
    assert {act.touchpoint for act in orders(acts)} == {"store"}


def test_a_family_signs_in_by_turns_on_one_tablet() -> None:
    people = defaultdict(set)
    for act in history():
        if act.carrier.kind == "tablet":
            people[act.carrier.id].add(act.person.user_id)
    assert [len(members) for members in people.values()] == [3, 3, 3]


def test_somebody_is_anonymous_first_and_known_later() -> None:
    known = defaultdict(list)
    for act in history():
        if act.touchpoint == "web":
            known[act.carrier.id].append(act.known)
    turned = [states for states in known.values() if states[0] is False and states[-1] is True]
    assert len(turned) > 10


def test_some_people_have_two_brands() -> None:
    brands = defaultdict(set)
    for act in history():
        brands[act.person.number].add(act.brand)
    assert 0.08 < sum(len(found) > 1 for found in brands.values()) / len(brands) < 0.3


def test_amounts_add_up_and_fit_their_currency() -> None:
    seen = set()
    for act in orders(list(history())):
        order = act.properties
        currency = order["currency"]
        seen.add(currency)
        goods = sum(
            round(product["price"] * 100) * product["quantity"]
            for product in order["products"]  # type: ignore[attr-defined]
        )
        assert round(order["revenue"] * 100) == goods  # type: ignore[operator]
        assert round(order["total"] * 100) == goods + round(order["shipping"] * 100)  # type: ignore[operator]
        assert isinstance(order["total"], int) == (currency == "KRW")
    assert seen == {"KRW", "EUR", "USD"}


@pytest.mark.parametrize("brand", [brand.slug for brand in BRANDS])
def test_every_stage_of_every_brand_is_peopled(brand: str) -> None:
    people = defaultdict(list)
    for act in history():
        if act.brand == brand:
            people[act.person.number].append(act)
    stages = Counter(stage_of(acts).current for acts in people.values())
    assert set(stages) == {"discover", "explore", "buy", "use", "ask", "engage"}
    assert max(stages.values()) < 0.6 * len(people)
