"""The door of the log: open it, append in groups, read entries back."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dangol.kernel.event import Entry
from dangol.memory.eventlog.committer import GroupCommitter
from dangol.memory.eventlog.contracts import Chunk, EventLog, LogDamaged, LogFull
from dangol.memory.eventlog.sqlite_log import SqliteLog

__all__ = [
    "Chunk",
    "EventLog",
    "GroupCommitter",
    "LogDamaged",
    "LogFull",
    "open_log",
    "read_entries",
]


def open_log(folder: Path) -> EventLog:
    """Return the event log of a data folder, made where it is missing."""
    return SqliteLog(folder / "log.db")


def read_entries(log: EventLog, offsets: Sequence[int]) -> Mapping[int, Entry]:
    """Return the entries at the given offsets, as far as the log has them."""
    wanted = set(offsets)
    return {
        offset: entry
        for chunk in log.chunks_at(offsets)
        for offset, entry in enumerate(chunk.entries(), start=chunk.first)
        if offset in wanted
    }
