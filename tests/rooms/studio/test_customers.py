"""What the customers' pages read, on both databases."""

import itertools
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.clock import DAY, HOUR
from dangol.kernel.event import Event, encode_entry
from dangol.kernel.ids import customer_id
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import find_profile
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog, Retention
from dangol.memory.lake.api import open_lake
from dangol.registry.access.contracts import Brand
from dangol.studio.customers.joins import Join, find_joins
from dangol.studio.customers.listing import ROWS, Asked, list_rows
from dangol.studio.customers.portrait import paint
from dangol.studio.customers.search import find_exact
from dangol.studio.customers.timeline import LINES, find_event, read_stretch

NOW = 1_800_000_000_000_000
ONGGI = Brand("onggi", "Onggi", walled=False, zone="Asia/Seoul", currency="KRW")
MARU = Brand("maru", "Maru", walled=False, zone="Asia/Seoul", currency="KRW")
VAULT = Brand("vault", "Vault", walled=True, zone="UTC", currency="EUR")
NO_LAKE = open_lake(Path("nowhere"))
Send = Callable[..., None]


@pytest.fixture
def send(database: Database, log: EventLog) -> Send:
    numbers = itertools.count()

    def send_events(*names: str, brand: Brand = ONGGI, **more: object) -> None:
        for name in names:
            number = next(numbers)
            fields: dict[str, object] = {
                "type": "track",
                "touchpoint": "web",
                "at": NOW - DAY + number * HOUR // 10,
                "received": NOW,
                "proven": True,
                "user_id": "mina",
                **more,
            }
            event = Event(
                name=name,
                message_id=f"m{number}",
                source=f"{brand.slug}-web",
                brand=brand.slug,
                realm=brand.slug if brand.walled else "",
                **fields,
            )
            log.append([encode_entry(event)])
        trip = Trip(database, log, lambda: NOW)
        while trip.step():
            pass

    return send_events


def raw(**fields: object) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(fields).encode())


def everything(event: Event) -> bool:
    return event.brand == "onggi"


def asked(text: str = "", after: str | None = None, **more: Any) -> Asked:
    return Asked(**{"text": text, "brand": None, "stage": None, "after": after, "now": NOW} | more)


def strands(database: Database, brands: frozenset[str]) -> list[int]:
    number = find_customer(database, "user_id", "mina")
    profile = None if number is None else find_profile(database, number, brands, NOW)
    return profile.strands if profile else []


def test_a_customer_is_found_exactly_in_the_house_and_behind_seen_walls(
    database: Database, send: Send
) -> None:
    send("Signed Up")
    send("Signed Up", brand=VAULT, user_id="mina")
    house = find_exact(database, "mina", [ONGGI], NOW)
    both = find_exact(database, "user_id:mina", [ONGGI, VAULT], NOW)
    assert len(house) == 1
    assert len(both) == 2
    assert find_exact(database, customer_id(house[0]), [ONGGI], NOW) == house
    assert find_exact(database, "", [ONGGI], NOW) == []


def test_an_identifier_that_only_an_unseen_brand_knows_finds_nobody(
    database: Database, send: Send
) -> None:
    browser = {"user_id": None, "anonymous_id": "browser-1"}
    send("", type="identify", traits=raw(email="mina@example.org"), **browser)
    send("Product Viewed", brand=MARU, **browser)
    assert len(find_exact(database, "MINA@example.org", [ONGGI], NOW)) == 1
    for text in ("mina@example.org", "email:mina@example.org"):
        assert find_exact(database, text, [MARU], NOW) == []
        page = list_rows(database, [MARU], asked(text), masked=False)
        assert (page.exact, page.rows) == ([], [])
    assert len(find_exact(database, "browser-1", [MARU], NOW)) == 1


def test_the_list_puts_exact_finds_first_and_once(database: Database, send: Send) -> None:
    send("Signed Up")
    send("Signed Up", user_id="minato")
    page = list_rows(database, [ONGGI], asked("mina"), masked=False)
    assert [row.label for row in page.exact] == ["mina"]
    assert [row.label for row in page.rows] == ["minato"]
    assert page.rows[0].stages == [("Onggi", "explore")]


