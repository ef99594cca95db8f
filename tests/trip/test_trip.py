"""The trip with real rooms on both engines: what it does when something goes wrong."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from dangol.config.roles.trip import announce_what_was_missed
from dangol.engines.database import Database, Session
from dangol.kernel.clock import DAY, HOUR
from dangol.kernel.event import Control, Event, Rejection, encode_entry
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import (
    default_lifecycle,
    find_profile,
    lifecycle_in_force,
    preview_lifecycle,
    stage_counts,
    totals,
)
from dangol.live.profiles.contracts import StagePreview
from dangol.live.trip.api import (
    Heard,
    Trip,
    find_heard,
    heard_ever,
    list_aside,
    resolutions,
    source_activity,
    trip_state,
)
from dangol.memory.eventlog.api import EventLog
from dangol.registry.access.api import add_brand
from dangol.registry.definitions.api import announce, publish, save_draft
from tests.bench.people import generate

START = 1_790_000_000_000_000
NOW = START + 70 * DAY
SHOP = frozenset({"shop"})
POISON = Control(
    action="lifecycle.published", brand="shop", actor="x", received=START, message_id="c"
)


def event(number: int, user: str, name: str = "Product Viewed", at: int = START) -> Event:
    return Event(
        type="track",
        name=name,
        message_id=f"m{number}",
        source="shop",
        touchpoint="web",
        brand="shop",
        at=at,
        received=at,
        user_id=user,
    )


def append(log: EventLog, *entries: Event | Rejection | Control) -> None:
    log.append([encode_entry(entry) for entry in entries])


def finish(trip: Trip) -> None:
    while trip.step():
        pass


def after(before: dict[Any, int], preview: StagePreview) -> dict[Any, int]:
    """Return the counts that a preview promises."""
    expected = Counter(before)
    for (came_from, went_to), people in preview.moves.items():
        expected[came_from] -= people
        expected[went_to] += people
    return dict(expected)


def stage_of(database: Database, user: str, now: int = NOW) -> str | None:
    customer = find_customer(database, "user_id", user)
    assert customer is not None
    profile = find_profile(database, customer, SHOP, now)
    assert profile is not None
    return profile.stages["shop"].current


def test_outcomes_activity_and_checkpoint_are_kept_together(
    database: Database, log: EventLog
) -> None:
    refused = Rejection(
        code="x", message="x", source="shop", touchpoint="web", brand="shop", received=START
    )
    append(log, event(1, "mina"), event(1, "mina"), refused, event(2, "noah"))
    finish(Trip(database, log, lambda: NOW))
    (resolution,) = resolutions(database, 0, 10)
    strands = [o and (o.strand, o.duplicate) for o in resolution.outcomes]
    assert strands == [(0, False), (-1, True), None, (3, False)]
    lately = source_activity(database, 0)["shop"]
    assert (lately.accepted, lately.duplicates, lately.rejected) == (2, 1, 1)
    assert find_heard(database, "shop") == Heard("shop", 2, 1, 1, START, START, 0)
    assert trip_state(database).offset == 4


def test_all_that_was_heard_of_a_source_is_added_up_over_batches(
    database: Database, log: EventLog
) -> None:
    trip = Trip(database, log, lambda: NOW)
    for place, received in enumerate((START, START + 5 * HOUR, START + 6 * HOUR)):
        said = msgspec.structs.replace(event(place, "mina"), received=received)
        append(log, said, said)
        finish(trip)
    everything = Heard("shop", 3, 3, 0, START, START + 6 * HOUR, 5 * HOUR)
    assert heard_ever(database) == {"shop": everything}
    assert find_heard(database, "till") is None


def test_an_entry_that_no_room_can_work_on_is_set_aside_and_the_rest_goes_on(
    database: Database, log: EventLog
) -> None:
    append(log, event(1, "mina"), POISON, event(2, "mina"))
    finish(Trip(database, log, lambda: NOW))
    assert [found.offset for found in list_aside(database, 10)] == [1]
    assert totals(database, "shop").events == 2
    assert trip_state(database).offset == 3


class FailsOnce(Database):
    """A database whose first commit fails after all its statements ran."""

    failed = False

    def write(self) -> Any:
        inner = super().write()
        outer = self

        class Failing:
            def __enter__(self) -> Session:
                return inner.__enter__()

            def __exit__(self, *exc: Any) -> Any:
                if outer.failed:
                    return inner.__exit__(*exc)
                outer.failed = True
                error = OSError("the disk went away")
                inner.__exit__(OSError, error, None)
                raise error

        return Failing()


def test_a_commit_that_fails_leaves_nothing_and_is_done_again(
    database: Database, log: EventLog
) -> None:
    failing = FailsOnce(database.url, durable=False)
    append(log, *(event(n, f"u{n % 3}", "Order Completed") for n in range(30)))
    trip = Trip(failing, log, lambda: NOW)
    with pytest.raises(OSError, match="disk"):
        trip.step()
    assert trip_state(database).offset == 0
    assert totals(database, "shop").events == 0
    finish(trip)
    assert (totals(database, "shop").events, totals(database, "shop").orders) == (30, 30)
    failing.close()


class GoesAway(Database):
    """A database that answers some sessions and is then away, until it is told to be back."""

    answers = 10**9

    def _answer(self) -> None:
        self.answers -= 1
        if self.answers < 0:
            raise sqlite3.OperationalError("unable to open database file")

    def read(self) -> Any:
        self._answer()
        return super().read()

    def write(self) -> Any:
        self._answer()
        return super().write()


@pytest.mark.parametrize("answers", [0, 1, 3, 5, 8])
def test_a_database_that_goes_away_sets_nothing_good_aside(
    database: Database, log: EventLog, answers: int
) -> None:
    away = GoesAway(database.url, durable=False)
    append(log, event(1, "mina"), event(2, "noah"), POISON, event(3, "mina"))
    away.answers = answers
    trip = Trip(away, log, lambda: NOW)
    with pytest.raises(sqlite3.OperationalError):
        finish(trip)
    assert [found.offset for found in list_aside(database, 10)] in ([], [2])
    away.answers = 10**9
    finish(trip)
    assert [found.offset for found in list_aside(database, 10)] == [2]
    assert totals(database, "shop").events == 3
    away.close()


class Refuses(Database):
    """A database that refuses, as it is applied, what holds somebody's name."""

    def write(self) -> Any:
        @contextmanager
        def refusing() -> Iterator[Session]:
            with super(Refuses, self).write() as session:
                apply = session.apply

                def refuse(writes: Any) -> None:
                    apply(writes)
                    if "poison" in repr(writes):
                        raise sqlite3.IntegrityError("DETAIL: Key (value)=(poison) is not good")

                session.apply = refuse  # type: ignore[method-assign]
                yield session

        return refusing()


