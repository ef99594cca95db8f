"""SIGKILL of whoever writes the lake, at random moments: no row is lost, none is there twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dangol.config import data_folder
from dangol.config.lake_keeping import ResolvedByTrip
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog
from dangol.memory.lake.api import LakeFolder, Verified, open_lake, verify_lake
from tests.bench.people import encoded, generate
from tests.server import wait_for

ROUNDS = int(os.environ.get("DANGOL_KILL_ROUNDS", "4"))
PART = 40
"""Events that are heard at one time; each part becomes a file, and eight files become one."""


@pytest.mark.timeout(600)
def test_every_entry_is_in_the_lake_exactly_once_after_kills(
    sqlite_database: Database, log: EventLog, tmp_path: Path
) -> None:
    data_folder.make(data_folder.at_path(tmp_path))
    lake, rnd = open_lake(tmp_path), random.Random(7)
    trip, parts = Trip(sqlite_database, log, clock.now), _parts()
    for _ in range(ROUNDS):
        writer = _start(tmp_path)
        before = lake.read_manifest().position
        until = time.monotonic() + rnd.uniform(0.1, 1.0)
        while lake.read_manifest().position == before or time.monotonic() < until:
            log.append(next(parts))
            trip.step()
            time.sleep(0.01)  # the writer has to keep up on a busy machine too
            assert writer.poll() is None
        writer.kill()
        writer.wait()
        assert _verify(lake, log, sqlite_database).faults == []
    writer = _start(tmp_path)
    assert wait_for(lambda: lake.read_manifest().position == log.head(), 120)
    assert wait_for(lambda: not _left_over(lake), 60)
    writer.send_signal(signal.SIGTERM)
    assert writer.wait(30) == 0
    verified = _verify(lake, log, sqlite_database)
    assert (verified.rows, verified.compared, verified.faults) == (log.head(), log.head(), [])
    assert verified.files < log.head() // PART  # some were joined
    _hold_against_log(lake, log)


def _parts() -> Iterator[list[bytes]]:
    made = generate(10**7, 50, seed=3, start=clock.now(), skew=0.5)
    while True:
        yield encoded(islice(made, PART))


def _start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dangol.config.roles.lake"],
        env={**os.environ, "DANGOL_DATA": str(folder), "DANGOL_LAKE_SECONDS": "0"},
    )


def _verify(lake: LakeFolder, log: EventLog, database: Database) -> Verified:
    return verify_lake(lake, log, ResolvedByTrip(database), lambda _share, _rows: None)


def _left_over(lake: LakeFolder) -> set[Path]:
    """Return the files that do not count and were not swept away."""
    counting = {lake.path_of(file) for file in lake.read_manifest().files}
    return {path for path in (lake.path / "events").rglob("*") if path.is_file()} - counting


def _hold_against_log(lake: LakeFolder, log: EventLog) -> None:
    """Read the files as any program would, and compare each message with the log."""
    rows = pq.read_table(lake.path / "events", columns=["offset", "message_id"]).to_pylist()
    found = {row["offset"]: row["message_id"] for row in rows}
    entries = (entry for chunk in log.read(0, log.head()) for entry in chunk.entries())
    heard = {offset: entry.message_id for offset, entry in enumerate(entries)}
    assert len(rows) == len(found)
    assert found == heard