def test_under_a_brand_a_row_tells_of_that_brand_alone(database: Database, send: Send) -> None:
    send("Order Completed", at=NOW - 9 * DAY)
    send("Product Viewed", "Product Viewed", brand=MARU)
    for text in ("", "mina"):
        page = list_rows(database, [ONGGI, MARU], asked(text, brand=ONGGI), masked=False)
        (row,) = page.rows or page.exact
        assert (row.last_seen, row.events, row.stages) == (NOW - 9 * DAY, 1, [("Onggi", "buy")])


def test_exact_finds_keep_to_the_filters(database: Database, send: Send) -> None:
    send("Order Completed")
    for wanted in ({"brand": MARU}, {"stage": "explore"}):
        page = list_rows(database, [ONGGI, MARU], asked("mina", **wanted), masked=False)
        assert (page.exact, page.rows) == ([], [])
    page = list_rows(database, [ONGGI, MARU], asked("mina", brand=ONGGI, stage="buy"), masked=False)
    assert [row.label for row in page.exact] == ["mina"]


def test_an_exact_find_stands_on_the_first_page_alone(database: Database, send: Send) -> None:
    send("Signed Up")
    for number in range(ROWS + 3):
        send("Signed Up", user_id=f"mina-{number}")
    newest = list_rows(database, [ONGGI], asked("mina"), masked=False)
    assert newest.after is not None
    rest = list_rows(database, [ONGGI], asked("mina", newest.after), masked=False)
    assert [row.label for row in newest.exact] == ["mina"]
    assert rest.exact == []
    assert "mina" not in {row.label for row in (*newest.rows, *rest.rows)}
    assert len({row.customer for row in (*newest.rows, *rest.rows)}) == ROWS + 3


def test_who_sees_no_personal_data_finds_by_whole_identifiers_alone(
    database: Database, send: Send
) -> None:
    send("", type="identify", traits=raw(name="Mina Kim", email="mina@example.org"))
    for part in ("Mina K", "mina@", "example"):
        page = list_rows(database, [ONGGI], asked(part), masked=True)
        assert (page.exact, page.rows, page.after) == ([], [], None)
    page = list_rows(database, [ONGGI], asked("mina@example.org"), masked=True)
    assert [row.label for row in page.exact] == ["M•••"]


def test_the_list_hides_what_is_not_in_view(database: Database, send: Send) -> None:
    send("Signed Up", brand=MARU)
    page = list_rows(database, [ONGGI], asked("mina"), masked=False)
    assert (page.exact, page.rows, page.after) == ([], [], None)


def test_the_list_masks_labels_and_hints(database: Database, send: Send) -> None:
    send("", type="identify", traits=raw(name="Mina Kim", email="mina@example.org"))
    row = list_rows(database, [ONGGI], asked(), masked=True).rows[0]
    assert (row.label, row.hint) == ("M•••", "m•••@e•••.org")


def test_the_timeline_shows_only_brands_in_view(
    database: Database, log: EventLog, send: Send
) -> None:
    send("Signed Up", "Product Viewed")
    send("Order Completed", brand=MARU)
    both = strands(database, frozenset(("onggi", "maru")))
    stretch = read_stretch(database, log, NO_LAKE, both, everything, None)
    assert [heard.event.name for heard in stretch.heard] == ["Product Viewed", "Signed Up"]
    assert stretch.earlier is None


def test_stretches_follow_each_other_without_gap_or_overlap(
    database: Database, log: EventLog, send: Send
) -> None:
    names = [f"Deed {number}" for number in range(LINES + 7)]
    send(*names)
    mine = strands(database, frozenset(("onggi",)))
    newest = read_stretch(database, log, NO_LAKE, mine, everything, None)
    assert newest.earlier is not None
    rest = read_stretch(database, log, NO_LAKE, mine, everything, newest.earlier)
    told = [heard.event.name for heard in (*newest.heard, *rest.heard)]
    assert told == names[::-1]
    assert rest.earlier is None


def test_an_event_is_found_only_for_its_own_customer(
    database: Database, log: EventLog, send: Send
) -> None:
    send("Signed Up")
    send("Signed In", user_id="another")
    mine = strands(database, frozenset(("onggi",)))
    found = find_event(database, log, NO_LAKE, 0, mine)
    assert found is not None
    assert found.name == "Signed Up"
    assert find_event(database, log, NO_LAKE, 1, mine) is None
    assert find_event(database, log, NO_LAKE, 999, mine) is None


