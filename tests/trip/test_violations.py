"""Violations: counted from the flags in the log, set-based, bounded, each event once."""

from dangol.engines.database import Database
from dangol.kernel.event import Event, Flag, Rejection, encode_entry
from dangol.live.trip.api import Trip, Violation, list_aside, list_violations
from dangol.live.trip.violations import MOST_OF_SOURCE
from dangol.memory.eventlog.api import EventLog

START = 1_790_000_000_000_000
MISSING = Flag("Paid", "missing", "properties.total", "flagged")
CARD = Flag("Paid", "card", "properties.note", "masked")


def event(number: int, *flags: Flag, source: str = "shop", at: int = START) -> Event:
    return Event(
        type="track",
        name="Paid",
        message_id=f"m{number}",
        source=source,
        touchpoint="web",
        brand="shop",
        at=at,
        received=at,
        user_id="mina",
        flags=flags,
    )


def refused(*flags: Flag, at: int = START) -> Rejection:
    return Rejection(
        code="plan_blocked",
        message="x",
        source="shop",
        touchpoint="web",
        brand="shop",
        received=at,
        flags=flags,
    )


def take(database: Database, log: EventLog, *entries: Event | Rejection) -> None:
    log.append([encode_entry(entry) for entry in entries])
    trip = Trip(database, log, lambda: START)
    while trip.step():
        pass
    assert list_aside(database, 10) == []


def test_violations_are_counted_by_place_with_since_last_and_an_example(
    database: Database, log: EventLog
) -> None:
    blocked = Flag("Paid", "missing", "properties.total", "blocked")
    take(database, log, event(1, MISSING, CARD), event(2), event(3, MISSING, at=START + 5))
    take(database, log, refused(blocked, at=START + 7), event(4, MISSING, at=START + 6))
    assert list_violations(database, "", 10) == [
        Violation("shop", *_key(blocked), "shop", 1, START + 7, START + 7, 3),
        Violation("shop", *_key(MISSING), "shop", 3, START, START + 6, 4),
        Violation("shop", *_key(CARD), "shop", 1, START, START, 0),
    ]
    assert list_violations(database, "till", 10) == []


def test_an_event_that_came_twice_is_counted_once(database: Database, log: EventLog) -> None:
    take(database, log, event(1, MISSING), event(1, MISSING))
    take(database, log, event(1, MISSING))
    (found,) = list_violations(database, "shop", 10)
    assert (found.count, found.position) == (1, 0)


def test_what_a_source_invents_without_end_is_counted_together(
    database: Database, log: EventLog
) -> None:
    names = [Flag("Paid", "unplanned", f"properties.p{n}", "flagged") for n in range(1200)]
    take(database, log, *(event(n, flag) for n, flag in enumerate(names)))
    take(database, log, event(2000, names[0]), event(2001, names[1199]))
    take(database, log, event(3000, MISSING, source="till"))
    found = list_violations(database, "shop", 5000)
    assert len(found) == MOST_OF_SOURCE + 1
    assert sum(one.count for one in found) == 1202
    (more,) = (one for one in found if one.kind == "more")
    assert (more.event, more.path, more.count) == ("", "", 201)
    assert len(list_violations(database, "till", 10)) == 1


def test_entries_of_old_logs_have_no_flags(database: Database, log: EventLog) -> None:
    written = encode_entry(event(1))
    assert written.endswith(b",[]]")
    log.append([written.removesuffix(b",[]]") + b"]"])
    trip = Trip(database, log, lambda: START)
    assert trip.step() == 1
    assert list_violations(database, "", 10) == []


def _key(flag: Flag) -> tuple[str, str, str, str]:
    return flag.event, flag.path, flag.kind, flag.done
