"""Loading that stands back: whoever loads much code lets those work first whom customers wait for.

All pages together take seconds of a processor to load. Where a file is imported just then, or a
backlog is worked off, they would slow it down by a quarter (tried); a visitor of the Studio who is
early waits a little instead.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from dangol.config.data_folder import DataFolder
from dangol.engines.database import open_database
from dangol.live.trip.api import trip_state
from dangol.memory.eventlog.api import open_log

FAR_BEHIND = 1024
"""Entries that wait for the trip: more than one batch takes, so it cannot keep up just now."""
LONGEST_WAIT = 10.0
"""Seconds after which loading goes on whatever waits."""
ASK_EVERY = 0.05


@contextmanager
def trip_is_behind(folder: DataFolder) -> Iterator[Callable[[], bool]]:
    """Give a question that tells whether a folder's trip is far behind its log."""
    log = open_log(folder.path)
    with closing(open_database(folder.database_url)) as database:

        def is_behind() -> bool:
            try:
                return log.head() - trip_state(database).offset > FAR_BEHIND
            except Exception:
                return False  # nobody waits for a trip of which nothing can be told

        yield is_behind


@contextmanager
def standing_back(is_busy: Callable[[], bool], longest: float = LONGEST_WAIT) -> Iterator[None]:
    """Wait at each import inside as long as somebody is busy.

    Args:
        is_busy: tells whether to wait; asked now and then.
        longest: seconds that all waiting may take together.
    """
    gate = _Gate(is_busy, longest)
    sys.meta_path.insert(0, gate)
    try:
        yield
    finally:
        sys.meta_path.remove(gate)


class _Gate:
    """Finds no module, but is asked for each before those who do."""

    def __init__(self, is_busy: Callable[[], bool], longest: float) -> None:
        self._is_busy = is_busy
        self._left = longest
        self._ask_again = 0.0

    def find_spec(self, _name: str, _path: object, _target: object = None) -> None:
        """Wait while somebody is busy."""
        while self._left > 0 and time.monotonic() >= self._ask_again:
            busy = self._is_busy()
            self._ask_again = time.monotonic() + (0 if busy else ASK_EVERY)
            if busy:
                time.sleep(ASK_EVERY)
                self._left -= ASK_EVERY
