"""The role that writes history: what the trip has resolved becomes files that stay."""

import gc
import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path

from dangol.config.data_folder import DataFolder, open_folder
from dangol.config.lake_keeping import open_writer, read_lateness
from dangol.config.logs import start_logging
from dangol.config.roles.lifeline import die_with_parent
from dangol.config.roles.trip import COLLECT_EVERY, Told
from dangol.config.signals import SignalInbox
from dangol.engines.database import failure_name, open_database
from dangol.kernel import clock

NICENESS = 19
"""History may be late; an event that a customer sends, and a page, may not."""
IDLE_SECONDS = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0

_log = logging.getLogger(__name__)


def main(folder: DataFolder) -> None:
    """Write the lake until SIGTERM; the file under way counts, or is written again."""
    os.nice(NICENESS)
    gc.set_threshold(
        *COLLECT_EVERY
    )  # as for the trip: a file's entries all live until it is written
    db = open_database(folder.database_url)
    with SignalInbox(signal.SIGTERM, signal.SIGINT) as inbox:
        told = Told(inbox)
        _, _, writer = open_writer(folder, db, read_lateness(os.environ))
        try:
            _run(told, lambda: writer.step(clock.now()) > 0, lambda: writer.tidy(told.is_set))
        finally:
            db.close()


def _run(told: Told, *works: Callable[[], bool]) -> None:
    """Do each work again and again; one that fails is reported and holds up no other."""
    pause = FIRST_PAUSE
    while not told.is_set():
        failed = did = False
        for work in works:
            try:
                did = work() or did
            except Exception as failure:
                failed = True
                _log.error("lake failed", extra={"error": failure_name(failure)}, exc_info=failure)
        if failed:
            told.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        elif not did:
            told.wait(IDLE_SECONDS)
        pause = pause if failed else FIRST_PAUSE


if __name__ == "__main__":
    die_with_parent()
    start_logging("lake")
    main(open_folder(Path(os.environ["DANGOL_DATA"])))
