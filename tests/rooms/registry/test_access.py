"""Brands, walls, API keys and what somebody sees, on both databases."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from dangol.engines.database import Database
from dangol.kernel.errors import Unknown, Unusable
from dangol.registry.access import api as access
from dangol.registry.access.contracts import BrandUnknown, NameTaken, View
from tests.rooms.registry.rows import add_user, kept_passwords

NOW = 1_700_000_000_000_000


@pytest.fixture
def house(database: Database) -> Database:
    """Two open brands and a walled one."""
    access.add_brand(database, "onggi", "Onggi", now=NOW)
    access.add_brand(database, "sotbab", "솥밥", now=NOW, zone="UTC", currency="USD")
    access.add_brand(database, "maru", "Maru", now=NOW, walled=True)
    return database


def test_brands_come_back_as_they_were_added_by_name(house: Database) -> None:
    assert [brand.slug for brand in access.list_brands(house)] == ["maru", "onggi", "sotbab"]
    sotbab = access.get_brand(house, "sotbab")
    assert (sotbab.name, sotbab.walled, sotbab.zone, sotbab.currency) == (
        "솥밥",
        False,
        "UTC",
        "USD",
    )


def test_an_unknown_brand_is_told(house: Database) -> None:
    with pytest.raises(BrandUnknown) as caught:
        access.get_brand(house, "nobody")
    assert caught.value.code == "brand_unknown"


def test_a_taken_short_name_is_refused_and_changes_nothing(house: Database) -> None:
    before = access.list_brands(house)
    with pytest.raises(NameTaken):
        access.add_brand(house, "onggi", "Another", now=NOW)
    assert access.list_brands(house) == before


@pytest.mark.parametrize(
    ("slug", "name", "zone", "currency", "field"),
    [
        ("Onggi!", "Onggi", "UTC", "KRW", "slug"),
        ("o" * 64, "Onggi", "UTC", "KRW", "slug"),
        ("onggi-", "Onggi", "UTC", "KRW", "slug"),
        ("onggi", "  ", "UTC", "KRW", "name"),
        ("onggi", "Onggi", "Mars/Olympus", "KRW", "zone"),
        ("onggi", "Onggi", "UTC", "won", "currency"),
    ],
)
def test_a_brand_with_an_unusable_part_is_refused(
    database: Database, slug: str, name: str, zone: str, currency: str, field: str
) -> None:
    with pytest.raises(Unusable) as caught:
        access.add_brand(database, slug, name, now=NOW, zone=zone, currency=currency)
    assert list(caught.value.fields) == [field]
    assert access.list_brands(database) == []


def test_a_wall_can_be_set_and_opened(house: Database) -> None:
    assert access.set_wall(house, "onggi", True).walled
    assert not access.set_wall(house, "onggi", False).walled
    with pytest.raises(BrandUnknown):
        access.set_wall(house, "nobody", True)


def test_a_view_of_open_brands_does_not_see_over_a_wall(house: Database) -> None:
    brands = access.list_brands(house)
    assert access.visible_brands(brands, View(open_brands=True)) == {"onggi", "sotbab"}
    named = View(open_brands=False, named=frozenset({"maru", "gone"}))
    assert access.visible_brands(brands, named) == {"maru"}
    assert access.visible_brands(brands, View(open_brands=False)) == frozenset()


def test_a_key_is_found_by_its_secret_alone_and_the_secret_is_not_kept(house: Database) -> None:
    secret = access.add_key(house, "reports", "read", ["sotbab"], now=NOW)
    assert secret.startswith("dk_")
    found = access.find_key(house, secret)
    assert found is not None
    assert (found.name, found.scope) == ("reports", "read")
    assert found.view == View(open_brands=False, named=frozenset({"sotbab"}))
    assert access.find_key(house, secret[:-1]) is None
    assert access.find_key(house, "") is None
    assert access.find_key(house, "dk_\ud800") is None
    assert access.list_keys(house) == [found]


def test_a_key_without_brands_sees_all_that_have_no_wall(house: Database) -> None:
    found = access.find_key(house, access.add_key(house, "all", "admin", [], now=NOW))
    assert found is not None
    assert found.view == View(open_brands=True)


def test_two_keys_are_never_alike(house: Database) -> None:
    keys = {access.add_key(house, f"k{number}", "read", [], now=NOW) for number in range(20)}
    assert len(keys) == 20
    assert all(len(key) == len("dk_") + 43 for key in keys)


def test_a_key_for_an_unknown_brand_or_of_a_taken_name_is_refused(house: Database) -> None:
    access.add_key(house, "k", "read", [], now=NOW)
    before = access.list_keys(house)
    with pytest.raises(BrandUnknown):
        access.add_key(house, "other", "read", ["nobody"], now=NOW)
    with pytest.raises(NameTaken):
        access.add_key(house, "k", "read", [], now=NOW)
    with pytest.raises(Unusable):
        access.add_key(house, " ", "read", [], now=NOW)
    assert access.list_keys(house) == before


def test_a_revoked_key_is_not_known_any_more(house: Database) -> None:
    secret = access.add_key(house, "k", "write", [], now=NOW)
    access.revoke_key(house, "k")
    assert access.find_key(house, secret) is None
    with pytest.raises(Unknown):
        access.revoke_key(house, "k")


def test_a_person_sees_the_open_brands_and_those_named(house: Database) -> None:
    everyone = add_user(house, "sales", open_brands=True)
    guest = add_user(house, "guest", open_brands=False, brands=["maru"])
    gone = add_user(house, "gone", open_brands=True, active=False)
    assert access.view_of_user(house, everyone) == View(open_brands=True)
    assert access.view_of_user(house, guest) == View(False, frozenset({"maru"}))
    assert access.view_of_user(house, gone) == View(open_brands=False)
    assert access.view_of_user(house, 999_999) == View(open_brands=False)


def test_the_first_people_are_made_once_and_django_knows_their_passwords(
    database: Database,
) -> None:
    people = access.add_first_people(database)
    assert [person.role for person in people] == list(access.ROLES)
    assert access.add_first_people(database) == []
    for name, kept in kept_passwords(database):
        told = next(person.password for person in people if person.name == name)
        assert PBKDF2PasswordHasher().verify(told, kept)
        assert not PBKDF2PasswordHasher().verify(f"{told}x", kept)
