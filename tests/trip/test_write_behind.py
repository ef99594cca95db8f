"""Commits by a process of their own: the same in the end, whoever is slow, refuses or is killed."""

import json
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from dangol.engines.database import (
    Database,
    Session,
    open_database,
    open_write_behind,
    write_behind,
)
from dangol.kernel.errors import Unavailable
from dangol.kernel.event import Event, encode_entry
from dangol.live.profiles.api import totals
from dangol.live.trip import loop
from dangol.live.trip.api import Trip, TripRunning, hold_trip, list_aside, trip_state
from dangol.live.trip.store import Q
from dangol.memory.eventlog.api import EventLog
from tests.server import Server, dangol, wait_for
from tests.trip.committing import slow_down

START = 1_790_000_000_000_000
POISON = "poison"


def event(number: int, user: str) -> Event:
    return Event(
        type="track",
        name="Order Completed",
        message_id=f"m{number}",
        source="shop",
        touchpoint="web",
        brand="shop",
        at=START + number,
        received=START + number,
        user_id=user,
    )


def append(log: EventLog, users: Sequence[str], chunk: int = 10) -> None:
    events = [encode_entry(event(number, user)) for number, user in enumerate(users)]
    for first in range(0, len(events), chunk):
        log.append(events[first : first + chunk])


def finish(trip: Trip) -> None:
    while trip.step():
        pass


def checkpoint(offset: int) -> Any:
    return [(Q.keep_checkpoint, [(offset, START)])]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every chunk be a batch that more follow."""
    monkeypatch.setattr(loop, "SMALLEST_BATCH", 10)
    monkeypatch.setattr(loop, "LARGEST_BATCH", 10)


slowly = pytest.mark.usefixtures("slow")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the other process take its time with each commit."""
    slow_down(monkeypatch, 0.3)


class Refuses(Database):
    """A database that refuses, as it is applied, what holds somebody's name."""

    @contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            apply = session.apply

            def refuse(writes: Any) -> None:
                apply(writes)
                if POISON in repr(writes):
                    raise sqlite3.IntegrityError("DETAIL: Key (value)=(poison) is not good")

            session.apply = refuse  # type: ignore[method-assign]
            yield session


def until_done(trip: Trip) -> list[str]:
    """Step as the role does, whatever fails; return the codes of the failures."""
    failed = []
    for _ in range(100):
        try:
            if trip.step() == 0:
                return failed
        except Unavailable as failure:
            failed.append(failure.code)
    raise AssertionError(failed)


@slowly
def test_plans_are_on_their_way_while_the_next_is_made(database: Database, log: EventLog) -> None:
    append(log, [f"u{n}" for n in range(40)])
    with open_write_behind(database.url, durable=False) as behind:
        trip = Trip(behind, log, lambda: START)
        trip.step()  # the first is committed before anything follows
        assert trip_state(database).offset == 10
        trip.step()
        assert trip_state(database).offset == 10
        assert trip_state(behind).offset == 20  # who reads through it waits
        finish(trip)
        assert trip_state(database).offset == 40
    assert totals(database, "shop").orders == 40


@slowly
def test_what_is_found_is_asked_for_again_behind_the_commit(database: Database) -> None:
    def offset(session: Session) -> list[int]:
        return [row[0] for row in session.rows(Q.find_checkpoint)]

    with open_write_behind(database.url, durable=False) as behind:
        behind.commit(checkpoint(1), more_follow=True)
        assert behind.look_up(offset) == []
        for number in (2, 3):
            behind.commit(checkpoint(number), more_follow=True)
            assert behind.look_up(offset) == [number]


def test_a_commit_that_fails_is_done_again_with_care(
    database: Database, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_behind, "Database", Refuses)
    users = [POISON if n == 25 else f"u{n % 7}" for n in range(60)]
    append(log, users)

    class Both(write_behind.WriteBehind, Refuses):
        """Refuses on this side too, where the trip commits with care."""

    monkeypatch.setattr(write_behind, "WriteBehind", Both)
    with open_write_behind(database.url, durable=False) as behind:
        failed = until_done(Trip(behind, log, lambda: START))
    assert failed == ["commit_failed"]
    assert [(found.offset, found.error) for found in list_aside(database, 10)] == [
        (25, "IntegrityError")
    ]
    assert (totals(database, "shop").orders, trip_state(database).offset) == (59, 60)


