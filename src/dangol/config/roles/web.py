"""The role behind the edge: Django and the Studio, on a port of loopback."""

import os
import signal
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from dangol.config.roles.lifeline import die_with_parent

THREADS = 4
"""Requests at once. More only wait for each other: Python runs one of them at a time."""
STOP_SECONDS = 10
"""How long a request under way may take when the house stops."""
NICENESS = 10
"""A page may wait a moment; an event that a customer sends may not."""


def main(port: int) -> None:
    """Serve until SIGTERM; what is under way is finished."""
    os.nice(NICENESS)
    os.register_at_fork(after_in_child=_end_at_once)
    Server(
        "dangol.config.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.error,  # it warns of a worker that has just stopped that it would not
        websockets=False,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def _end_at_once() -> None:
    """End a process at once that is told to.

    Granian's worker takes over its parent's handlers, which only note a signal, until it serves.
    While all pages are loaded nobody would read that note: whoever stopped a house that had just
    started waited ten seconds.
    """
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)


if __name__ == "__main__":
    die_with_parent()
    main(int(sys.argv[1]))
