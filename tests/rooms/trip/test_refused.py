"""Refused events on both engines: kept within bounds, found again, sent again, marked once."""

import pytest

from dangol.engines.database import Database
from dangol.kernel.clock import DAY, HOUR, SECOND
from dangol.kernel.event import Event, Rejection, encode_entry
from dangol.live.collect.api import (
    OPEN,
    Delivery,
    HashKeys,
    Shield,
    check_hook_mapping,
    compile_plan,
    hear,
    hear_delivery,
)
from dangol.live.collect.contracts import LARGEST_EVENT
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import find_profile
from dangol.live.trip.api import (
    Judging,
    JudgingOf,
    Keep,
    Refused,
    RefusedFilter,
    RefusedUnknown,
    Resent,
    Trip,
    count_refused,
    get_refused,
    heard_today,
    known_names,
    list_hours,
    list_ready,
    list_reasons,
    list_refused,
    list_refused_codes,
    redrive,
    source_activity,
)
from dangol.memory.eventlog.api import EventLog
from dangol.registry.access.api import add_brand
from dangol.registry.sources.api import add_source, get_source, set_enabled, set_limits
from dangol.registry.sources.contracts import Limits, Source

RECEIVED = 20_000 * DAY + 9 * HOUR
NOW = RECEIVED + 3 * HOUR
SEES = frozenset({"onggi"})
ALL = RefusedFilter(SEES)


@pytest.fixture
def shop(database: Database) -> Source:
    add_brand(database, "onggi", "Onggi", now=0)
    return add_source(database, "shop", "web", "onggi", secret=False, now=0)[0]


def send(database: Database, log: EventLog, *events: bytes, received: int = RECEIVED) -> None:
    """Hear events as one batch at the source's door, then let the trip take them."""
    source = get_source(database, "shop")
    names = known_names(database, source, received)
    body = b'{"sentAt":"2024-10-04T10:00:00Z","batch":[%b]}' % b",".join(events)
    heard = hear(body, "batch", source, received=received, admit=names.admit)
    log.append([encode_entry(entry) for entry in heard.entries])
    take(database, log)


def take(database: Database, log: EventLog, keep: Keep | None = None) -> None:
    trip = Trip(database, log, lambda: NOW, keep)
    while trip.step():
        pass


def track(name: str, number: int = 0, more: str = "") -> bytes:
    message = f'"messageId":"m{number}",' if number else ""
    return f'{{"type":"track","event":"{name}",{message}"userId":"mina"{more}}}'.encode()


def only(database: Database) -> Refused:
    (one,) = list_refused(database, ALL, 10)
    return get_refused(database, one.position)


def unplanned(_source: Source) -> Judging:
    """What a source without a plan is judged by."""
    return Judging(OPEN)


def planned(_source: Source) -> Judging:
    """What a source is judged by whose plan knows but one event."""
    return Judging(Shield(plan=compile_plan("mode: block\nevents: {Seen: {}}", HashKeys())))


def again(database: Database, log: EventLog, judging_of: JudgingOf = unplanned) -> Resent:
    positions = list_ready(database, ALL)
    resent = redrive(database, log, positions, judging_of, actor="nara", now=NOW)
    take(database, log)
    return resent


def too_many_names(database: Database, log: EventLog, *refused: bytes) -> None:
    """Let a source send one name, and refuse some others."""
    set_limits(database, "shop", Limits(most_names=1))
    send(database, log, track("Seen", 1), *refused)


def entries(log: EventLog) -> list[object]:
    return [entry for chunk in log.read(0, 1000) for entry in chunk.entries()]


def test_a_refused_event_reaches_its_customer_once_the_cause_is_gone(
    database: Database, log: EventLog, shop: Source
) -> None:
    stated = ',"timestamp":"2024-10-04T09:59:00Z"'
    too_many_names(database, log, track("Bought", 2, stated))
    one = only(database)
    assert (one.code, one.source, one.name, one.message_id) == (
        "too_many_names",
        shop.name,
        "Bought",
        "m2",
    )
    assert again(database, log) == Resent(accepted=0, refused=1, passed_over=0)
    tried = only(database)
    assert (tried.solved, tried.tried_at, tried.tried_code) == (None, NOW, "too_many_names")
    set_limits(database, "shop", Limits(most_names=5))
    assert again(database, log) == Resent(accepted=1, refused=0, passed_over=0)
    solved = only(database)
    event = entries(log)[solved.solved or 0]
    assert isinstance(event, Event)
    assert (event.name, event.message_id, event.received) == ("Bought", "m2", RECEIVED)
    assert event.at == RECEIVED - 60 * SECOND  # by the sender's clock, as its request stated it
    assert solved.solved_at == NOW
    customer = find_customer(database, "user_id", "mina")
    assert customer is not None
    profile = find_profile(database, customer, SEES, NOW)
    assert profile is not None
    assert profile.events == 2


