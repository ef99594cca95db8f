"""One analytical database in memory: shown some files and tables, closed off, then asked."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec

from dangol.engines.analysis.failures import QuestionRefused, TooLong

MEMORY = "1GB"
"""What a question may take. More is refused, not written to disk: it is people's data."""

BATCH = 2048
"""Rows that are taken from DuckDB at one time."""


class Column(msgspec.Struct, frozen=True):
    """One column of an answer: its name, and its type as DuckDB calls it."""

    name: str
    type: str


class Answer(msgspec.Struct, frozen=True):
    """Rows in the order in which they were found; ``more`` tells that there were more of them."""

    columns: list[Column]
    rows: list[list[Any]]  # what JSON can say
    more: bool


class Analysis:
    """A database of its own for one question or a few; everything in it is given by us.

    Args:
        threads: how many processors to use.
        memory: how much memory to take at most, such as ``1GB``.
    """

    def __init__(self, *, threads: int = 2, memory: str = MEMORY) -> None:
        import duckdb  # 30 MB of library: only to ask

        self._connection = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": memory,
                "temp_directory": "",
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
            }
        )
        self._connection.execute("SET TimeZone = 'UTC'")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._connection.close()

    def show_files(self, name: str, files: Sequence[Path]) -> None:
        """Show Parquet files as one view; folders named ``column=value`` become columns."""
        paths = [str(file) for file in files]
        found = self._connection.read_parquet(paths, hive_partitioning=True)
        found.create_view(name)

    def show_table(self, name: str, table: Any) -> None:
        """Show an Arrow table as a view."""
        self._connection.register(name, table)

    def define(self, statement: str) -> None:
        """Run one of our own statements, such as one that makes a view."""
        self._connection.execute(statement)

    def close_off(self, files: Sequence[Path]) -> None:
        """Let nothing be read from now on but some files, and nothing be loaded or set any more."""
        self._connection.execute("SET allowed_paths = ?", [[str(file) for file in files]])
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def ask(self, question: str, *, most: int, seconds: float) -> Answer:
        """Answer one SELECT.

        Args:
            question: a single statement that reads.
            most: rows to give at most.
            seconds: how long it may take.

        Raises:
            QuestionRefused: it is another statement, or DuckDB refuses it; the sentence says why.
            TooLong: it was not answered in time.
        """
        with self._telling_refusals(), self._stopped_after(seconds):
            self._check_only_reads(question)
            found = self._connection.sql(question)
            named = zip(found.columns, found.types, strict=True)
            columns = [Column(name, str(kind)) for name, kind in named]
            rows = _rows(found.to_arrow_reader(BATCH), most + 1)
        return Answer(columns, rows[:most], len(rows) > most)

    def read(self, statement: str) -> Any:
        """Return what one of our own statements finds, as an Arrow table."""
        return self._connection.sql(statement).to_arrow_table()

    def _check_only_reads(self, question: str) -> None:
        """Refuse all that is no single SELECT: others could write to the files that are shown.

        EXPLAIN is among them, since with ANALYZE it does what it explains.
        """
        import duckdb

        statements = self._connection.extract_statements(question)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise QuestionRefused(
                "question_not_select",
                "Ask with one SELECT statement; nothing else is allowed here.",
            )

    @contextlib.contextmanager
    def _telling_refusals(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except duckdb.InterruptException as error:
            raise TooLong(
                "question_too_long",
                "The question was not answered in time. Ask for fewer days or columns, or give it "
                "more seconds.",
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise QuestionRefused(
                "question_too_large",
                "The question needs more memory than it is given. Ask for fewer days or columns.",
            ) from error
        except duckdb.Error as error:
            raise QuestionRefused(
                "question_refused", "The question cannot be answered: {reason}", reason=error
            ) from error

    @contextlib.contextmanager
    def _stopped_after(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _rows(batches: Any, most: int) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for batch in batches:
        columns = [column.to_pylist() for column in batch.slice(0, most - len(rows)).columns]
        rows += [list(row) for row in zip(*columns, strict=True)]
        if len(rows) >= most:
            break
    return rows
