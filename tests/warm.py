"""Commands run by forks of one process that has loaded them, as most of a short command is loading.

A fork has arguments, environment, folder, output and exit code of its own, and whatever a command
loads or changes ends with it. What a command costs to start is no matter here: that is held by
``tests/architecture/test_light_starts.py`` and by the tests that start the program itself.
"""

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import Any, NoReturn

ENGLISH = {"DANGOL_LANGUAGE": "en"}
"""Tests compare what a terminal says, whatever the locale of this machine."""
_asking = threading.Lock()


def run(
    *arguments: str, data: Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command on a data folder, in English, and return how it ended."""
    with tempfile.TemporaryDirectory() as folder, _asking:
        (Path(folder) / "in").write_text(stdin)
        told = (
            [*arguments, "--data", str(data)],
            {**_kept(), **environment},
            str(Path.cwd()),
            folder,
        )
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(told) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = ((Path(folder) / name).read_text() for name in ("out", "err"))
    return subprocess.CompletedProcess(arguments, code, out, err)


def _kept() -> dict[str, str]:
    """Return this machine's environment; which database its owner uses is of no concern here."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ENGLISH


@functools.cache
def _server() -> "subprocess.Popen[str]":
    """The process whose forks are commands; it ends with this one."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.warm"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    atexit.register(server.communicate)
    return server


def serve() -> None:
    """Fork for each line of input, and tell how the fork ended."""
    from dangol.config import cli  # noqa: F401, what all forks have loaded

    for line in sys.stdin:
        fork = os.fork()
        if not fork:
            _be_dangol(*json.loads(line))
        _, status = os.waitpid(fork, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _be_dangol(
    arguments: list[str], environment: dict[str, str], cwd: str, folder: str
) -> NoReturn:
    """Become the program, as its own start would have it."""
    from dangol.config.cli import main

    for number, name in enumerate(("in", "out", "err")):
        os.dup2(os.open(f"{folder}/{name}", os.O_RDWR | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = ["dangol", *arguments]
    os._exit(_code_of(main))


def _code_of(main: Any) -> int:
    """Return the exit code of the program, and let go of what it still has to say."""
    code: Any = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return int(code or 0)


if __name__ == "__main__":
    serve()
