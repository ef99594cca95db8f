"""The role that is the one writer of live state."""

import gc
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from dangol.config.data_folder import DataFolder, open_folder
from dangol.config.log_keeping import LogKeeper, read_retention
from dangol.config.logs import start_logging
from dangol.config.roles.lifeline import die_with_parent
from dangol.config.signals import SignalInbox
from dangol.engines.database import Database, open_write_behind
from dangol.kernel import clock
from dangol.live.profiles.api import lifecycle_in_force
from dangol.live.trip.api import Keep, Trip, TripRunning, hold_trip
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.registry.access.api import list_brands
from dangol.registry.definitions.api import announce, find_published

LIFECYCLE = "lifecycle"

COLLECT_EVERY = (2_000_000, 20, 50)
"""Thresholds of Python's garbage collector. A batch makes many objects that all live until its
commit; looking through them again and again took a fifth of the trip's time, and once every two
batches still a twentieth (tried)."""
NICENESS = 10
"""A customer's page may tell a moment later what was accepted; to accept it may not wait. Beside a
flood of requests the edge hears a third more so."""
TURN_SECONDS = 0.2
"""How often to ask whether an import, which is the trip while nothing is up, has finished."""


class Told:
    """Whether a signal told this process to stop, as the trip asks for it."""

    def __init__(self, inbox: SignalInbox) -> None:
        self._inbox = inbox
        self._stop = False

    def is_set(self) -> bool:
        """Tell whether to stop."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait a while, less when told to stop."""
        if not self._stop:
            self._stop = bool(self._inbox.wait(timeout))
        return self._stop


def main(folder: DataFolder) -> None:
    """Be the trip until SIGTERM; the batch under way is committed first."""
    os.nice(NICENESS)
    gc.set_threshold(*COLLECT_EVERY)
    with SignalInbox(signal.SIGTERM, signal.SIGINT) as inbox:
        told = Told(inbox)
        while not told.is_set():
            try:
                with hold_trip(folder.path):
                    _run(folder, told)
            except TripRunning:
                told.wait(TURN_SECONDS)


def _run(folder: DataFolder, told: Told) -> None:
    # The log can make this state anew, so a commit need not wait for the disk.
    with open_write_behind(folder.database_url, durable=False) as db:
        log = open_log(folder.path)
        announce_what_was_missed(db, log)
        with LogKeeper(folder, read_retention(os.environ)):
            Trip(db, log, clock.now, read_keep(os.environ)).run(told)


def read_keep(environment: Mapping[str, str]) -> Keep:
    """Return how much of what was refused is kept: ``DANGOL_REFUSED_KEPT``, ``…_DAYS``."""
    usual = Keep()
    return Keep(
        refused=_number(environment.get("DANGOL_REFUSED_KEPT", ""), usual.refused),
        days=_number(environment.get("DANGOL_REFUSED_DAYS", ""), usual.days),
    )


def _number(stated: str, usual: int) -> int:
    """Return a number from 1 on; the usual one where something else is stated."""
    return int(stated) if stated.isdecimal() and 0 < int(stated) < 10**9 else usual


def announce_what_was_missed(db: Database, log: EventLog) -> None:
    """Tell the trip of rules that were published by a process that died before it could say so."""
    for brand in list_brands(db):
        published = find_published(db, LIFECYCLE, brand.slug, LIFECYCLE)
        if published is not None and published.version > lifecycle_in_force(db, brand.slug)[0]:
            announce(log, published, now=clock.now())


if __name__ == "__main__":
    die_with_parent()
    start_logging("trip")
    main(open_folder(Path(os.environ["DANGOL_DATA"])))
