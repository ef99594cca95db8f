"""Waiting for the trip on behalf of a command: another process's, or one started just for this."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from dangol.config.data_folder import DataFolder
from dangol.config.roles.lifeline import PARENT
from dangol.engines.database import Database
from dangol.kernel.errors import Unavailable
from dangol.live.trip.api import TripRunning, hold_trip, resolutions, trip_state

POLL = 0.02
"""Seconds between looks at how far the trip is."""
LONGEST_STILL = 60.0
"""Seconds without any progress after which something is wrong."""

Span = tuple[int, int]
"""Offsets in the log: of the first entry of a group, and of the last."""


@contextlib.contextmanager
def trip_running(folder: DataFolder, database: Database) -> Iterator[None]:
    """Have a trip work on a folder: the one that runs already, else a process of ours.

    It works beside us, on a processor of its own, while more is appended.
    """
    if not _is_free(folder):
        yield
        return
    child = subprocess.Popen(
        [sys.executable, "-m", "dangol.config.roles.trip"],
        env={
            **os.environ,
            PARENT: str(os.getpid()),
            "DANGOL_DATA": str(folder.path),
            "DATABASE_URL": database.url if database.dialect == "postgresql" else "",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        child.terminate()
        child.wait()


def wait_resolved(database: Database, spans: list[Span], on_share: Callable[[float], None]) -> None:
    """Return when the trip is past the last span.

    Args:
        database: the operational database.
        spans: what was appended; may be empty.
        on_share: told which part is resolved, from 0 to 1.

    Raises:
        Unavailable: the trip makes no progress.
    """
    if not spans:
        return
    first, end = spans[0][0], spans[-1][1] + 1
    position, moved = -1, time.monotonic()
    while (state := trip_state(database)).offset < end:
        if state.offset > position:
            position, moved = state.offset, time.monotonic()
            on_share(max(0, position - first) / (end - first))
        elif time.monotonic() - moved > LONGEST_STILL:
            raise Unavailable(
                "trip_still",
                "The rows are in the event log, but their events are not resolved: the trip makes "
                "no progress. See `dangol doctor`; when it works again, nothing is lost.",
            )
        time.sleep(POLL)
    on_share(1.0)


def count_outcomes(database: Database, spans: list[Span]) -> tuple[int, int]:
    """Count what became of the entries in spans of the log.

    Returns:
        Events that were accepted, and duplicates. What the trip set aside is neither.
    """
    accepted = duplicates = 0
    for first, last in spans:
        for resolution in resolutions(database, first, last):
            events = [outcome for outcome in resolution.outcomes if outcome is not None]
            repeated = sum(event.duplicate for event in events)
            duplicates += repeated
            accepted += len(events) - repeated
    return accepted, duplicates


def _is_free(folder: DataFolder) -> bool:
    try:
        with hold_trip(folder.path):
            return True
    except TripRunning:
        return False
