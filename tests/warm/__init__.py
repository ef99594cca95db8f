"""Commands run by forks of one process that has loaded them, as most of a short command is loading.

A fork has arguments, environment, folder, streams and exit code of its own, and whatever a command
loads or changes ends with it. What a command costs to start is no matter here: that is held by
``tests/architecture/test_light_starts.py`` and by the tests that start the program itself.
"""

import atexit
import functools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.warm import asking

ENGLISH = {"DANGOL_LANGUAGE": "en"}
"""Tests compare what a terminal says, whatever the locale of this machine."""


def run(
    *arguments: str, data: Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command on a data folder, in English, and return how it ended."""
    with (
        tempfile.TemporaryFile("w+") as given,
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
    ):
        given.write(stdin)
        given.seek(0)
        code = asking.ask(
            address(),
            [*arguments, "--data", str(data)],
            {**_kept(), **environment},
            [stream.fileno() for stream in (given, out, err)],
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


def program() -> list[str]:
    """Return what to type before the arguments of a command that a fork shall run."""
    return [sys.executable, "-IS", asking.__file__, address()]


def _kept() -> dict[str, str]:
    """Return this machine's environment; which database its owner uses is of no concern here."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ENGLISH


@functools.cache
def address() -> str:
    """Return the socket of the process whose forks are commands; it ends with this one."""
    folder = tempfile.mkdtemp(prefix="dangol-warm-")
    atexit.register(shutil.rmtree, folder)
    with socket.socket(*asking.KIND) as listener:
        listener.bind(f"{folder}/commands")
        listener.listen()
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm.serving", str(listener.fileno())],
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            cwd=Path(__file__).parents[2],
        )
    atexit.register(server.communicate)
    return f"{folder}/commands"
