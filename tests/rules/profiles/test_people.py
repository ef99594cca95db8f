"""What people are called and how they are found."""

from typing import Any

import pytest

from dangol.live.profiles.rules.facts import Facts, fold
from dangol.live.profiles.rules.lifecycle import default_lifecycle
from dangol.live.profiles.rules.parsing import parse_lifecycle
from dangol.live.profiles.rules.people import is_known, name_person, search_text, search_words
from dangol.live.profiles.rules.views import view_card, view_profile
from tests.rules.profiles.making import START, day, event, facts_of

RULES = parse_lifecycle(default_lifecycle())


@pytest.mark.parametrize(
    ("traits", "label"),
    [
        ({"name": "Mina  Kim "}, "Mina Kim"),
        ({"firstName": "Ada", "lastName": "Lovelace"}, "Ada Lovelace"),
        ({"first_name": "민아", "last_name": "김"}, "김민아"),
        ({"lastName": "Lovelace"}, "Lovelace"),
        ({"name": "", "firstName": "Ada"}, "Ada"),
        ({"name": {"first": "Ada"}}, "a@x.org"),
        ({"name": None}, "a@x.org"),
        ({"name": 7}, "a@x.org"),
        ({}, "a@x.org"),
    ],
)
def test_the_name_is_the_label_else_the_best_identifier(traits: Any, label: str) -> None:
    identifiers = ("anonymous_id:v", "loyalty_id:l", "user_id:u", "email:a@x.org")
    facts = facts_of(event("identify", START, traits=traits), identifiers=identifiers)
    assert name_person(facts[0].values())[0] == label


def test_the_hint_tells_people_of_one_name_apart() -> None:
    facts = facts_of(
        event("identify", START, traits={"name": "Mina"}), identifiers=("user_id:u", "phone:+821")
    )
    assert name_person(facts[0].values()) == ("Mina", "+821")


def test_a_visitor_has_no_label() -> None:
    facts = facts_of(event("page", START), identifiers=("anonymous_id:v", "device_id:d"))
    assert name_person(facts[0].values()) == ("", "")
    assert not is_known(facts[0].values())


def test_a_person_is_known_by_any_identifier_of_a_person() -> None:
    facts = facts_of(event("page", START), identifiers=("anonymous_id:v", "loyalty_id:7"))
    assert is_known(facts[0].values())


@pytest.mark.parametrize("text", ["민아", "KIM", "mina@", "10-2345", "v-17", "010 2345 6789"])
def test_a_part_of_name_or_identifier_finds(text: str) -> None:
    facts = facts_of(
        event("identify", START, traits={"name": "김민아 Kim"}),
        identifiers=("email:mina@x.org", "phone:+821023456789", "anonymous_id:v-17"),
    )
    words, digits = search_words(text)
    found = search_text(facts[0].values())
    assert words in found or digits in found


def test_what_another_brand_knows_is_as_if_it_were_not_there() -> None:
    facts: Facts = {}
    here = event("page", day(0))
    there = event("identify", day(1), brand="maru", traits={"name": "Mina"})
    fold(facts, 0, here, ("anonymous_id:v",))
    fold(facts, 0, there, ("email:mina@x.org",))
    fold(facts, 1, there, ("email:mina@x.org",))
    profile = view_profile(7, facts, {"onggi": RULES}, day(2))
    assert profile is not None
    assert (profile.label, profile.events, profile.strands) == ("", 1, [0])
    assert [fact.type for fact in profile.identifiers] == ["anonymous_id"]
    assert profile.traits == {}
    assert list(profile.stages) == list(profile.lifetime) == ["onggi"]
    assert profile.last_seen == day(0)
    assert view_profile(7, facts, {"sotbab": RULES}, day(2)) is None
    assert view_card(7, facts, {"onggi"}, {"onggi": RULES}, day(2)).label == ""
    card = view_card(7, facts, {"onggi", "maru"}, {"onggi": RULES}, day(2))
    assert (card.events, card.last_seen, list(card.stages)) == (1, day(0), ["onggi"])


def test_a_profile_tells_where_everything_came_from() -> None:
    facts: Facts = {}
    fold(facts, 0, event("identify", day(0), traits={"plan": "free"}), ("email:a@x.org",))
    fold(
        facts,
        1,
        event("identify", day(2), touchpoint="app", traits={"plan": "gold"}),
        ("email:a@x.org",),
    )
    ordered = {"total": "9.90", "currency": "EUR"}
    fold(facts, 1, event("Order Completed", day(3), touchpoint="store", properties=ordered), ())
    profile = view_profile(7, facts, {"onggi": RULES}, day(4))
    assert profile is not None
    assert (profile.traits["plan"].value, profile.traits["plan"].source) == ("gold", "onggi app")
    email = profile.identifiers[0]
    assert (email.first_seen, email.last_seen, email.source) == (day(0), day(2), "onggi web")
    assert [fact.source for fact in profile.touchpoints] == [
        "onggi store",
        "onggi app",
        "onggi web",
    ]
    bought = profile.lifetime["onggi"]
    assert (bought.orders, str(bought.revenue["EUR"]), bought.first_order) == (1, "9.90", day(3))
    assert profile.stages["onggi"].current == "buy"
