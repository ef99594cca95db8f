"""The role behind the edge: Django and the Studio, on a port of loopback."""

import os
import signal
import sys
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from dangol.config.roles.lifeline import die_with_parent

THREADS = 4
"""Requests at once. More only wait for each other: Python runs one of them at a time."""
NICENESS = 5
"""A page may wait a moment; an event that a customer sends may not."""


def main(port: int) -> None:
    """Serve until SIGTERM; what is under way is finished."""
    os.nice(NICENESS)
    Server(
        "dangol.config.wsgi:application",  # named for whoever lists processes; see _load
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=10,
    ).serve(target_loader=_load, wrap_loader=False)


def _load() -> Any:
    """Load the application where Granian serves it, ready to end at once.

    A worker takes over its parent's handlers, which only note a signal; until all pages are loaded
    nobody would read that note, and whoever stops a house that has just started waited ten seconds.
    """
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    from dangol.config.wsgi import application

    return application


if __name__ == "__main__":
    die_with_parent()
    main(int(sys.argv[1]))
