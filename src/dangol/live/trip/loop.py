"""The trip's loop: read, plan without a lock, commit everything at once, again."""

import fcntl
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from msgspec.structs import astuple

from dangol.engines.database import Database, Writes, failure_name, is_outage
from dangol.kernel.clock import Clock
from dangol.kernel.event import Entry
from dangol.live.trip.batch import BatchPlan, Rooms
from dangol.live.trip.contracts import Keep, LostSpan, TripRunning
from dangol.live.trip.losses import find_lost, report_lost
from dangol.live.trip.rules import count_activity, pack_lost, pack_outcomes
from dangol.live.trip.store import Q, find_state, keep_failure
from dangol.live.trip.unworkable import find_unworkable
from dangol.live.trip.violations import MOST_OF_SOURCE, count_violations
from dangol.memory.eventlog.contracts import Chunk, EventLog

SMALLEST_BATCH, LARGEST_BATCH = 1024, 4096
LONGEST_COMMIT = 0.05
"""Seconds that a commit may hold the write lock; batches shrink and grow to stay near half."""
SLICE = 500
"""Customers that are restaged between two batches."""

_log = logging.getLogger(__name__)


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
        keep: how much of what was refused is kept.
    """

    def __init__(
        self, database: Database, log: EventLog, clock: Clock, keep: Keep | None = None
    ) -> None:
        self._database = database
        self._log = log
        self._clock = clock
        self._keep = keep or Keep()
        self._batch = SMALLEST_BATCH
        self._careful = True  # after a failure, and at first: commit before planning what follows
        self._restaging = True  # perhaps: a restage may have been cut short by a restart
        self._position = 0
        self._rooms: Rooms | None = None

    def step(self) -> int:
        """Take the next batch through all rooms and commit it.

        Where more waits, the commit may be under way while the next batch is worked out: all is
        committed when a step takes nothing.

        Returns:
            The number of log entries it took; 0 where nothing waited.
        """
        rooms = self._enter()
        chunks = self._log.read(self._position, self._batch)
        try:
            if not chunks:
                self._database.settle()
            taken = self._take(chunks, rooms) if chunks else 0
            self._restage(self._enter())
        except BaseException:
            self._rooms = None  # what they keep in memory speaks of things that were not committed
            self._careful = True
            raise
        self._careful = False
        return taken

    def run(self, stop: Stop, idle: float = 0.01) -> None:
        """Step until told to stop; failures are remembered and tried again, a little later."""
        pause = 0.1
        while not stop.is_set():
            try:
                if self.step() == 0:
                    self._enter().make_ready()
                    stop.wait(idle)
                pause = 0.1
            except Exception as failure:
                self._remember(failure)
                stop.wait(pause)
                pause = min(pause * 2, 5.0)

    def _enter(self) -> Rooms:
        """Return the rooms; fresh ones remember nothing and begin where the last commit ended."""
        if self._rooms is None:
            self._position = find_state(self._database).offset
            self._rooms = Rooms(self._database, self._clock, self._keep)
        return self._rooms

    def _take(self, chunks: Sequence[Chunk], rooms: Rooms) -> int:
        """Commit a run of chunks; where it fails by what is in it, its first chunk alone.

        An entry that no room can work on must not stop everybody else's: it is set aside, stays in
        the log, and the trip goes on. An outage says nothing about entries, so it sets none aside.
        """
        entries = [entry for chunk in chunks for entry in chunk.entries()]
        first = chunks[0].first
        try:
            self._commit(chunks, entries, rooms.plan(first, entries, frozenset()), {})
        except Exception as failure:
            if is_outage(failure):
                raise
            self._rooms = None
            if len(chunks) > 1:
                return self._take(chunks[:1], self._enter())
            aside = find_unworkable(
                first, len(entries), lambda count, but: self._attempt(first, entries[:count], but)
            )
            if not aside:
                raise
            _report_aside(aside)
            plan = self._enter().plan(first, entries, frozenset(aside))
            self._commit(chunks, entries, plan, aside)
        return len(entries)

    def _attempt(self, first: int, entries: Sequence[Entry], aside: frozenset[int]) -> None:
        """Work on entries as if they were committed, in rooms of their own, and undo it."""
        plan = Rooms(self._database, self._clock, self._keep).plan(first, entries, aside)
        with suppress(_Undo), self._database.write() as session:
            session.apply([*plan.writes, *_activity_writes(first, entries, plan)])
            raise _Undo

    def _commit(
        self,
        chunks: Sequence[Chunk],
        entries: Sequence[Entry],
        plan: BatchPlan,
        aside: Mapping[int, Exception],
    ) -> None:
        now = self._clock()
        lost = find_lost(self._position, chunks, entries, now)
        writes: Writes = [
            *plan.writes,
            *_activity_writes(chunks[0].first, entries, plan),
            (Q.keep_resolution, list(_resolution_rows(chunks, plan, lost))),
            (Q.keep_lost, [(span.first, span.count, span.reason, span.at) for span in lost]),
            (Q.keep_aside, [(at, failure_name(failure), now) for at, failure in aside.items()]),
            (Q.keep_checkpoint, [(chunks[-1].after, now)]),
        ]
        self._write(writes, more_follow=len(entries) >= self._batch and not self._careful)
        report_lost(lost)
        self._position = chunks[-1].after
        self._restaging = self._restaging or plan.obeyed > 0

    def _write(self, writes: Writes, *, more_follow: bool = False) -> None:
        held = self._database.commit(writes, more_follow=more_follow)
        if held is None:
            return
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

    def _remember(self, failure: Exception) -> None:
        name = failure_name(failure)
        _log.error("trip failed", extra={"error": name}, exc_info=failure)
        try:
            with self._database.write() as session:
                keep_failure(session, name, self._clock())
        except Exception as second:  # the database itself is away: the log line has to do
            _log.error("failure not kept", extra={"error": failure_name(second)})


class _Undo(Exception):
    """Ends an attempt: what it wrote is rolled back."""


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


def _resolution_rows(
    chunks: Sequence[Chunk], plan: BatchPlan, lost: Sequence[LostSpan]
) -> Iterator[tuple[int, int, bytes]]:
    unreadable = {span.first for span in lost}
    at = 0
    for chunk in chunks:
        outcomes = plan.outcomes[at : at + chunk.count]
        is_lost = chunk.first in unreadable
        packed = pack_lost(chunk.count) if is_lost else pack_outcomes(outcomes)
        yield chunk.first, chunk.count, packed
        at += chunk.count


def _activity_writes(first: int, entries: Sequence[Entry], plan: BatchPlan) -> Writes:
    counts = count_activity(entries, plan.outcomes)
    violations = count_violations(first, entries, plan.outcomes)
    return [
        (Q.add_activity, [(*count[:5], count.last_heard) for count in counts]),
        (Q.add_heard, [(count.source, *count[2:]) for count in counts]),
        (Q.add_violation, [(*astuple(found), MOST_OF_SOURCE) for found in violations]),
    ]


def _report_aside(aside: Mapping[int, Exception]) -> None:
    """Tell which entries were set aside, and where the first of them failed."""
    failure = next(iter(aside.values()))
    details = {"offsets": sorted(aside), "cause": failure_name(failure)}
    _log.error("entries set aside", extra=details, exc_info=failure)
