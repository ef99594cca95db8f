"""Room on disk: what an event takes in the log, in the tables and in the lake, and who it is of.

Events of thirty days, each of which comes once; everything that stays for ever is told apart from
what is forgotten after 30 days.
"""

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dangol.config.bench import BenchRow
from dangol.config.lake_keeping import ResolvedByTrip
from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.memory.lake.api import Writer, compact_next, open_lake
from tests.bench.ground import fresh_database
from tests.bench.people import encoded, generate

DAYS = 30
PER_PERSON = 10
"""Events of one person in these days."""
A_COMMIT = 32
"""Events that the edge appends at once under some load; fewer take more room."""
PARTS = {
    "timeline": ("profiles_timeline",),
    "deliveries": ("identity_seen", "identity_seen_block"),
    "resolutions": ("trip_resolution",),
}
"""Tables that grow with events; all others grow with customers."""


def run(quick: bool) -> Iterator[BenchRow]:
    """Yield bytes an event, and bytes a customer."""
    events = 20_000 if quick else 400_000
    with tempfile.TemporaryDirectory() as folder, fresh_database(Path(folder)) as database:
        before = _sizes(Path(folder))
        log, lake = open_log(Path(folder)), open_lake(Path(folder))
        _fill(log, events)
        trip = Trip(database, log, clock.now)
        while trip.step():
            pass
        yield BenchRow("room-log", log.size() / events, "bytes/event", "until it is forgotten")
        sizes = _sizes(Path(folder))
        for part, tables in PARTS.items():
            size = sum(sizes.pop(table, 0) for table in tables)
            yield BenchRow(f"room-{part}", size / events, "bytes/event")
        filters = _filters(Path(folder)) / events
        yield BenchRow("room-filters", filters, "bytes/event", "the trip's memory, for 30 days")
        people = events / PER_PERSON
        grown = sum(size - before.get(name, 0) for name, size in sizes.items())
        yield BenchRow("room-customer", grown / people, "bytes/customer", "what is known of one")
        writer = Writer(lake, log, ResolvedByTrip(database), lateness=0)
        while writer.step(clock.now()):
            pass
        while compact_next(lake, whole=True):
            pass
        yield BenchRow("room-lake", lake.read_manifest().bytes / events, "bytes/event")


def _fill(log: EventLog, events: int) -> None:
    start = clock.now() - (DAYS + 1) * DAY
    made = generate(events, events // PER_PERSON, seed=1, start=start, days=DAYS)
    entries = encoded(made)
    for at in range(0, events, A_COMMIT):
        log.append(entries[at : at + A_COMMIT])


def _filters(folder: Path) -> int:
    """Return the bytes of what the trip holds in memory of days that are over."""
    with contextlib.closing(sqlite3.connect(folder / "dangol.db")) as connection:
        (size,) = connection.execute(
            "SELECT coalesce(sum(length(filter)), 0) FROM identity_seen_block"
        ).fetchone()
    return int(size)


def _sizes(folder: Path) -> dict[str, int]:
    """Return the bytes of each table of the database, its indexes included."""
    with contextlib.closing(sqlite3.connect(folder / "dangol.db")) as connection:
        return dict(
            connection.execute(
                "SELECT coalesce(part.tbl_name, stat.name), sum(stat.pgsize) FROM dbstat AS stat"
                " LEFT JOIN sqlite_master AS part ON part.name = stat.name GROUP BY 1"
            )
        )
