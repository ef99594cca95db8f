"""A role never outlives what started it: an orphan would hold the port and the folder.

On Linux the kernel sends the signal at once. Everywhere a thread also watches, because that needs
nothing of the system. Both are tied again in processes that the role forks.
"""

import ctypes
import os
import signal
import sys
import threading
import time

PARENT = "DANGOL_SUPERVISOR"
"""Environment variable with the supervisor's pid, so that one that died early is noticed."""
GRACE_SECONDS = 10
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """End this process, and those it forks, when the process that started it ends."""
    _tie(int(os.environ.get(PARENT) or os.getppid()))
    os.register_at_fork(after_in_child=lambda: _tie(os.getppid()))


def _tie(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