def test_it_is_told_why_several_are_one_customer(
    database: Database, log: EventLog, send: Send
) -> None:
    browser = {"user_id": None, "anonymous_id": "0b1c2d3e4f5a"}
    send("Product Viewed", **browser)
    send("Signed Up")
    assert joins(database, log, frozenset(("onggi",))) == []
    send("", type="identify", anonymous_id="0b1c2d3e4f5a")
    (join,) = joins(database, log, frozenset(("onggi",)))
    assert (join.at, join.offset, join.source) == (NOW, 2, "onggi-web")
    assert {str(one["value"]) for one in join.identifiers} == {"mina", "0b1c2d3e4f5a"}
    (masked,) = joins(database, log, frozenset(("onggi",)), masked=True)
    assert {str(one["value"]) for one in masked.identifiers} == {"m•••", "0b•••5a"}


def test_of_a_join_by_an_unseen_brand_only_the_day_is_told(
    database: Database, log: EventLog, send: Send
) -> None:
    send("Product Viewed", user_id=None, anonymous_id="browser-1")
    send("Signed Up")
    send("", type="identify", anonymous_id="browser-1", brand=MARU)
    assert joins(database, log, frozenset(("onggi",))) == [Join(NOW)]


def test_what_only_an_unseen_brand_had_apart_was_never_two(
    database: Database, log: EventLog, send: Send
) -> None:
    send("Product Viewed", user_id=None, anonymous_id="browser-1", brand=MARU)
    send("Signed Up")
    send("Linked", anonymous_id="browser-1", brand=MARU)
    assert joins(database, log, frozenset(("onggi",))) == []
    assert len(joins(database, log, frozenset(("onggi", "maru")))) == 1


def joins(
    database: Database, log: EventLog, sees: frozenset[str], *, masked: bool = False
) -> list[Join]:
    number = find_customer(database, "user_id", "mina")
    profile = None if number is None else find_profile(database, number, sees, NOW)
    assert profile is not None
    return find_joins(database, log, NO_LAKE, profile, sees, masked=masked).shown


def test_the_portrait_tells_values_as_people_read_them(database: Database, send: Send) -> None:
    address = {"street": "Sejong-daero 1", "city": "Seoul", "geo": None}
    send("", type="identify", traits=raw(email="mina@example.org", address=address, member=True))
    send("Order Completed", properties=raw(total="1234.5", currency="USD"))
    number = find_customer(database, "user_id", "mina")
    assert number is not None
    profile = find_profile(database, number, frozenset(("onggi",)), NOW)
    assert profile is not None
    portrait = paint(profile, [ONGGI, MARU], "ko", masked=False)
    assert portrait.revenue == ["US$1,234.50"]
    assert portrait.brands == [ONGGI]
    told = {trait["name"]: trait["text"] for trait in portrait.traits}
    assert told == {
        "이메일 주소": "mina@example.org",
        "주소": "Sejong-daero 1, Seoul",
        "Member": "예",
    }
    masked = paint(profile, [ONGGI], "en", masked=True)
    assert masked.label == "m•••@e•••.org"
    assert {trait["text"] for trait in masked.traits} == {"•••", "•••, •••"}


def test_a_stretch_counts_what_the_log_no_longer_gives(
    database: Database, log: EventLog, send: Send, tmp_path: Path
) -> None:
    send("Signed Up", "Product Viewed", "Cart Viewed", "Order Completed")
    mina = strands(database, frozenset({"onggi"}))
    while log.forget(Retention(age=0), 2, clock.now() + DAY):
        pass
    with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as connection:
        connection.execute("UPDATE chunk SET body = zeroblob(9) WHERE first = 2")
    stretch = read_stretch(database, log, NO_LAKE, mina, everything, None)
    assert [heard.event.name for heard in stretch.heard] == ["Order Completed"]
    assert (stretch.forgotten, stretch.lost, stretch.earlier) == (2, 1, None)
    assert find_event(database, log, NO_LAKE, 0, mina) is None
    assert find_event(database, log, NO_LAKE, 2, mina) is None
