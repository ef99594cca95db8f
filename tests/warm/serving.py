"""The warm process: forks for whoever asks, until nobody holds its input open any more."""

import contextlib
import fcntl
import gc
import io
import json
import os
import select
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

import dangol.config.doctor  # noqa: F401, most of what commands load when they are called
from dangol.config.cli import main

LARGEST = 2**20
"""Bytes of arguments and environment."""


def serve(listener: socket.socket) -> None:
    """Become a command for each who asks; several may run at once."""
    _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a fork tells itself how it ended
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        line, _ = listener.accept()
        if not os.fork():
            _be_dangol(line)
        line.close()


def _warm_up() -> None:
    """Have Typer load what it loads only when it reads a command, and Rich when it tells one."""
    with contextlib.redirect_stderr(io.StringIO()):
        _code_of_dangol("no such command")
    gc.freeze()  # forks neither look through it nor copy it


def _be_dangol(line: socket.socket) -> NoReturn:
    """Become the program, as its own start would have it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told, streams, _, _ = socket.recv_fds(line, LARGEST, 3)
    _end_with(line)
    arguments, environment, folder = json.loads(told)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    line.send(str(_code_of_dangol(*arguments)).encode())
    os._exit(0)


def _end_with(line: socket.socket) -> None:
    """Have the system end this process when who asked for it is gone."""
    fcntl.fcntl(line, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(line, fcntl.F_SETSIG, signal.SIGTERM)
    fcntl.fcntl(line, fcntl.F_SETFL, os.O_ASYNC)


def _code_of_dangol(*arguments: str) -> int:
    """Return the exit code of the program, and let go of what it still has to say."""
    sys.argv = ["dangol", *arguments]
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
    serve(socket.socket(fileno=int(sys.argv[1])))
