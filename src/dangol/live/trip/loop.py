"""The trip's loop: read, plan without a lock, commit everything at once, again."""

import fcntl
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from dangol.engines.database import Database, Writes
from dangol.kernel.clock import Clock
from dangol.kernel.event import Entry
from dangol.live.trip.batch import BatchPlan, Rooms
from dangol.live.trip.contracts import TripRunning
from dangol.live.trip.rules import count_activity, pack_outcomes
from dangol.live.trip.store import Q, find_state, keep_failure
from dangol.memory.eventlog.contracts import Chunk, EventLog

SMALLEST_BATCH, LARGEST_BATCH = 1024, 4096
LONGEST_COMMIT = 0.05
"""Seconds that a commit may hold the write lock; batches shrink and grow to stay near half."""
SLICE = 500
"""Customers that are restaged between two batches."""

_log = logging.getLogger(__name__)  # structlog costs 0.15 s at import, which the edge would pay


class Stop(Protocol):
    """Something that can be waited for, such as ``threading.Event``."""

    def is_set(self) -> bool:
        """Tell whether to stop."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait a while, less when told to stop."""


class Trip:
    """The one writer of live state.

    Args:
        database: the operational database.
        log: what to read.
        clock: gives the present instant in µs.
    """

    def __init__(self, database: Database, log: EventLog, clock: Clock) -> None:
        self._database = database
        self._log = log
        self._clock = clock
        self._batch = SMALLEST_BATCH
        self._restaging = True  # perhaps: a restage may have been cut short by a restart
        self._position = 0
        self._rooms: Rooms | None = None

    def step(self) -> int:
        """Take the next batch through all rooms and commit it.

        Returns:
            The number of log entries it took; 0 where nothing waited.
        """
        if self._rooms is None:
            self._rooms = self._enter()
        chunks = self._log.read(self._position, self._batch)
        try:
            if chunks:
                self._take(chunks, self._rooms)
            self._restage(self._rooms)
        except BaseException:
            self._rooms = None  # what they keep in memory speaks of things that were not committed
            raise
        return sum(chunk.count for chunk in chunks)

    def run(self, stop: Stop, idle: float = 0.01) -> None:
        """Step until told to stop; failures are remembered and tried again, a little later."""
        pause = 0.1
        while not stop.is_set():
            try:
                if self.step() == 0:
                    stop.wait(idle)
                pause = 0.1
            except Exception as failure:
                self._remember(failure)
                stop.wait(pause)
                pause = min(pause * 2, 5.0)

    def _enter(self) -> Rooms:
        """Begin where the last commit ended, with rooms that remember nothing."""
        self._position = find_state(self._database).offset
        return Rooms(self._database, self._clock)

    def _take(self, chunks: Sequence[Chunk], rooms: Rooms) -> None:
        entries = [entry for chunk in chunks for entry in chunk.entries()]
        first = chunks[0].first
        aside: dict[int, str] = {}
        try:
            plan = rooms.plan(first, entries, frozenset())
        except Exception as failure:
            aside = self._find_unworkable(first, entries)
            if not aside:
                raise
            _log.error(
                "entries set aside",
                extra={"offsets": sorted(aside), "cause": type(failure).__name__},
            )
            rooms = self._rooms = self._enter()
            plan = rooms.plan(first, entries, frozenset(aside))
        self._commit(chunks, entries, plan, aside)

    def _commit(
        self,
        chunks: Sequence[Chunk],
        entries: Sequence[Entry],
        plan: BatchPlan,
        aside: dict[int, str],
    ) -> None:
        now = self._clock()
        counts = count_activity(entries, plan.outcomes)
        writes: Writes = [
            *plan.writes,
            (Q.keep_resolution, list(_resolution_rows(chunks, plan))),
            (Q.add_activity, [(*count[:5], count.last_heard) for count in counts]),
            (Q.add_heard, [(count.source, *count[2:]) for count in counts]),
            (Q.keep_aside, [(offset, error, now) for offset, error in aside.items()]),
            (Q.keep_checkpoint, [(chunks[-1].after, now)]),
        ]
        self._write(writes)
        self._position = chunks[-1].after
        self._restaging = self._restaging or plan.obeyed > 0

    def _write(self, writes: Writes) -> None:
        started = 0.0
        with self._database.write() as session:
            started = time.monotonic()
            session.apply(writes)
        held = time.monotonic() - started
        if held > LONGEST_COMMIT:
            self._batch = max(SMALLEST_BATCH, self._batch // 2)
        elif held < LONGEST_COMMIT / 2:
            self._batch = min(LARGEST_BATCH, self._batch + SMALLEST_BATCH)

    def _restage(self, rooms: Rooms) -> None:
        """Bring a few more customers to a lifecycle that was published."""
        if self._restaging:
            plan = rooms.folder.plan_restage(self._clock(), SLICE)
            self._restaging = bool(plan.writes)
            if plan.writes:
                self._write(plan.writes)

    def _find_unworkable(self, first: int, entries: Sequence[Entry]) -> dict[int, str]:
        """Return the entries of a failed batch that fail by themselves, with their errors.

        An entry that no room can work on must not stop everybody else's. It stays in the log.
        """
        found: dict[int, str] = {}
        rooms = self._enter()
        for offset, entry in enumerate(entries, start=first):
            try:
                rooms.plan(offset, [entry], frozenset())
            except Exception as failure:
                found[offset] = f"{type(failure).__name__}: {failure}"[:500]
        return found

    def _remember(self, failure: Exception) -> None:
        _log.error("trip failed", extra={"error": type(failure).__name__}, exc_info=failure)
        try:
            with self._database.write() as session:
                keep_failure(session, f"{type(failure).__name__}: {failure}", self._clock())
        except Exception as second:  # the database itself is away: the log line has to do
            _log.error("failure not kept", extra={"error": type(second).__name__})


@contextmanager
def hold_trip(folder: Path) -> Iterator[None]:
    """Be this data folder's only trip for a while.

    Raises:
        TripRunning: another process is.
    """
    path = folder / "run" / "trip.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TripRunning(
                "trip_running",
                "Another process already works on this data folder's events. Stop it first, or "
                "let it do the work.",
            ) from error
        yield


def _resolution_rows(chunks: Sequence[Chunk], plan: BatchPlan) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    for chunk in chunks:
        yield chunk.first, chunk.count, pack_outcomes(plan.outcomes[at : at + chunk.count])
        at += chunk.count
