"""When nothing more is taken: the disk is nearly full, or the trip is too far behind.

Refusing in time keeps room for the trip to work off what was acknowledged. It is looked at in the
background, never for a request, and ends by itself.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from dangol.engines.database import Database
from dangol.kernel.errors import Unavailable
from dangol.live.trip.api import trip_state
from dangol.memory.eventlog.api import EventLog

DISK_NEARLY_FULL, TOO_MANY_WAITING = "disk_nearly_full", "too_many_waiting"
LOOK_SECONDS = 0.5
MEGABYTE = 1024**2

Look = Callable[[], "Unavailable | None"]
Call = Callable[[Look], "Awaitable[Unavailable | None]"]


class Pressure:
    """Whether events can be taken just now.

    Args:
        look: finds out why not; None where they can.
        call: runs it away from the event loop.
    """

    def __init__(self, look: Look, call: Call) -> None:
        self.refusal: Unavailable | None = None
        self._look = look
        self._call = call

    def check(self) -> None:
        """Refuse what brings events, while there is a reason.

        Raises:
            Unavailable: with the reason, and that nothing was kept.
        """
        if self.refusal is not None:
            raise self.refusal.with_traceback(None)  # else each raising would add to it

    async def keep_watching(self) -> None:
        """Look again and again."""
        while True:
            self.refusal = await self._call(self._look)
            await asyncio.sleep(LOOK_SECONDS)


def find_refusal(
    folder: Path, log: EventLog, database: Database, *, floor: int, most_waiting: int
) -> Unavailable | None:
    """Return why no event can be taken now, None where they can.

    A database that does not answer is no reason: what is heard waits in the log.

    Args:
        folder: where the log is.
        log: the log.
        database: where the trip keeps how far it is.
        floor: bytes of disk that must stay free.
        most_waiting: entries that may wait for the trip; 0 for any number.
    """
    try:
        check_disk(folder, floor)
        if most_waiting:
            check_waiting(log.head() - trip_state(database).offset, most_waiting)
    except Unavailable as refusal:
        return refusal if refusal.code in (DISK_NEARLY_FULL, TOO_MANY_WAITING) else None
    except Exception:  # whatever driver it is: nothing is known, so nothing is refused
        return None
    return None


def check_disk(folder: Path, floor: int) -> None:
    """Refuse to fill a disk to its end.

    Raises:
        Unavailable: less is free than has to stay so.
    """
    free = shutil.disk_usage(folder).free
    if free < floor:
        raise Unavailable(
            DISK_NEARLY_FULL,
            "Only {free} MB are free on the disk of the data folder, and {floor} MB must stay "
            "free. Nothing was accepted. Free some disk space, then send the events again.",
            free=free // MEGABYTE,
            floor=floor // MEGABYTE,
        )


def check_waiting(waiting: int, most: int) -> None:
    """Refuse to let more and more entries wait.

    Raises:
        Unavailable: more wait than may.
    """
    if waiting > most:
        raise Unavailable(
            TOO_MANY_WAITING,
            "{waiting} events wait to be worked on, and no more than {most} may. Nothing was "
            "accepted. Send the events again later; `dangol doctor` tells what holds them up.",
            waiting=waiting,
            most=most,
        )
