"""The door of the log: open it, append in groups, read entries back, verify all of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dangol.kernel.event import Entry
from dangol.memory.eventlog.committer import GroupCommitter
from dangol.memory.eventlog.contracts import (
    Chunk,
    DamagedChunk,
    EventLog,
    FoundMessage,
    LogDamaged,
    LogFull,
    Retention,
    Search,
    Verified,
)
from dangol.memory.eventlog.searching import search_log
from dangol.memory.eventlog.sqlite_log import SqliteLog
from dangol.memory.eventlog.verifying import verify_log

__all__ = [
    "Chunk",
    "DamagedChunk",
    "EventLog",
    "FoundMessage",
    "GroupCommitter",
    "LogDamaged",
    "LogFull",
    "Retention",
    "Search",
    "Verified",
    "log_file",
    "open_log",
    "read_entries",
    "search_log",
    "verify_log",
]


def open_log(folder: Path) -> EventLog:
    """Return the event log of a data folder, made where it is missing."""
    return SqliteLog(log_file(folder))


def log_file(folder: Path) -> Path:
    """Return the file in which the log of a data folder is."""
    return folder / "log.db"


def read_entries(log: EventLog, offsets: Sequence[int]) -> Mapping[int, Entry]:
    """Return the entries at the given offsets, as far as the log holds them.

    One that was forgotten is left out; one that cannot be read any more is ``Lost``.
    """
    wanted = set(offsets)
    return {
        offset: entry
        for chunk in log.chunks_at(offsets)
        for offset, entry in enumerate(chunk.entries(), start=chunk.first)
        if offset in wanted
    }
