"""Lists of customers: newest first, searched, by stage, paged, and only what is in view."""

from typing import Any

import pytest

from dangol.engines.database import Database
from dangol.kernel.errors import Unusable
from dangol.live.profiles.api import find_cards, list_customers
from dangol.live.profiles.contracts import Card, Stage
from tests.rooms.profiles.world import BRANDS, World, heard
from tests.rules.profiles.making import day


@pytest.fixture
def world(database: Database) -> World:
    found = World(database)
    found.hear(
        heard(1, "identify", 1, "email:mina@x.org", traits={"name": "김민아"}),
        heard(2, "identify", 5, "phone:+821023456789", traits={"name": "박서준"}),
        heard(2, "Order Completed", 90, "user_id:u2", brand="maru"),
        heard(3, "Product Viewed", 80, "anonymous_id:v-17"),
        heard(4, "identify", 3, "email:kim@x.org", brand="maru", traits={"name": "Kim_100%"}),
    )
    return found


def listed(world: World, **wanted: object) -> list[int]:
    cards, following = list_customers(world.database, BRANDS, now=world.now, **wanted)  # type: ignore[arg-type]
    assert following is None
    return [card.customer for card in cards]


def test_those_seen_last_come_first(world: World) -> None:
    assert listed(world) == [2, 3, 4, 1]


def test_a_card_tells_who_and_when(world: World) -> None:
    cards, _ = list_customers(world.database, BRANDS, now=world.now)
    stages: dict[str, Stage] = {"maru": "buy", "onggi": "discover"}
    assert cards[0] == Card(2, "박서준", "+821023456789", stages, 2, day(5), day(90))
    assert (cards[1].label, cards[1].hint) == ("", "")


def test_a_part_of_a_name_or_identifier_finds(world: World) -> None:
    found = {
        "민아": [1],
        "서준": [2],
        "MINA@": [1],
        "010-2345-6789": [2],
        "v-17": [3],
        "x.org": [4, 1],
        "%": [4],
        "_": [4],
        "u2": [2],
        "nobody": [],
        "' OR 1=1 --": [],
        "\x00": [2, 3, 4, 1],
    }
    assert {text: listed(world, text=text) for text in found} == found


def test_a_stage_is_told_for_the_instant(world: World) -> None:
    assert listed(world, stage="explore") == [3]
    assert listed(world, stage="buy") == [2]
    assert listed(world, stage="discover") == [2, 4, 1]
    assert listed(world, stage="buy", brand="onggi") == []
    assert listed(world, stage="discover", text="서준") == [2]
    cards, _ = list_customers(world.database, BRANDS, stage="explore", now=day(110))
    assert cards == []


def test_one_brand_lists_its_own_customers_by_its_own_times(world: World) -> None:
    assert listed(world, brand="onggi") == [3, 2, 1]
    cards, _ = list_customers(world.database, BRANDS, brand="onggi", now=world.now)
    assert (cards[1].events, cards[1].last_seen) == (1, day(5))
    assert cards[1].stages == {"onggi": "discover"}
    assert listed(world, brand="onggi", text="u2") == [2]
    assert listed(world, brand="sotbab") == []


def test_given_customers_are_told_as_the_list_tells_them(world: World) -> None:
    def told(*customers: int, **wanted: Any) -> list[Card]:
        return find_cards(world.database, customers, BRANDS, now=world.now, **wanted)

    cards, _ = list_customers(world.database, BRANDS, now=world.now)
    assert told(1, 2, 3, 4, 99) == cards
    assert [card.customer for card in told(1, 2, 4, brand="maru")] == [2, 4]
    assert [card.customer for card in told(1, 2, 3, stage="buy")] == [2]
    assert told(4, brand="onggi") == told() == []


def test_what_is_not_in_view_is_not_there(world: World) -> None:
    cards, _ = list_customers(world.database, frozenset(["maru"]))
    assert [(card.customer, card.label, card.hint) for card in cards] == [
        (2, "u2", ""),
        (4, "Kim_100%", "kim@x.org"),
    ]
    assert list_customers(world.database, frozenset(["maru"]), text="서준") == ([], None)
    assert list_customers(world.database, frozenset()) == ([], None)


def test_pages_follow_each_other_without_gap(database: Database) -> None:
    world = World(database)
    world.hear(
        *(
            heard(customer, "identify", customer // 3, f"user_id:e{customer}", brand=brand)
            for customer in range(20)
            for brand in ("onggi", "maru")[: 1 + customer % 2]
        )
    )
    in_order = sorted(range(20), key=lambda n: (n // 3, n), reverse=True)
    for wanted in ({}, {"text": "e"}, {"stage": "discover"}, {"stage": "discover", "text": "e"}):
        assert all_pages(world, wanted) == in_order


def all_pages(world: World, wanted: dict[str, str]) -> list[int]:
    found: list[int] = []
    after = None
    while True:
        cards, after = list_customers(
            world.database, BRANDS, limit=3, after=after, now=world.now, **wanted
        )
        found += [card.customer for card in cards]
        if after is None:
            return found


def test_a_cursor_of_somebody_else_is_refused(database: Database) -> None:
    for cursor in ("", "x", "1", "1.x", "1.2.3", "1e3.2"):
        with pytest.raises(Unusable):
            list_customers(database, BRANDS, after=cursor)
