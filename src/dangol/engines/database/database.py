"""Connections and transactions, the same for SQLite and PostgreSQL.

One connection a thread. A read session sees one snapshot; a write session is one transaction that
takes the write lock at its start (SQLite: ``BEGIN IMMEDIATE``), so that it never fails half way
because of another writer.
"""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar
from urllib.parse import quote, unquote, urlsplit

from dangol.engines.database.queries import Query, Writes
from dangol.engines.database.urls import read_url, url_unreadable
from dangol.kernel.errors import Unavailable

Dialect = Literal["sqlite", "postgresql"]
Found = TypeVar("Found")
Row = tuple[Any, ...]  # columns are typed by the store that reads them
BUSY_MS = 20_000
CHECKPOINT_PAGES = 16_384
"""Pages of write-ahead log (64 MB) between checkpoints. At SQLite's own 1,000 every batch of the
trip pays for one, which took two fifths of its commit time (tried)."""
_REPEATABLE_READ = 3
"""psycopg's number for it; psycopg itself is imported only where it is used."""


class Session(Protocol):
    """What a store may do inside one transaction."""

    dialect: Dialect

    def rows(self, query: Query, **values: object) -> list[Row]:
        """Run a query and return all rows."""

    def one(self, query: Query, **values: object) -> Row | None:
        """Run a query and return its first row, or None."""

    def run(self, query: Query, **values: object) -> int:
        """Run a statement and return the number of rows it touched."""

    def many(self, query: Query, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement for each row; columns in the order of the query's parameters."""

    def apply(self, writes: Writes) -> None:
        """Run a plan, in order."""


class _SqliteSession:
    dialect: Dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: Query, **values: object) -> list[Row]:
        return self._connection.execute(query.sqlite, query.sqlite_values(values)).fetchall()

    def one(self, query: Query, **values: object) -> Row | None:
        row = self._connection.execute(query.sqlite, query.sqlite_values(values)).fetchone()
        return None if row is None else tuple(row)

    def run(self, query: Query, **values: object) -> int:
        return self._connection.execute(query.sqlite, query.sqlite_values(values)).rowcount

    def many(self, query: Query, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self._connection.executemany(query.sqlite, rows)

    def apply(self, writes: Writes) -> None:
        for query, rows in writes:
            self.many(query, rows)


class _PostgresSession:
    dialect: Dialect = "postgresql"

    def __init__(self, connection: Any) -> None:  # psycopg is imported only where it is used
        self._connection = connection

    def rows(self, query: Query, **values: object) -> list[Row]:
        rows: list[Row] = self._execute(query, values).fetchall()
        return rows

    def one(self, query: Query, **values: object) -> Row | None:
        row: Row | None = self._execute(query, values).fetchone()
        return row

    def run(self, query: Query, **values: object) -> int:
        count: int = self._execute(query, values).rowcount
        return count

    def many(self, query: Query, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            with self._connection.cursor() as cursor:
                cursor.executemany(query.postgresql, [query.pg_row(row) for row in rows])

    def apply(self, writes: Writes) -> None:
        for query, rows in writes:
            self.many(query, rows)

    def _execute(self, query: Query, values: dict[str, object]) -> Any:
        return self._connection.execute(query.postgresql, query.pg_values(values))


class Database:
    """The operational database of one deployment.

    Args:
        url: ``sqlite:////absolute/path.db`` or ``postgresql://user:secret@host:port/name``.
        durable: True syncs every commit to disk. False leaves a commit to the next checkpoint of
            the write-ahead log: right for state that the event log can make anew.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = url
        self.durable = durable
        self.dialect: Dialect = "sqlite" if url.startswith("sqlite:") else "postgresql"
        self._local = threading.local()
        self._opened: list[Any] = []
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """Open a read session: one snapshot, no lock that a writer waits for."""
        if self.dialect == "postgresql":
            with _postgres_transaction(self._postgres(), snapshot=True) as session:
                yield session
            return
        connection = self._sqlite()
        with _transaction(connection, "BEGIN"):
            yield _SqliteSession(connection)

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """Open a write session: one transaction, committed at the end, undone by an exception."""
        if self.dialect == "postgresql":
            with _postgres_transaction(self._postgres(), snapshot=False) as session:
                yield session
            return
        connection = self._sqlite()
        with _transaction(connection, "BEGIN IMMEDIATE"):
            yield _SqliteSession(connection)

    def look_up(self, question: Callable[[Session], Found]) -> Found:
        """Ask a question whose answer is empty where nothing is known yet.

        It may be asked before the last commit is in, and then again, where it found anything. So
        whoever asks must know by itself what the last commit brought into being.
        """
        with self.read() as session:
            return question(session)

    def commit(self, writes: Writes, *, more_follow: bool = False) -> float | None:  # noqa: ARG002, it is for ``WriteBehind``
        """Run a plan in one transaction.

        Args:
            writes: the plan.
            more_follow: the next plan is being worked out, and this one may be committed meanwhile
                by who can do so. Here it is committed at once.

        Returns:
            For how many seconds this commit, or the one before, held the write lock; None where
            that is not known yet.
        """
        with self.write() as session:
            started = time.monotonic()
            session.apply(writes)
        return time.monotonic() - started

    def settle(self) -> None:
        """Wait until all that was handed over is committed, which here it is at once."""

    def close(self) -> None:
        """Close every connection that this object opened."""
        with self._lock:
            for connection in self._opened:
                with contextlib.suppress(Exception):
                    connection.close()
            self._opened.clear()
        self._local = threading.local()

    def _sqlite(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = _connect_sqlite(_sqlite_path(self.url), durable=self.durable)
            self._keep(connection)
        return connection

    def _postgres(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = _connect_postgres(self.url, durable=self.durable)
            self._keep(connection)
        return connection

    def _keep(self, connection: Any) -> None:
        self._local.connection = connection
        with self._lock:
            self._opened.append(connection)


def open_database(url: str, *, durable: bool = True) -> Database:
    """Return the database behind a URL; connections are opened when they are first used.

    Raises:
        Unavailable: the address cannot be used.
    """
    return Database(read_url(url), durable=durable)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # on a full disk SQLite has rolled back by itself
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def _postgres_transaction(connection: Any, *, snapshot: bool) -> Iterator[Session]:
    """Open a transaction; at PostgreSQL's own level each statement would see another state."""
    if connection.read_only is not snapshot:  # what BEGIN says is kept until it changes
        connection.isolation_level = _REPEATABLE_READ if snapshot else None
        connection.read_only = snapshot
    with connection.transaction():
        yield _PostgresSession(connection)


def _sqlite_path(url: str) -> Path:
    return Path("/" + unquote(urlsplit(url).path).lstrip("/"))


def _connect_sqlite(path: Path, *, durable: bool) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=rw",  # a file that is not there is never made
            uri=True,
            isolation_level=None,
            timeout=BUSY_MS / 1000,
            check_same_thread=False,
        )
    except sqlite3.OperationalError as error:
        raise Unavailable(
            "database_unreachable",
            "The database file {path} cannot be opened. Run `dangol init` first, or check that "
            "the folder is readable.",
            path=path,
        ) from error
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -131072")
    connection.execute("PRAGMA mmap_size = 1073741824")
    return connection


def _connect_postgres(url: str, *, durable: bool) -> Any:
    import psycopg  # a deployment on SQLite never pays for this import

    try:
        connection = psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as error:
        raise Unavailable(
            "database_unreachable",
            "PostgreSQL does not answer. Check DATABASE_URL and that the server is running.",
        ) from error
    except psycopg.ProgrammingError:
        raise url_unreadable() from None  # libpq's words quote the address
    connection.execute(f"SET synchronous_commit = {'on' if durable else 'off'}")
    return connection
