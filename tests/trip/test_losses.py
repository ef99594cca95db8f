"""A damaged or shortened log under the trip: all else goes on, and what is lost is told."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from dangol.config.lake_keeping import ResolvedByTrip
from dangol.config.log_keeping import read_retention, slowest_reader, tidy
from dangol.engines.database import Database, open_database
from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.kernel.event import Event, encode_entry
from dangol.live.profiles.api import totals
from dangol.live.trip.api import (
    LostSpan,
    Trip,
    count_lost,
    list_aside,
    list_lost,
    resolutions,
    trip_state,
)
from dangol.memory.eventlog.api import EventLog, Retention, open_log
from dangol.memory.lake.api import LakeFolder, Writer, open_lake

NOW = clock.now()


def event(number: int, user: str) -> bytes:
    return encode_entry(
        Event(
            type="track",
            name="Product Viewed",
            message_id=f"m{number}",
            source="shop",
            touchpoint="web",
            brand="shop",
            at=NOW,
            received=NOW,
            user_id=user,
        )
    )


def finish(database: Database, log: EventLog) -> None:
    trip = Trip(database, log, lambda: NOW)
    while trip.step():
        pass


def damage(folder: Path, first: int) -> None:
    with closing(sqlite3.connect(folder / "log.db", isolation_level=None)) as connection:
        connection.execute("UPDATE chunk SET body = zeroblob(9) WHERE first = ?", (first,))


def test_a_damaged_chunk_is_passed_over_and_told(
    database: Database, log: EventLog, tmp_path: Path
) -> None:
    for n in range(3):
        log.append([event(2 * n, "mina"), event(2 * n + 1, "noah")])
    damage(tmp_path, 2)
    finish(database, log)
    assert trip_state(database).offset == 6
    assert totals(database, "shop").events == 4
    assert count_lost(database) == 2
    assert list_lost(database, 10) == [LostSpan(2, 2, "checksum", NOW)]
    assert list_aside(database, 10) == []
    found = resolutions(database, 0, 5)
    assert [(one.first, one.lost) for one in found] == [(0, False), (2, True), (4, False)]
    assert found[1].outcomes == [None, None]
    assert [outcome.strand for outcome in found[2].outcomes if outcome] == [0, 1]
    finish(database, log)
    assert count_lost(database) == 2


def test_a_sound_log_loses_nothing(database: Database, log: EventLog) -> None:
    log.append([event(1, "mina")])
    finish(database, log)
    assert (count_lost(database), list_lost(database, 10)) == (0, [])


def test_a_database_older_than_what_the_log_holds_says_what_it_misses(
    database: Database, log: EventLog
) -> None:
    for n in range(4):
        log.append([event(n, "mina")])
    while log.forget(Retention(age=0), 3, NOW + DAY):
        pass
    finish(database, log)
    assert list_lost(database, 10) == [LostSpan(0, 3, "forgotten", NOW)]
    assert totals(database, "shop").events == 1


def fill(lake: LakeFolder, database: Database, log: EventLog) -> None:
    """Bring the lake to where the trip is."""
    writer = Writer(lake, log, ResolvedByTrip(database), lateness=0)
    while writer.step(NOW):
        pass


def test_the_log_is_tidied_up_to_where_trip_and_lake_are_and_no_further(
    database: Database, log: EventLog, tmp_path: Path
) -> None:
    keep, lake = Retention(age=0), open_lake(tmp_path)
    for n in range(4):
        log.append([event(n, "mina")])
    assert slowest_reader(database, lake) == 0
    assert tidy(log, database, lake, keep, threading.Event()) == 0
    finish(database, log)
    assert tidy(log, database, lake, keep, threading.Event()) == 0
    fill(lake, database, log)
    log.append([event(9, "mina")])
    log.append([event(10, "mina")])
    assert slowest_reader(database, lake) == 4
    assert tidy(log, database, lake, keep, threading.Event()) == 4
    finish(database, log)
    assert (log.begin(), log.head()) == (4, 6)
    assert totals(database, "shop").events == 6
    assert count_lost(database) == 0


def test_a_checkpoint_that_the_log_relies_on_is_on_disk(
    sqlite_database: Database, log: EventLog, tmp_path: Path
) -> None:
    log.append([event(1, "mina")])
    finish(sqlite_database, log)
    durable = open_database(sqlite_database.url)
    wal = tmp_path / "dangol.db-wal"
    lake = open_lake(tmp_path)
    fill(lake, sqlite_database, log)
    before = wal.stat().st_size
    assert slowest_reader(durable, lake) == 1
    assert wal.stat().st_size > before  # a commit of its own, which syncs all before it
    durable.close()


def test_how_long_the_log_is_kept_is_said_in_days_and_gigabytes() -> None:
    assert read_retention({}) == Retention()
    said = {"DANGOL_LOG_DAYS": "30", "DANGOL_LOG_GB": "1.5"}
    assert read_retention(said) == Retention(30 * DAY, 1536 * 1024**2)


def test_a_log_is_open_while_it_is_tidied(database: Database, tmp_path: Path) -> None:
    log, other = open_log(tmp_path), open_log(tmp_path)
    for n in range(3):
        log.append([event(n, "mina")])
    finish(database, log)
    chunk, lake = other.read(0, 1)[0], open_lake(tmp_path)
    fill(lake, database, log)
    tidy(log, database, lake, Retention(age=0), threading.Event())
    assert chunk.first == 0
    assert [one.first for one in other.read(0, 10)] == [2]
    assert other.append([event(3, "mina")]) == 3
