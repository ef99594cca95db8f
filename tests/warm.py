"""Commands run by forks of one process that has loaded them, as most of a short command is loading.

A fork has arguments, environment, folder, output and exit code of its own, and whatever a command
loads or changes ends with it. What a command costs to start is no matter here: that is held by
``tests/architecture/test_light_starts.py`` and by the tests that start the program itself.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn


class WarmDangol:
    """The program ``dangol``, loaded once; give it back with ``close``."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )

    def run(
        self, arguments: list[str], environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run one command and return how it ended."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            told = (arguments, dict(environment), str(Path.cwd()), folder)
            self._server.stdin.write(json.dumps(told) + "\n")
            self._server.stdin.flush()
            code = int(self._server.stdout.readline())
            out, err = ((Path(folder) / name).read_text() for name in ("out", "err"))
        return subprocess.CompletedProcess(arguments, code, out, err)

    def close(self) -> None:
        """End the process."""
        self._server.communicate()


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

    for number, name in ((0, os.devnull), (1, f"{folder}/out"), (2, f"{folder}/err")):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), number)
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
