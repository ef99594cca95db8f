"""What the drawer of live events says that an event changed, on both databases."""

import msgspec
import pytest

from dangol.engines.database import Database
from dangol.kernel.clock import DAY, HOUR
from dangol.kernel.event import Event, encode_entry
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog
from dangol.studio.live_events.effects import Viewer, tell_effects

NOW = 1_800_000_000_000_000
SEES = Viewer(frozenset({"onggi"}), NOW, masked=False)
MASKED = Viewer(frozenset({"onggi"}), NOW, masked=True)


def event(number: int, name: str, **more: object) -> Event:
    fields: dict[str, object] = {"type": "track", "message_id": f"m{number}", **more}
    return Event(
        name=name,
        source="onggi-web",
        touchpoint="web",
        brand="onggi",
        at=NOW - DAY + number * HOUR,
        received=NOW - HOUR,
        proven=True,
        **fields,  # type: ignore[arg-type]
    )


def identify(number: int, traits: dict[str, object], **more: object) -> Event:
    raw = msgspec.Raw(msgspec.json.encode(traits))
    return event(number, "", type="identify", traits=raw, **more)


EVENTS = (
    event(0, "Product Viewed", anonymous_id="a1"),
    identify(1, {"plan": "gold", "email": "mina@example.org"}, user_id="mina"),
    identify(2, {"plan": "silver"}, user_id="mina", anonymous_id="a1"),
    event(3, "Order Completed", user_id="mina"),
    event(3, "Order Completed", user_id="mina"),
    event(5, "Nobody's"),
)


@pytest.fixture
def told(database: Database, log: EventLog) -> Database:
    log.append([encode_entry(one) for one in EVENTS])
    trip = Trip(database, log, lambda: NOW)
    while trip.step():
        pass
    return database


@pytest.fixture(autouse=True)
def _in_english() -> None:
    from django.conf import settings  # the sentences are the Studio's, so they need Django

    if not settings.configured:
        settings.configure(USE_I18N=False)


def say(database: Database, offset: int, viewer: Viewer = SEES) -> list[str]:
    return tell_effects(database, EVENTS[offset], offset, viewer)


def test_a_first_event_begins_a_customer_and_a_stage(told: Database) -> None:
    said = say(told, 0)
    assert said[0] == "A new customer began with it."
    assert any(sentence.startswith("Stage: begins with") for sentence in said)


def test_an_event_that_joins_says_so(told: Database) -> None:
    said = say(told, 2)
    assert "It showed that two customers are one: they were joined." in said
    assert "Trait plan: silver." in said


def test_a_trait_that_was_told_anew_is_said_to_be_so(told: Database) -> None:
    said = say(told, 1)
    assert "That customer has become one with another since." in said
    assert "Trait plan: told, and told anew by another event." in said
    assert "Trait email: mina@example.org." in said


def test_who_sees_no_personal_data_reads_none(told: Database) -> None:
    said = " ".join(say(told, 1, MASKED))
    assert "mina" not in said
    assert "m•••@e•••.org" in said


def test_what_changed_nothing_says_why(told: Database) -> None:
    assert say(told, 4) == ["Nothing: it had come before, and counts once."]
    assert say(told, 5) == ["Nothing: what it names is no usable identifier, so it is nobody's."]
    later = tell_effects(told, EVENTS[0], 99, SEES)
    assert later == ["Nothing yet: it waits for its turn."]


def test_of_a_brand_out_of_view_nothing_is_told(told: Database) -> None:
    assert say(told, 0, Viewer(frozenset({"maru"}), NOW, masked=False)) == []
