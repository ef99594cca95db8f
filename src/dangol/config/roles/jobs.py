"""The role that works on what people began and need not wait for: imports of files."""

import logging
import os
import signal
import time
from pathlib import Path

from dangol.config.data_folder import DataFolder, open_folder
from dangol.config.file_jobs import FileJobs
from dangol.config.logs import start_logging
from dangol.config.roles.lifeline import die_with_parent
from dangol.config.roles.trip import Told
from dangol.config.signals import SignalInbox
from dangol.engines.database import Database, failure_name, open_database
from dangol.kernel import clock
from dangol.registry.imports.api import tidy

NICENESS = 19
"""A file may take a little longer; an event that a customer sends, and a page, may not."""
IDLE_SECONDS = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
TIDY_SECONDS = 3600.0

_log = logging.getLogger(__name__)


def main(folder: DataFolder) -> None:
    """Work until SIGTERM; what is under way goes on when this role starts again."""
    os.nice(NICENESS)
    database = open_database(folder.database_url)
    with SignalInbox(signal.SIGTERM, signal.SIGINT) as inbox:
        told = Told(inbox)
        try:
            _run(told, FileJobs(folder, database, told.is_set), folder, database)
        finally:
            database.close()


def _run(told: Told, jobs: FileJobs, folder: DataFolder, database: Database) -> None:
    pause, tidied = FIRST_PAUSE, 0.0
    while not told.is_set():
        try:
            if time.monotonic() - tidied > TIDY_SECONDS or not tidied:
                tidy(database, folder.path, clock.now())
                tidied = time.monotonic()
            did = jobs.step()
            pause = FIRST_PAUSE
        except Exception as failure:
            _log.error("jobs failed", extra={"error": failure_name(failure)}, exc_info=failure)
            told.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        if not did:
            told.wait(IDLE_SECONDS)


if __name__ == "__main__":
    die_with_parent()
    start_logging("jobs")
    main(open_folder(Path(os.environ["DANGOL_DATA"])))
