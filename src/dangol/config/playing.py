"""Playing the demo beside the supervisor: wait until it is up, tell the history, live on."""

import threading
from collections.abc import Callable

from dangol.config.addresses import is_ready
from dangol.config.data_folder import DataFolder
from dangol.config.staging import DemoMark, keep_mark
from dangol.demo.api import Tally, run_demo
from dangol.kernel import clock


class Player:
    """Plays one demo against the server that runs in the same tree.

    Args:
        folder: the demo's data folder.
        mark: what the folder remembers of the demo.
        base_url: where the server will answer.
        stopped: set when the tree is told to stop.
    """

    def __init__(
        self, folder: DataFolder, mark: DemoMark, base_url: str, stopped: threading.Event
    ) -> None:
        self._folder = folder
        self._mark = mark
        self._base_url = base_url
        self._stopped = stopped

    def wait_ready(self) -> bool:
        """Return True when the server is ready, False when told to stop before."""
        while not self._stopped.wait(0.1):
            if is_ready(self._base_url):
                return True
        return False

    def tell_history(self, on_progress: Callable[[float, int], None]) -> Tally:
        """Send the weeks of history; told again after an interruption, it adds nothing twice.

        Args:
            on_progress: told the share that is done and the events sent so far.

        Raises:
            Unavailable: the server does not answer any more.
        """
        tally = run_demo(
            self._mark.play(self._base_url),
            clock=clock.now,
            on_progress=lambda share, tally: on_progress(share, tally.sent),
            stopped=self._stopped.is_set,
            live=False,
        )
        if not self._stopped.is_set():
            self._mark.told = True
            keep_mark(self._folder, self._mark)
        return tally

    def live_on(self) -> None:
        """Let the house live until told to stop.

        Raises:
            Unavailable: the server does not answer any more.
        """
        run_demo(
            self._mark.play(self._base_url),
            clock=clock.now,
            on_progress=lambda _share, _tally: None,
            stopped=self._stopped.is_set,
            resume=True,
        )
