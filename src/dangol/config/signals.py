"""Signals as something to wait for, so that no code runs inside a handler."""

import contextlib
import select
import signal
import socket
from types import FrameType, TracebackType
from typing import Self

_OF_THE_TERMINAL = (signal.SIGHUP, signal.SIGINT)


class SignalInbox:
    """Collects the named signals while it is open; in the main thread only.

    What the terminal would send stays ignored where it is, as ``nohup`` and a shell's ``&`` ask.
    """

    def __init__(self, *numbers: signal.Signals) -> None:
        self._numbers = [number for number in numbers if not _is_to_be_ignored(number)]
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def __enter__(self) -> Self:
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _leave_it) for number in self._numbers}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._reader.close()
        self._writer.close()

    def wait(self, timeout: float | None) -> frozenset[int]:
        """Return the signals that came, after ``timeout`` seconds at the latest."""
        select.select([self._reader], [], [], timeout)
        came = b""
        with contextlib.suppress(BlockingIOError):
            came = self._reader.recv(4096)
        return frozenset(came) & frozenset(self._numbers)


def _is_to_be_ignored(number: signal.Signals) -> bool:
    return number in _OF_THE_TERMINAL and signal.getsignal(number) == signal.SIG_IGN


def _leave_it(_number: int, _frame: FrameType | None) -> None:
    """Handle nothing: the wakeup descriptor has brought the number to the inbox."""