def test_the_last_failure_is_told_though_nothing_follows(
    database: Database, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_behind, "Database", Refuses)
    append(log, [POISON if n == 25 else f"u{n}" for n in range(30)])
    with open_write_behind(database.url, durable=False) as behind:
        failed = until_done(Trip(behind, log, lambda: START))
    assert failed == ["commit_failed"]
    assert (totals(database, "shop").orders, trip_state(database).offset) == (30, 30)


def test_without_the_other_process_all_goes_on_in_this_one(
    database: Database, log: EventLog
) -> None:
    append(log, [f"u{n}" for n in range(60)])
    with open_write_behind(database.url, durable=False) as behind:
        trip = Trip(behind, log, lambda: START)
        trip.step()
        trip.step()
        (committer,) = multiprocessing.active_children()
        committer.kill()
        committer.join()
        failed = until_done(trip)
    assert failed == ["committer_ended"]
    assert (totals(database, "shop").orders, trip_state(database).offset) == (60, 60)


@slowly
def test_closing_waits_for_the_commit_that_is_under_way(database: Database) -> None:
    with open_write_behind(database.url, durable=False) as behind:
        behind.commit(checkpoint(7), more_follow=True)
    assert trip_state(database).offset == 7


@slowly
def test_nobody_takes_over_before_the_last_commit_of_a_killed_trip(
    database: Database, tmp_path: Path
) -> None:
    def hand_over_and_die() -> None:
        with hold_trip(tmp_path), open_write_behind(database.url, durable=False) as behind:
            behind.commit(checkpoint(7), more_follow=True)
            os.kill(os.getpid(), signal.SIGKILL)

    trip = multiprocessing.get_context("fork").Process(target=hand_over_and_die)
    trip.start()
    trip.join()
    assert trip.exitcode == -signal.SIGKILL
    with pytest.raises(TripRunning), hold_trip(tmp_path):
        pass
    assert wait_for(lambda: is_free(tmp_path), 10)
    assert trip_state(database).offset == 7


def is_free(folder: Path) -> bool:
    try:
        with hold_trip(folder):
            return True
    except TripRunning:
        return False


def test_killed_trips_and_committers_lose_nothing_of_an_import(tmp_path: Path) -> None:
    rows, people = 30_000, 5_000
    file = tmp_path / "orders.ndjson"
    with file.open("w") as out:
        for number in range(rows):
            call = {"type": "track", "event": "Order Completed", "userId": f"u{number % people}"}
            out.write(json.dumps({**call, "messageId": f"m{number}"}) + "\n")
    server = Server(tmp_path / "var", studio=False)
    server.start()
    try:
        with (
            ThreadPoolExecutor(1) as beside,
            closing(open_database(f"sqlite:///{server.data / 'dangol.db'}")) as database,
        ):
            done = beside.submit(dangol, server.data, "import", str(file), "--source", "shop")
            for number in range(4):
                past = number * rows // 5
                assert wait_for(lambda past=past: trip_state(database).offset > past, 30)
                trip, committer = processes_of_the_trip(server.data)
                os.kill(committer if number % 2 else trip, signal.SIGKILL)
            found = done.result()
            assert (found["accepted"], found["duplicates"], found["rejected"]) == (rows, 0, 0)
            held = totals(database, "shop")
            assert (held.orders, held.customers) == (rows, people)
    finally:
        server.stop(signal.SIGKILL)


def processes_of_the_trip(data: Path) -> tuple[int, int]:
    """Return the process ids of the trip and of the process that commits for it."""

    def both() -> list[int]:
        roles = json.loads((data / "run" / "up.json").read_text())["roles"]
        trip = next(role["pid"] for role in roles if role["name"] == "trip")
        with suppress(OSError):
            return [trip, *map(int, Path(f"/proc/{trip}/task/{trip}/children").read_text().split())]
        return []

    trip, committer = wait_for(lambda: found if len(found := both()) == 2 else None)
    return trip, committer
