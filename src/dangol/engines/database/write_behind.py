"""A database whose plans are committed by a process of its own, while the next is worked out.

Python runs one thread at a time, and a plan of thousands of rows keeps it busy long enough that a
second processor is worth a second process. At most one plan is under way, so the order of commits
is the order in which they were handed over, and a failure is told before the next one begins.
"""

import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from dangol.engines.database.database import Database, Found, Session
from dangol.engines.database.failures import failure_name
from dangol.engines.database.queries import Writes
from dangol.engines.database.urls import read_url
from dangol.kernel.errors import Unavailable

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

JOIN_SECONDS = 30
"""How long the last commit may take at the end."""

_encode = msgspec.msgpack.Encoder().encode
_decode_writes = msgspec.msgpack.Decoder(Writes).decode
_decode_told = msgspec.msgpack.Decoder(tuple[float, str]).decode


class WriteBehind(Database):
    """A database for one thread, of which one commit may be under way in another process.

    Whatever reads or writes through it waits for that commit, except ``look_up``.

    Args:
        url: as of ``Database``.
        durable: as of ``Database``.
        committer: leads to the process that commits.
    """

    def __init__(self, url: str, *, durable: bool, committer: "Connection[Any, Any]") -> None:
        super().__init__(url, durable=durable)
        self._committer: Connection[Any, Any] | None = committer
        self._under_way = False
        self._held: float | None = None
        self._finds = False

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """Open a read session behind the commit that is under way."""
        self.settle()
        with super().read() as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """Open a write session behind the commit that is under way."""
        self.settle()
        with super().write() as session:
            yield session

    def look_up(self, question: Callable[[Session], Found]) -> Found:
        """Ask at once; where anything is found, and a commit is under way, ask again behind it.

        Where the last question found something, this one will, and is asked behind the commit.
        """
        if self._finds:
            self.settle()
        with super().read() as session:
            found = question(session)
        self._finds = bool(found)
        if found and self._under_way:
            with self.read() as session:
                found = question(session)
        return found

    def commit(self, writes: Writes, *, more_follow: bool = False) -> float | None:
        """Commit a plan, in the other process where more follow."""
        if not more_follow or self._committer is None:
            return super().commit(writes)
        body = _encode([(query, rows) for query, rows in writes if rows])
        self.settle()
        try:
            self._committer.send_bytes(body)
        except OSError as error:
            raise self._lost() from error
        self._under_way = True
        return self._held

    def settle(self) -> None:
        """Wait until all that was handed over is committed.

        Raises:
            Unavailable: it could not be; nothing of it was written.
        """
        if not self._under_way or self._committer is None:
            return
        self._under_way = False
        try:
            self._held, failure = _decode_told(self._committer.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._lost() from error
        if failure:
            raise Unavailable(
                "commit_failed",
                "A commit failed ({failure}). Nothing of it was written; it is tried again.",
                failure=failure,
            )

    def _lost(self) -> Unavailable:
        self._committer = None
        return Unavailable(
            "committer_ended",
            "The process that commits for the trip ended. What it had not committed is worked out "
            "again, from now on in one process.",
        )


@contextlib.contextmanager
def open_write_behind(url: str, *, durable: bool = True) -> Iterator[WriteBehind]:
    """Open a database of which another process does the commits that are followed by more.

    The process is forked here and now, so open it before any other connection, and before threads
    that may hold a lock. It keeps what this one has locked by a file until it has ended too: nobody
    who takes such a lock meets a commit of ours that is still to come.

    Raises:
        Unavailable: the address cannot be used.
    """
    import multiprocessing  # only the trip pays for this import

    url = read_url(url)
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_commit_until_closed, args=(here, there, url, durable), daemon=True
    )
    process.start()
    there.close()
    database = WriteBehind(url, durable=durable, committer=here)
    try:
        yield database
    finally:
        database.close()
        here.close()
        process.join(JOIN_SECONDS)


def _commit_until_closed(
    theirs: "Connection[Any, Any]", ours: "Connection[Any, Any]", url: str, durable: bool
) -> None:
    """Be the process that commits, until the other end is closed, even by that process's death."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    theirs.close()
    database = Database(url, durable=durable)
    with contextlib.suppress(EOFError, OSError):
        while True:
            ours.send_bytes(_encode(_commit(database, ours.recv_bytes())))
    database.close()


def _commit(database: Database, body: bytes) -> tuple[float, str]:
    try:
        return database.commit(_decode_writes(body)) or 0.0, ""
    except Exception as failure:
        return 0.0, failure_name(failure)
