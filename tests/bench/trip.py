"""The trip alone: one process, one core, SQLite, from log to committed state.

Two crowds: every event of another customer (among 100,000), and a strong skew, where a few
regulars do most. Each is set against reading and decoding the same log, which any consumer pays.
"""

import gc
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dangol.config.bench import BenchRow
from dangol.config.roles.trip import COLLECT_EVERY
from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog, open_log
from tests.bench.ground import fresh_database
from tests.bench.people import encoded, generate


def run(quick: bool) -> Iterator[BenchRow]:
    """Yield the trip's throughput for both crowds."""
    gc.set_threshold(*COLLECT_EVERY)  # as the role does
    people = 5_000 if quick else 100_000
    yield from _crowd("trip-distinct", people, people, skew=0.0)
    yield from _crowd("trip-skewed", people * 2, people, skew=1.5)


def _crowd(name: str, events: int, people: int, *, skew: float) -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as folder, fresh_database(Path(folder)) as database:
        log = open_log(Path(folder))
        _fill(log, people, people, skew=0.0, seed=1)  # everybody is known before it is timed
        trip = Trip(database, log, clock.now)
        while trip.step():
            pass
        first = log.head()
        _fill(log, events, people, skew=skew, seed=2)
        reading = _timed_reading(log, first)
        started = time.perf_counter()
        while trip.step():
            pass
        taken = time.perf_counter() - started
        yield BenchRow(
            name, events / taken, "events/s", "reading and decoding the log", reading / taken
        )


def _fill(log: EventLog, events: int, people: int, *, skew: float, seed: int) -> None:
    start = clock.now() - 90 * DAY + seed * DAY
    made = encoded(generate(events, people, seed=seed, start=start, skew=skew))
    for at in range(0, len(made), 5000):
        log.append(made[at : at + 5000])


def _timed_reading(log: EventLog, offset: int) -> float:
    started = time.perf_counter()
    while chunks := log.read(offset, 1000):
        for chunk in chunks:
            chunk.entries()
        offset = chunks[-1].after
    return time.perf_counter() - started
