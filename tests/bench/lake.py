"""The lake alone: one process, from log and resolutions to files on disk, then joined and asked.

Writing is set against reading and decoding the same log, which any consumer pays.
"""

import gc
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dangol.config.bench import BenchRow
from dangol.config.lake_keeping import ResolvedByTrip
from dangol.config.roles.trip import COLLECT_EVERY
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.live.identity.api import list_moved
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.memory.lake.api import LakeFolder, Writer, ask_lake, compact_next, open_lake
from tests.bench.ground import fresh_database
from tests.bench.people import encoded, generate

QUESTION = """
SELECT name, count(*), count(DISTINCT customer), sum((properties->>'total')::DECIMAL(18, 2))
FROM events GROUP BY name
"""


def run(quick: bool) -> Iterator[BenchRow]:
    """Yield how quickly history is written, joined and asked, and what it takes."""
    gc.set_threshold(*COLLECT_EVERY)  # as the role does
    events = 40_000 if quick else 400_000
    with tempfile.TemporaryDirectory() as folder, fresh_database(Path(folder)) as database:
        log, lake = open_log(Path(folder)), open_lake(Path(folder))
        _fill(log, database, events)
        reading = _timed_reading(log)
        writing = _timed_writing(lake, log, database)
        against = "reading and decoding the log"
        yield BenchRow("lake-write", events / writing, "events/s", against, reading / writing)
        joining = _timed_joining(lake)
        yield BenchRow("lake-compact", events / joining, "events/s", against, reading / joining)
        yield from _sizes(lake, log, events)
        asking = _timed_asking(lake, database)
        yield BenchRow("lake-query", events / asking, "events/s", against, reading / asking)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield BenchRow(
        "lake-memory-peak", peak, "MB", "all of this benchmark, the trip's part included"
    )


def _fill(log: EventLog, database: Database, events: int) -> None:
    made = generate(events, events // 4, seed=1, start=clock.now() - 90 * DAY, skew=1.0)
    encoded_ = encoded(made)
    for at in range(0, events, 5000):
        log.append(encoded_[at : at + 5000])
    trip = Trip(database, log, clock.now)
    while trip.step():
        pass


def _timed_reading(log: EventLog) -> float:
    started = time.perf_counter()
    offset = 0
    while chunks := log.read(offset, 1000):
        for chunk in chunks:
            chunk.entries()
        offset = chunks[-1].after
    return time.perf_counter() - started


def _timed_writing(lake: LakeFolder, log: EventLog, database: Database) -> float:
    import pyarrow.parquet  # noqa: F401, what a process pays once is not what is measured

    writer = Writer(lake, log, ResolvedByTrip(database), lateness=0)
    started = time.perf_counter()
    while writer.step(clock.now()):
        pass
    return time.perf_counter() - started


def _timed_joining(lake: LakeFolder) -> float:
    started = time.perf_counter()
    while compact_next(lake, whole=True):
        pass
    return time.perf_counter() - started


def _sizes(lake: LakeFolder, log: EventLog, events: int) -> Iterator[BenchRow]:
    kept, heard = lake.read_manifest().bytes / events, log.size() / events
    yield BenchRow("lake-bytes", kept, "bytes/event", "the event log", kept / heard)


def _timed_asking(lake: LakeFolder, database: Database) -> float:
    started = time.perf_counter()
    ask_lake(lake, QUESTION, list_moved(database), most=100, seconds=600)
    return time.perf_counter() - started
