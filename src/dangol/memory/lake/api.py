"""The door of the lake: write it, join its files, read it back, ask it, verify it.

Only what is called loads pyarrow or DuckDB, so that the edge and the trip start without them.
"""

from collections.abc import Callable
from pathlib import Path

from dangol.engines.analysis import Answer
from dangol.memory.eventlog.contracts import EventLog
from dangol.memory.lake.asking import Moved, ask_lake
from dangol.memory.lake.compacting import compact_next
from dangol.memory.lake.contracts import (
    Fault,
    LakeAhead,
    LakeDamaged,
    LakeFile,
    Manifest,
    ResolvedLog,
    Verified,
)
from dangol.memory.lake.folder import LakeFolder
from dangol.memory.lake.reading import read_customer, read_entries
from dangol.memory.lake.writing import Writer

__all__ = [
    "Answer",
    "Fault",
    "LakeAhead",
    "LakeDamaged",
    "LakeFile",
    "LakeFolder",
    "Manifest",
    "Moved",
    "ResolvedLog",
    "Verified",
    "Writer",
    "ask_lake",
    "compact_next",
    "open_lake",
    "read_customer",
    "read_entries",
    "verify_lake",
]


OnShare = Callable[[float, int], None]
"""Told the share of rows that were looked at, from 0 to 1, and how many they are."""


def open_lake(data: Path) -> LakeFolder:
    """Return the lake of a data folder, whether there is one yet or not."""
    return LakeFolder(data / "lake")


def verify_lake(
    folder: LakeFolder, log: EventLog, trip: ResolvedLog, on_share: OnShare
) -> Verified:
    """Look at every file, and hold each row against the log; see ``verifying``."""
    from dangol.memory.lake import verifying  # pyarrow: only to verify

    return verifying.verify_lake(folder, log, trip, on_share)
