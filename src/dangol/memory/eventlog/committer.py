"""Group commit: one sync to disk acknowledges every request that waited for it.

The event loop hands over encoded entries and awaits a future. A single thread takes all that has
gathered, appends it in one transaction and wakes the waiters together: while one sync runs, the
next group gathers, so the group grows by itself with the load.
"""

import asyncio
import threading
from collections.abc import Sequence

from dangol.memory.eventlog.contracts import EventLog

Waiting = tuple[Sequence[bytes], asyncio.Future[None]]


class GroupCommitter:
    """Appends for many requests at once.

    Args:
        log: where to append.
        loop: the event loop on which ``append`` is awaited.
    """

    def __init__(self, log: EventLog, loop: asyncio.AbstractEventLoop) -> None:
        self._log = log
        self._loop = loop
        self._waiting: list[Waiting] = []
        self._lock = threading.Lock()
        self._arrived = threading.Event()
        self._closed = False
        self._thread = threading.Thread(
            target=self._run, name="group-commit", daemon=True
        )
        self._thread.start()

    def append(self, entries: Sequence[bytes]) -> asyncio.Future[None]:
        """Return a future that is done when the entries are on disk.

        The future fails with ``LogFull`` where they could not be written.
        """
        future: asyncio.Future[None] = self._loop.create_future()
        with self._lock:
            self._waiting.append((entries, future))
        self._arrived.set()
        return future

    def close(self) -> None:
        """Write what waits, then stop the thread."""
        self._closed = True
        self._arrived.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while True:
            self._arrived.wait()
            self._arrived.clear()
            with self._lock:
                group, self._waiting = self._waiting, []
            if group:
                self._commit(group)
            if self._closed and not self._waiting:
                return

    def _commit(self, group: list[Waiting]) -> None:
        failure: BaseException | None = None
        try:
            self._log.append([entry for entries, _ in group for entry in entries])
        except BaseException as error:  # every waiter must hear of it, whatever it was
            failure = error
        self._loop.call_soon_threadsafe(_wake, [future for _, future in group], failure)


def _wake(futures: list[asyncio.Future[None]], failure: BaseException | None) -> None:
    for future in futures:
        if future.done():  # the client went away
            continue
        if failure is None:
            future.set_result(None)
        else:
            future.set_exception(failure)
