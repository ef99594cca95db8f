"""The door of the lake: write it, join its files, read it back, ask it, verify it.

What does so is loaded only when it is asked for, and pyarrow or DuckDB with it, so that the edge
and the trip start without them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from dangol.kernel.late import load_late
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

if TYPE_CHECKING:
    from dangol.engines.analysis import Answer
    from dangol.memory.lake.asking import Moved, ask_lake
    from dangol.memory.lake.compacting import compact_next
    from dangol.memory.lake.reading import read_customer, read_entries
    from dangol.memory.lake.verifying import OnShare, verify_lake
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
    "OnShare",
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

__getattr__ = load_late(
    "dangol",
    {
        "engines.analysis": ("Answer",),
        "memory.lake.asking": ("Moved", "ask_lake"),
        "memory.lake.compacting": ("compact_next",),
        "memory.lake.reading": ("read_customer", "read_entries"),
        "memory.lake.verifying": ("OnShare", "verify_lake"),
        "memory.lake.writing": ("Writer",),
    },
)


def open_lake(data: Path) -> LakeFolder:
    """Return the lake of a data folder, whether there is one yet or not."""
    return LakeFolder(data / "lake")
