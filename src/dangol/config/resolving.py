"""Waiting for the trip on behalf of a command: that of `dangol up`, or one of our own."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import IO

from dangol.config.data_folder import DataFolder, is_held
from dangol.config.role_process import how_it_ended
from dangol.config.roles.lifeline import PARENT
from dangol.engines.database import Database
from dangol.kernel.errors import Unavailable
from dangol.live.trip.api import count_resolved, trip_state

POLL = 0.02
"""Seconds between looks at how far the trip is."""
LONGEST_STILL = 60.0
"""Seconds without any progress after which something is wrong."""

_END = re.compile(r"^\w+: CRITICAL [\w.]+: (.+)$", re.MULTILINE)

Span = tuple[int, int]
"""Offsets in the log: of the first entry of a group, and of the last."""
PIECE = 20_000
"""Entries of which the outcomes are held at a time."""


class OwnTrip:
    """A process of ours that is the trip, or waits until another command's is not any more.

    Args:
        process: the process.
        errors: what it writes to its error stream.
    """

    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors

    def check(self) -> None:
        """Tell whether it still works.

        Raises:
            Unavailable: it ended; the sentence says why.
        """
        code = self._process.poll()
        if code is not None:
            self._errors.seek(0)
            raise Unavailable(
                "trip_ended",
                "The rows read so far are in the event log, but the process that resolves their "
                "events ended: {reason} See `dangol doctor`, then import the file again: it goes "
                "on from there.",
                reason=find_error(self._errors.read().decode(errors="replace"))
                or f"{how_it_ended(code)}.",
            )


class OtherTrip:
    """The trip of `dangol up`, which is watched over there."""

    def check(self) -> None:
        """Nothing to look at."""


@contextlib.contextmanager
def trip_running(folder: DataFolder, database: Database) -> Iterator[OwnTrip | OtherTrip]:
    """Have a trip work on a folder: that of `dangol up` where it runs, else a process of ours.

    It works beside us, on a processor of its own, while more is appended. Where another command has
    a trip of its own, ours waits: it must be there when the other one ends.
    """
    if is_held(folder):
        yield OtherTrip()
        return
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "dangol.config.roles.trip"],
            env={
                **os.environ,
                PARENT: str(os.getpid()),
                "DANGOL_DATA": str(folder.path),
                "DATABASE_URL": database.url if database.dialect == "postgresql" else "",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            yield OwnTrip(process, errors)
        finally:
            process.terminate()
            process.wait()


def find_error(written: str) -> str:
    r"""Return the words with which a role told its end (see ``config.logs``), or nothing.

    >>> find_error("trip: CRITICAL dangol.config.logs: It ended by OSError.\n  File …\nOSError")
    'It ended by OSError.'
    """
    told = _END.findall(written)
    return told[-1] if told else ""


def wait_resolved(
    database: Database,
    end: int,
    trip: OwnTrip | OtherTrip,
    on_share: Callable[[float], None],
) -> None:
    """Return when the trip is past all that was appended.

    Args:
        database: the operational database.
        end: the log's offset behind what was appended.
        trip: who resolves it.
        on_share: told which part of what was left is resolved, from 0 to 1.

    Raises:
        Unavailable: the trip ended, or makes no progress.
    """
    first = trip_state(database).offset
    position, moved = -1, time.monotonic()
    while (state := trip_state(database)).offset < end:
        trip.check()
        if state.offset > position:
            position, moved = state.offset, time.monotonic()
            on_share((position - first) / (end - first))
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
    for first, last in _pieces(spans):
        counted = count_resolved(database, first, last)
        accepted += counted.accepted
        duplicates += counted.duplicates
    return accepted, duplicates


def _pieces(spans: list[Span]) -> Iterator[Span]:
    for first, last in spans:
        for start in range(first, last + 1, PIECE):
            yield start, min(start + PIECE - 1, last)