def test_an_entry_that_cannot_be_committed_is_set_aside_and_the_rest_counts_once(
    database: Database, log: EventLog
) -> None:
    refusing = Refuses(database.url, durable=False)
    for part in range(4):  # a chunk each
        numbers = range(part * 100, part * 100 + 100)
        append(log, *(event(n, "poison" if n in (7, 130, 131) else f"u{n % 9}") for n in numbers))
    finish(Trip(refusing, log, lambda: NOW))
    aside = list_aside(database, 10)
    assert [found.offset for found in aside] == [131, 130, 7]
    assert {found.error for found in aside} == {"IntegrityError"}
    assert totals(database, "shop").events == 397
    assert trip_state(database).offset == 400
    refusing.close()


def test_a_failure_is_remembered_by_its_name_alone(database: Database) -> None:
    class Unreadable:
        def read(self, _offset: int, _limit: int) -> list[Any]:
            raise LookupError("mina@example.org")

    stop = threading.Event()
    trip = Trip(database, Unreadable(), lambda: stop.set() or NOW)  # type: ignore[arg-type, func-returns-value]
    trip.run(stop)
    assert trip_state(database).failure == "LookupError"


def test_publishing_a_lifecycle_does_exactly_what_its_preview_said(
    database: Database, log: EventLog
) -> None:
    append(log, *generate(1500, 600, seed=5, start=START))
    trip = Trip(database, log, lambda: NOW)
    finish(trip)
    before = stage_counts(database, "shop", NOW)
    edited = default_lifecycle().replace("30d", "9d").replace("- Email Opened", "- Email Shown")
    assert edited != default_lifecycle()
    preview = preview_lifecycle(database, "shop", edited, NOW)
    assert preview.moving > 0
    save_draft(database, "lifecycle", "shop", "lifecycle", edited, "it", now=NOW)
    announce(log, publish(database, "lifecycle", "shop", "lifecycle", "it", now=NOW), now=NOW)
    for _ in range(10):
        trip.step()
    assert lifecycle_in_force(database, "shop") == (1, edited)
    assert stage_counts(database, "shop", NOW) == after(before, preview)
    assert preview_lifecycle(database, "shop", edited, NOW).moving == 0


def test_restaging_goes_on_after_a_restart(database: Database, log: EventLog) -> None:
    append(log, *generate(1200, 1200, seed=6, start=START))
    finish(Trip(database, log, lambda: NOW))
    before = stage_counts(database, "shop", NOW)
    edited = default_lifecycle().replace("30d", "9d")
    preview = preview_lifecycle(database, "shop", edited, NOW)
    save_draft(database, "lifecycle", "shop", "lifecycle", edited, "it", now=NOW)
    announce(log, publish(database, "lifecycle", "shop", "lifecycle", "it", now=NOW), now=NOW)
    Trip(database, log, lambda: NOW).step()  # takes up the rules and the first slice, then dies
    assert stage_counts(database, "shop", NOW) != after(before, preview)
    reborn = Trip(database, log, lambda: NOW)
    for _ in range(10):
        reborn.step()
    assert stage_counts(database, "shop", NOW) == after(before, preview)


def test_a_stage_lapses_by_time_alone(database: Database, log: EventLog) -> None:
    append(log, event(1, "mina"))
    finish(Trip(database, log, lambda: START))
    assert stage_of(database, "mina", START + 29 * DAY) == "explore"
    assert stage_of(database, "mina", START + 31 * DAY) == "discover"
    assert stage_counts(database, "shop", START + 31 * DAY)["discover"] == 1


def test_rules_published_by_a_process_that_died_are_announced_at_the_next_start(
    database: Database, log: EventLog
) -> None:
    add_brand(database, "shop", "Shop", now=START)
    append(log, event(1, "mina"))
    finish(Trip(database, log, lambda: NOW))
    edited = default_lifecycle().replace("30d", "9d")
    save_draft(database, "lifecycle", "shop", "lifecycle", edited, "it", now=NOW)
    publish(database, "lifecycle", "shop", "lifecycle", "it", now=NOW)
    announce_what_was_missed(database, log)
    finish(Trip(database, log, lambda: NOW))
    assert lifecycle_in_force(database, "shop") == (1, edited)
    announce_what_was_missed(database, log)
    assert log.head() == 2
