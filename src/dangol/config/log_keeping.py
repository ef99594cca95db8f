"""How long the event log keeps entries, and the thread that forgets older ones beside the trip."""

import logging
import threading
from collections.abc import Mapping

from dangol.config.data_folder import DataFolder
from dangol.engines.database import Database, failure_name, open_database
from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.kernel.environment import find_number
from dangol.live.trip.api import settle_state
from dangol.memory.eventlog.api import EventLog, Retention, open_log
from dangol.memory.lake.api import LakeFolder, open_lake

TIDY_SECONDS = 30.0
BREATH_SECONDS = 0.05
"""Pause between two small transactions, so that writers of the log have their turn."""

_log = logging.getLogger(__name__)


def read_retention(environment: Mapping[str, str]) -> Retention:
    """Return how much of the log is kept: ``DANGOL_LOG_DAYS``, ``DANGOL_LOG_GB``.

    Where neither is stated, all of it is kept for ever.

    Raises:
        Unusable: one of them is no number.
    """
    days = find_number(environment, "DANGOL_LOG_DAYS")
    gigabytes = find_number(environment, "DANGOL_LOG_GB")
    return Retention(
        age=None if days is None else int(days * DAY),
        size=None if gigabytes is None else int(gigabytes * 1024**3),
    )


def slowest_reader(database: Database, lake: LakeFolder) -> int:
    """Return the offset that every reader of the log has passed for good.

    Whoever reads the log on from a place of its own belongs here: what it has not read yet must
    not be forgotten, not even if a power cut throws it back to what was on disk.

    Args:
        database: opened as durable.
        lake: what is in it is on disk.
    """
    return min(settle_state(database).offset, lake.read_manifest().position)


def tidy(
    log: EventLog, database: Database, lake: LakeFolder, keep: Retention, stop: threading.Event
) -> int:
    """Forget all that need not be kept; return how many entries that were.

    Args:
        log: the log.
        database: opened as durable.
        lake: where all history goes.
        keep: how much to keep.
        stop: set when there is no more time.
    """
    if not keep.bounded:
        return 0
    before = slowest_reader(database, lake)
    forgotten = 0
    while part := log.forget(keep, before, clock.now()):
        forgotten += part
        if stop.wait(BREATH_SECONDS):
            break
    return forgotten


class LogKeeper:
    """Tidies a folder's log from time to time, while it is open.

    Args:
        folder: the data folder.
        keep: how much to keep.
    """

    def __init__(self, folder: DataFolder, keep: Retention) -> None:
        self._folder = folder
        self._keep = keep
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log-keeper", daemon=True)

    def __enter__(self) -> None:
        if self._keep.bounded:
            self._thread.start()

    def __exit__(self, *_failure: object) -> None:
        self._stop.set()
        if self._keep.bounded:
            self._thread.join()

    def _run(self) -> None:
        log, lake = open_log(self._folder.path), open_lake(self._folder.path)
        database = open_database(self._folder.database_url)
        while not self._stop.is_set():
            try:
                tidy(log, database, lake, self._keep, self._stop)
            except Exception as failure:  # the trip goes on; the next time may do better
                _log.warning("log not tidied", extra={"error": failure_name(failure)})
            self._stop.wait(TIDY_SECONDS)
        database.close()
