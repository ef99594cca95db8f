"""What became of one event: told from what every room keeps, for each delivery of it."""

import json
from pathlib import Path

import msgspec
import pytest

from dangol.config.cli.trace import read_since
from dangol.config.tracing import Trace, TracedMoment, trace
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.clock import DAY, SECOND
from dangol.kernel.event import Control, Event, Identifier, Rejection, encode_entry
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog, search_log
from dangol.registry.access.api import add_brand
from tests.server import dangol, furnish
from tests.warm import run

START = 1_790_000_000_000_000
NOW = START + DAY


def event(message: str, source: str = "shop", at: int = START, **who: str) -> Event:
    return Event(
        type="track",
        name="Order Completed",
        message_id=message,
        source=source,
        touchpoint="web",
        brand="shop",
        at=at,
        received=at,
        **who,  # type: ignore[arg-type]
    )


def append(log: EventLog, *entries: Event | Rejection | Control) -> None:
    log.append([encode_entry(entry) for entry in entries])


def ask(database: Database, log: EventLog, message: str, source: str | None = None) -> Trace:
    return trace(
        database,
        log,
        message,
        source=source,
        since=0,
        now=NOW,
        on_progress=lambda _share, _count: None,
    )


@pytest.fixture
def known(database: Database, log: EventLog) -> Database:
    """A house that heard one message id from two sources, several times."""
    add_brand(database, "shop", "Shop", now=START)
    refused = Rejection(
        code="identifier_missing",
        message="Say whose it is.",
        source="till",
        touchpoint="store",
        brand="shop",
        received=START,
        message_id="m1",
    )
    append(log, event("m0", anonymous_id="a"), event("m9", at=START + SECOND, user_id="mina"))
    append(log, event("m1", at=START - SECOND, user_id="mina", anonymous_id="a"))
    append(log, event("m1", user_id="mina"), refused)
    append(log, event("m1", source="app", user_id="noah"))
    trip = Trip(database, log, lambda: NOW)
    while trip.step():
        pass
    append(log, event("m1", source="app", user_id="noah"))
    return database


def test_every_delivery_of_a_message_is_told_with_its_outcome(
    known: Database, log: EventLog
) -> None:
    found = ask(known, log, "m1")
    assert (found.begin, found.start, found.head, found.unreadable) == (0, 0, 7, 0)
    told = [(one.offset, one.source, one.outcome, one.duplicate_of) for one in found.deliveries]
    assert told == [
        (2, "shop", "accepted", None),
        (3, "shop", "duplicate", 2),
        (4, "till", "rejected", None),
        (5, "app", "accepted", None),
        (6, "app", "waiting", None),
    ]
    assert (found.deliveries[2].code, found.deliveries[2].kind) == (
        "identifier_missing",
        "rejection",
    )


def test_whose_an_event_was_and_what_it_joined_is_told(known: Database, log: EventLog) -> None:
    first = ask(known, log, "m1", source="shop").deliveries[0]
    assert first.identifiers == [
        Identifier("user_id", "mina"),
        Identifier("anonymous_id", "a"),
    ]
    assert first.customer == first.customer_now
    (merge,) = first.merges
    assert (merge.survivor, merge.strands) == (first.customer, 1)
    assert first.strand == 1  # that of the more trusted identifier
    assert first.timeline == TracedMoment(newer=2, events=3)
    earlier = ask(known, log, "m9").deliveries[0]
    assert (earlier.customer, earlier.customer_now) == (merge.loser, merge.survivor)


def test_only_one_source_is_told_where_it_is_named(known: Database, log: EventLog) -> None:
    assert [one.source for one in ask(known, log, "m1", "app").deliveries] == ["app", "app"]
    assert ask(known, log, "m1", "nobody").deliveries == []


@pytest.mark.parametrize("message", ["nothing", "Order Completed", "m", "m1\ud800", ""])
def test_what_only_looks_alike_is_not_told(known: Database, log: EventLog, message: str) -> None:
    assert ask(known, log, message).deliveries == []


@pytest.mark.parametrize("message", ['a"b\\c', "주문 1", "tab\there", "line\nend", "a/b"])
def test_an_id_of_any_letters_is_found(log: EventLog, message: str) -> None:
    append(log, event(message, user_id="u"), event("other", user_id="u"))
    found = search_log(log, message, 0, lambda _share, _count: None)
    assert [one.offset for one in found.found] == [0]


def test_a_search_goes_back_only_as_far_as_is_asked(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangol.memory.eventlog.searching.AT_ONCE", 4)
    for n in range(10):
        monkeypatch.setattr(clock, "now", lambda n=n: START + n)
        append(log, event("same", user_id="u"), event(f"m{n}", user_id="u"))
    shares: list[float] = []
    everything = search_log(log, "same", 0, lambda share, _count: shares.append(share))
    assert [one.offset for one in everything.found] == list(range(18, -1, -2))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    some = search_log(log, "same", START + 7, lambda _share, _count: None)
    assert [one.offset for one in some.found] == [18, 16, 14]
    assert (some.start, some.begin) == (14, 0)


def test_the_command_tells_it_and_says_where_nothing_was_found(tmp_path: Path) -> None:
    furnish(tmp_path)
    rows = tmp_path / "rows.ndjson"
    row = {"type": "track", "event": "Hi", "userId": "u1", "messageId": "m-1"}
    rows.write_text(json.dumps(row) + "\n")
    dangol(tmp_path, "import", str(rows), "--source", "shop")
    (one,) = dangol(tmp_path, "trace", "m-1")["deliveries"]
    assert (one["outcome"], one["offset"], one["imported"]) == ("accepted", 0, True)
    assert one["timeline"] == {"newer": 0, "events": 1}
    for arguments in (["trace", "nobody"], ["trace", "m-1", "--since", "2100-01-01T00:00:00Z"]):
        done = run(*arguments, data=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert "No entry with this message id is in the log" in done.stderr


def test_a_span_is_before_now_and_a_time_is_itself() -> None:
    assert read_since("7d", NOW) == NOW - 7 * DAY
    assert read_since("1970-01-01T00:00:01Z", NOW) == SECOND
    assert msgspec.json.encode(Trace("m", [], 0, 0, 0, 0))
