"""Sources and their keys, on both databases."""

import time

import pytest

from dangol.engines.database import Database
from dangol.kernel.errors import Unavailable, Unusable
from dangol.kernel.keys import key_digest
from dangol.registry.access import api as access
from dangol.registry.access.contracts import BrandUnknown, NameTaken
from dangol.registry.sources import api as sources
from dangol.registry.sources.contracts import Source, SourceUnknown
from dangol.registry.sources.directory import PATIENCE_SECONDS, SourceDirectory

NOW = 1_700_000_000_000_000


@pytest.fixture
def house(database: Database) -> Database:
    """An open brand and a walled one."""
    access.add_brand(database, "onggi", "Onggi", now=NOW)
    access.add_brand(database, "maru", "Maru", now=NOW, walled=True)
    return database


def test_a_source_is_found_by_its_name_and_by_its_key(house: Database) -> None:
    made, key = sources.add_source(house, "shop", "web", "onggi", secret=False, now=NOW)
    assert made == Source("shop", "web", "onggi", key, False, True, "", NOW, "KRW")
    assert key.startswith("wk_")
    assert sources.get_source(house, "shop") == made
    assert sources.source_of_key(house, key) == made
    assert sources.source_of_key(house, key + "x") is None
    assert sources.list_sources(house) == [made]


def test_a_secret_key_is_shown_once_and_its_source_is_believed(house: Database) -> None:
    made, key = sources.add_source(house, "till", "store", "onggi", secret=True, now=NOW)
    assert (made.write_key, made.proven) == ("", True)
    assert key.startswith("sk_")
    assert sources.source_of_key(house, key) == made


def test_a_server_is_believed_and_a_browser_is_not(house: Database) -> None:
    server, _ = sources.add_source(house, "back", "server", "onggi", secret=False, now=NOW)
    browser, _ = sources.add_source(house, "front", "web", "onggi", secret=False, now=NOW)
    assert (server.proven, browser.proven) == (True, False)


def test_a_source_of_a_walled_brand_has_its_realm_and_follows_the_wall(house: Database) -> None:
    made, key = sources.add_source(house, "rooms", "web", "maru", secret=False, now=NOW)
    assert made.realm == "maru"
    access.set_wall(house, "maru", False)
    assert sources.get_source(house, "rooms").realm == ""
    found = sources.source_of_key(house, key)
    assert found is not None
    assert found.realm == ""


@pytest.mark.parametrize("name", ["", " shop", "shop ", "a/b", "a\nb", "x" * 101, "<b>"])
def test_an_unusable_name_is_refused(house: Database, name: str) -> None:
    with pytest.raises(Unusable):
        sources.add_source(house, name, "web", "onggi", secret=False, now=NOW)
    assert sources.list_sources(house) == []


def test_an_unknown_touchpoint_or_brand_and_a_taken_name_are_refused(house: Database) -> None:
    made, _ = sources.add_source(house, "shop", "web", "onggi", secret=False, now=NOW)
    with pytest.raises(Unusable):
        sources.add_source(house, "fax", "fax", "onggi", secret=False, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(BrandUnknown):
        sources.add_source(house, "other", "web", "nobody", secret=False, now=NOW)
    with pytest.raises(NameTaken):
        sources.add_source(house, "shop", "app", "onggi", secret=False, now=NOW)
    assert sources.list_sources(house) == [made]


@pytest.mark.parametrize("secret", [False, True])
def test_a_rotated_key_ends_the_old_one_and_stays_of_its_kind(
    house: Database, secret: bool
) -> None:
    _, old = sources.add_source(house, "shop", "web", "onggi", secret=secret, now=NOW)
    new = sources.rotate_key(house, "shop")
    assert new[:3] == old[:3]
    assert sources.source_of_key(house, old) is None
    found = sources.source_of_key(house, new)
    assert found is not None
    assert found.write_key == ("" if secret else new)


def test_a_silenced_source_is_still_known_by_its_key(house: Database) -> None:
    _, key = sources.add_source(house, "shop", "web", "onggi", secret=False, now=NOW)
    assert not sources.set_enabled(house, "shop", False).enabled
    found = sources.source_of_key(house, key)
    assert found is not None
    assert not found.enabled
    assert sources.set_enabled(house, "shop", True).enabled


def test_what_is_not_there_is_told(house: Database) -> None:
    for ask in (
        lambda: sources.get_source(house, "nobody"),
        lambda: sources.get_source(house, "a\0b"),
        lambda: sources.rotate_key(house, "nobody"),
        lambda: sources.set_enabled(house, "nobody", False),
    ):
        with pytest.raises(SourceUnknown):
            ask()


def test_the_directory_finds_a_new_source_at_once(house: Database) -> None:
    directory = sources.SourceDirectory(house)
    assert directory.find("wk_nobody") is None
    made, key = sources.add_source(house, "shop", "web", "onggi", secret=False, now=NOW)
    time.sleep(PATIENCE_SECONDS * 1.2)
    assert directory.find(key) == made


class Loads:
    """A directory's source of knowledge that counts how often it is asked."""

    def __init__(self, found: dict[str, Source]) -> None:
        self.found = found
        self.asked = 0
        self.broken = False

    def __call__(self, _db: Database) -> dict[str, Source]:
        self.asked += 1
        if self.broken:
            raise Unavailable("database_unreachable", "It does not answer.")
        return self.found


def test_unknown_keys_make_the_directory_look_rarely_and_known_ones_each_second(
    sqlite_database: Database,
) -> None:
    now = [100.0]
    loads = Loads({})
    directory = SourceDirectory(sqlite_database, loads, lambda: now[0])
    for _ in range(50):
        assert directory.find("wk_guess") is None
    assert loads.asked == 1
    now[0] += 0.06
    for _ in range(50):
        directory.find("wk_guess")
    assert loads.asked == 2
    now[0] += 1.0
    directory.find("wk_guess")
    assert loads.asked == 3


def test_the_directory_goes_on_with_what_it_knew_while_the_database_is_away(
    house: Database,
) -> None:
    made, key = sources.add_source(house, "shop", "web", "onggi", secret=False, now=NOW)
    now = [0.0]
    loads = Loads({key_digest(key): made})
    directory = SourceDirectory(house, loads, lambda: now[0])
    assert directory.find(key) == made
    loads.broken = True
    now[0] += 5
    assert directory.find(key) == made
    fresh = SourceDirectory(house, loads, lambda: now[0])
    with pytest.raises(Unavailable):
        fresh.find(key)