BOOKING = """
version: 1
events:
  - {type: track, name: Booked, user_id: {path: who}}
  - {type: track, name: Course Booked, user_id: {path: who}, when: [{path: course, exists: true}]}
"""
LEAVING = (
    "version: 1\nevents: [{type: track, name: Left, user_id: who, when: {path: x, exists: true}}]"
)


def mapped(text: str) -> JudgingOf:
    """What a webhook is judged by whose mapping is this."""
    return lambda _source: Judging(OPEN, [check_hook_mapping(text)])


@pytest.mark.usefixtures("shop")
def test_a_delivery_that_no_mapping_took_becomes_events_once_one_is_written(
    database: Database, log: EventLog
) -> None:
    source = get_source(database, "shop")
    delivery = Delivery("courses", "d-1", b'{"who": "mina", "course": "kimchi-101"}')
    heard = hear_delivery(delivery, source, (), received=RECEIVED)
    log.append([encode_entry(entry) for entry in heard.entries])
    take(database, log)
    assert (only(database).code, only(database).whole) == ("webhook_topic_unmapped", True)
    assert again(database, log) == Resent(accepted=0, refused=1, passed_over=0)
    assert again(database, log, mapped(LEAVING)) == Resent(accepted=0, refused=1, passed_over=0)
    assert only(database).tried_code == "delivery_idle"
    assert again(database, log, mapped(BOOKING)) == Resent(accepted=1, refused=0, passed_over=0)
    events = [entry for entry in entries(log) if isinstance(entry, Event)]
    assert [(event.name, event.received) for event in events] == [
        ("Booked", RECEIVED),
        ("Course Booked", RECEIVED),
    ]
    assert entries(log)[only(database).solved or 0] == events[-1]
    heard = hear_delivery(delivery, source, mapped(BOOKING)(source).mappings, received=NOW)
    log.append([encode_entry(entry) for entry in heard.entries])  # the provider does so as well
    take(database, log)
    customer = find_customer(database, "user_id", "mina")
    assert customer is not None
    profile = find_profile(database, customer, SEES, NOW)
    assert profile is not None
    assert profile.events == 2


@pytest.mark.usefixtures("shop")
def test_a_delivery_too_large_for_an_event_is_kept_in_part(
    database: Database, log: EventLog
) -> None:
    body = b'{"who": "mina", "lines": "%b"}' % (b"x" * LARGEST_EVENT)
    heard = hear_delivery(
        Delivery("courses", "d-1", body), get_source(database, "shop"), (), received=RECEIVED
    )
    log.append([encode_entry(entry) for entry in heard.entries])
    take(database, log)
    assert not only(database).whole


@pytest.mark.usefixtures("shop")
def test_what_is_sent_again_is_held_against_the_plan_of_today(
    database: Database, log: EventLog
) -> None:
    too_many_names(database, log, track("Bought", 2))
    set_limits(database, "shop", Limits())
    assert again(database, log, planned) == Resent(accepted=0, refused=1, passed_over=0)
    assert only(database).tried_code == "plan_blocked"
    assert again(database, log) == Resent(accepted=1, refused=0, passed_over=0)


def test_sending_again_twice_adds_nothing(database: Database, log: EventLog, shop: Source) -> None:
    too_many_names(database, log, track("A", 2), track("B"))
    set_limits(database, "shop", Limits())
    positions = list_ready(database, ALL)
    assert redrive(database, log, positions, unplanned, actor="a", now=NOW).accepted == 2
    assert (
        redrive(database, log, positions, unplanned, actor="b", now=NOW).accepted == 2
    )  # a second click
    take(database, log)
    first = [one.solved for one in list_refused(database, ALL, 10)]
    heard = source_activity(database, 0)[shop.name]
    assert (heard.accepted, heard.duplicates, heard.rejected) == (3, 2, 2)
    head = log.head()
    assert redrive(database, log, positions, unplanned, actor="c", now=NOW) == Resent(0, 0, 2)
    assert log.head() == head
    assert [one.solved for one in list_refused(database, ALL, 10)] == first


def test_an_event_without_an_id_gets_one_from_its_place(
    database: Database, log: EventLog, shop: Source
) -> None:
    too_many_names(database, log, track("A"))
    set_limits(database, shop.name, Limits())
    again(database, log)
    event = entries(log)[only(database).solved or 0]
    assert isinstance(event, Event)
    assert event.message_id == f"refused-{only(database).position}"


def test_what_was_in_already_is_a_duplicate(
    database: Database, log: EventLog, shop: Source
) -> None:
    too_many_names(database, log, track("A", 2))
    set_limits(database, shop.name, Limits())
    send(database, log, track("A", 2))  # the sender tried again by itself
    again(database, log)
    heard = source_activity(database, 0)[shop.name]
    assert (heard.accepted, heard.duplicates, heard.rejected) == (2, 1, 1)


