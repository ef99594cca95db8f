"""Short names and keys, without a database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.registry.access import roles, rules
from dangol.registry.sources import rules as source_rules


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Onggi", "onggi"),
        ("  Maru & Co. ", "maru-co"),
        ("ACCEPT", "accept"),
        ("Ünïcode 9", "n-code-9"),
        ("Straße", "strasse"),
    ],
)
def test_a_short_name_can_be_typed(name: str, slug: str) -> None:
    assert rules.brand_slug(name) == slug


@given(st.text(min_size=1, max_size=300))
def test_every_name_gives_one_usable_short_name(name: str) -> None:
    slug = rules.brand_slug(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 63
    assert rules.brand_slug(name) == slug


def test_a_korean_name_gets_a_short_name_of_its_own() -> None:
    assert rules.brand_slug("온기") != rules.brand_slug("솥밥")


def test_keys_say_what_they_are() -> None:
    assert rules.new_key().startswith("dk_")
    assert source_rules.new_write_key(secret=False).startswith("wk_")
    assert source_rules.new_write_key(secret=True).startswith("sk_")


def test_every_role_may_do_something_and_personal_data_is_for_those_who_meet_customers() -> None:
    assert all(roles.ROLES.values())
    meeting = {role for role, rights in roles.ROLES.items() if "view_personal" in rights}
    assert meeting == {"Marketing", "Service", "Sales"}


def test_keys_walls_and_people_are_in_the_hands_of_it_alone() -> None:
    for right in ("manage_keys", "manage_brands", "manage_people", "change_sources"):
        assert [role for role, rights in roles.ROLES.items() if right in rights] == ["IT"]
