"""Finding customers: by identifiers in any writing, by numbers long dead."""

from dangol.engines.database import Database
from dangol.kernel.event import Identifier
from dangol.live.identity.api import (
    find_customer,
    list_merges,
    list_refusals,
    normalise,
    survivor_of,
)
from dangol.live.identity.contracts import Merge, RefusalCount
from tests.rooms.identity.house import House
from tests.rules.identity.made import made_event


def test_an_identifier_in_another_writing_finds_its_customer(database: Database) -> None:
    house = House(database)
    traits = {"email": "Mina@Example.org", "phone": "010-2345-6789"}
    house.hear(made_event("0", user_id="other"))
    house.hear(made_event("1", "identify", user_id="u", traits=traits))
    assert find_customer(database, "email", " MINA@example.ORG ") == 1
    assert find_customer(database, "Phone", "+82 10 2345 6789") == 1
    assert find_customer(database, "user_id", "u ") == 1
    assert find_customer(database, "user_id", "U") is None
    assert find_customer(database, "email", "nobody@example.org") is None
    assert find_customer(database, "email", "no address") is None
    assert find_customer(database, "no:type", "u") is None


def test_a_walled_brand_is_found_only_in_its_realm(database: Database) -> None:
    house = House(database)
    house.hear(made_event("1", user_id="7"), made_event("2", user_id="7", realm="maru"))
    assert find_customer(database, "user_id", "7") == 0
    assert find_customer(database, "user_id", "7", "maru") == 1
    assert find_customer(database, "user_id", "7", "onggi") is None


def test_the_dead_resolve_over_any_chain_of_merges(database: Database) -> None:
    house = House(database)
    for number in range(4):
        house.hear(made_event(f"{number}", anonymous_id=f"a{number}"))
    for number in (2, 1, 0):
        house.hear(
            made_event(
                f"join{number}",
                kind="alias",
                anonymous_id=f"a{number}",
                previous_id=f"a{number + 1}",
            )
        )
        house.restart()
    assert [survivor_of(database, customer) for customer in range(4)] == [0, 0, 0, 0]
    assert survivor_of(database, 99) == 99
    assert [find_customer(database, "anonymous_id", f"a{n}") for n in range(4)] == [0, 0, 0, 0]
    assert list_merges(database, 0) == [
        Merge(4, 2, 3, (3,)),
        Merge(5, 1, 2, (2, 3)),
        Merge(6, 0, 1, (1, 2, 3)),
    ]
    assert list_merges(database, 3) == []


def test_it_is_told_why_an_identifier_was_set_aside(database: Database) -> None:
    house = House(database)
    house.hear(*(made_event(f"{n}", user_id=f"u{n}", device_id="kiosk") for n in range(3)))
    house.hear(made_event("3", user_id="u3", device_id="kiosk"), made_event("4", user_id="null"))
    assert list_refusals(database, "device_id", "kiosk") == [
        RefusalCount("limit:user_id", times=3, first=1, last=3)
    ]
    assert list_refusals(database, "user_id", " NULL") == []
    assert list_refusals(database, "user_id", "null") == [RefusalCount("blocked", 1, 4, 4)]
    assert list_refusals(database, "user_id", "") == []


def test_normalising_is_the_same_at_the_door() -> None:
    assert normalise(" Phone", "010-2345-6789") == Identifier("phone", "+821023456789")
    assert normalise("phone", "(415) 555-2671", "US") == Identifier("phone", "+14155552671")
    assert normalise("email", "nonsense") is None