def test_a_silenced_source_lets_nothing_in_again(
    database: Database, log: EventLog, shop: Source
) -> None:
    too_many_names(database, log, track("A", 2))
    set_limits(database, shop.name, Limits())
    set_enabled(database, shop.name, False)
    assert again(database, log) == Resent(accepted=0, refused=1, passed_over=0)
    assert only(database).tried_code == "source_disabled"
    assert len([entry for entry in entries(log) if isinstance(entry, Event)]) == 1


def test_what_is_not_kept_whole_is_passed_over(
    database: Database, log: EventLog, shop: Source
) -> None:
    large = track("A", 2, f',"properties":{{"x":"{"y" * 40_000}"}}')
    send(database, log, large)
    assert count_refused(database, ALL) == 1
    head = log.head()
    assert list_ready(database, ALL) == []
    assert (
        redrive(database, log, [only(database).position], unplanned, actor="a", now=NOW).passed_over
        == 1
    )
    assert log.head() == head
    assert shop.name == only(database).source


def test_only_the_newest_of_each_source_and_reason_are_kept(
    database: Database, log: EventLog
) -> None:
    def refuse(number: int, code: str, received: int) -> None:
        entry = Rejection(
            code=code,
            message=code,
            source="shop",
            touchpoint="web",
            brand="onggi",
            received=received,
            raw=str(number),
        )
        log.append([encode_entry(entry)])

    for number in range(6):
        refuse(number, "ab"[number % 2], RECEIVED)
        take(database, log, Keep(refused=2, days=30))
    assert [one.position for one in list_refused(database, ALL, 10)] == [5, 4, 3, 2]
    refuse(6, "c", RECEIVED + 31 * DAY)
    take(database, log, Keep(refused=2, days=30))
    assert [one.position for one in list_refused(database, ALL, 10)] == [6]
    assert list_reasons(database, "shop", 0, NOW) == {"a": 3, "b": 3}
    with pytest.raises(RefusedUnknown):
        get_refused(database, 0)


def test_filters_narrow_and_text_is_taken_as_it_is(
    database: Database, log: EventLog, shop: Source
) -> None:
    add_brand(database, "maru", "Maru", now=0)
    too_many_names(
        database,
        log,
        track("100% Sure", 2, ',"properties":{"mail":"mina@example.org"}'),
        b'{"type":"track","event":"Nobody"}',
    )

    def found(**asked: object) -> list[str]:
        wanted = RefusedFilter(SEES, **asked)  # type: ignore[arg-type]
        rows = list_refused(database, wanted, 10)
        assert count_refused(database, wanted) == len(rows)
        return [one.name for one in rows]

    assert found() == ["Nobody", "100% Sure"]
    assert found(code="identifier_missing") == ["Nobody"]
    assert found(source="till") == []
    assert found(text="100% s") == ["100% Sure"]
    assert found(text="1_0%") == []
    assert found(text="MINA@example") == []
    assert found(text="MINA@example", deep=True) == ["100% Sure"]
    assert found(text="m2") == ["100% Sure"]
    assert found(since=RECEIVED + 1) == []
    assert found(state="solved") == []
    assert list_refused(database, RefusedFilter(frozenset({"maru"})), 10) == []
    assert set(list_refused_codes(database, SEES)) == {"identifier_missing", "too_many_names"}
    assert list_refused_codes(database, {"maru"}) == {}
    assert list_reasons(database, shop.name, 0, NOW) == {
        "identifier_missing": 1,
        "too_many_names": 1,
    }


def test_the_hours_of_a_source_and_its_day_so_far(
    database: Database, log: EventLog, shop: Source
) -> None:
    send(database, log, track("A", 1), track("B", 2))
    send(database, log, track("A", 1), track("C", 3), received=RECEIVED + HOUR)
    hours = list_hours(database, shop.name, RECEIVED, RECEIVED + DAY)
    assert [(h.hour, h.accepted, h.duplicates, h.rejected) for h in hours] == [
        (RECEIVED, 2, 0, 0),
        (RECEIVED + HOUR, 1, 1, 0),
    ]
    heard = hear(track("D", 4), "track", shop, received=RECEIVED + HOUR)
    log.append([encode_entry(entry) for entry in heard.entries])  # the trip has not taken it yet
    assert heard_today(database, log, shop.name, RECEIVED + 2 * HOUR) == 5
    assert heard_today(database, log, shop.name, RECEIVED + DAY) == 0
    assert heard_today(database, log, "till", RECEIVED) == 0


def test_names_are_known_again_the_day_after(
    database: Database, log: EventLog, shop: Source
) -> None:
    send(database, log, track("Old", 1), track("Older", 2))
    set_limits(database, shop.name, Limits(most_names=1))
    send(
        database,
        log,
        *(track(name, number) for number, name in enumerate(("New", "Old", "Newer"), start=3)),
        received=RECEIVED + DAY,
    )
    assert [one.name for one in list_refused(database, ALL, 10)] == ["Newer"]
