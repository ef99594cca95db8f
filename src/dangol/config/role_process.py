"""One supervised process: started, noticed when it ends, started again after a growing pause."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from dangol.config.standing import RoleStanding
from dangol.kernel import clock

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0
STEADY_SECONDS = 30
"""A role that ran this long and then ends is restarted without the pause of earlier failures."""

_report = logging.getLogger(__name__)


class RoleProcess:
    """One supervised process, started again when it ends.

    Args:
        name: the role; its entry module is ``dangol.config.roles.NAME``.
        arguments: what the entry module takes.
        environment: all that the process is told besides.
    """

    def __init__(self, name: str, arguments: Sequence[str], environment: dict[str, str]) -> None:
        self.standing = RoleStanding(name, 0, 0)
        self._command = [sys.executable, "-m", f"dangol.config.roles.{name}", *arguments]
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._next_start = 0.0
        self._started = 0.0

    @property
    def wants_start(self) -> bool:
        """Whether it should be started now."""
        return self._process is None and time.monotonic() >= self._next_start

    def start(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.DEVNULL
        )
        self._started = time.monotonic()
        self.standing.pid = self._process.pid
        self.standing.started = clock.now()

    def notice_end(self) -> float | None:
        """Return in how many seconds a process that has ended is started again, else None."""
        if self._process is None or self._process.poll() is None:
            return None
        self.standing.last_end = how_it_ended(self._process.returncode)
        self.standing.ended = clock.now()
        self.standing.restarts += 1
        self._process = None
        if time.monotonic() - self._started > STEADY_SECONDS:
            self._pause = FIRST_PAUSE
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        self._next_start = time.monotonic() + pause
        return pause

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process is not None:
            self._process.terminate()

    def wait_stopped(self, seconds: float) -> None:
        """Wait for the end, and force it when it takes too long."""
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            _report.warning("role_killed", extra={"role": self.standing.name})
            self._process.kill()
            self._process.wait()


def how_it_ended(code: int) -> str:
    """Return how a process ended, such as ``exit 1`` or ``SIGKILL``."""
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:  # a real-time signal, which has no name
        return f"signal {-code}"
