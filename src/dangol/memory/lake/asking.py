"""Asking the lake by SQL: its rows with the customers of today, and nothing else in sight."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from dangol.engines.analysis import Analysis, Answer, QuestionRefused
from dangol.engines.database import load_queries
from dangol.memory.lake.contracts import Manifest
from dangol.memory.lake.folder import LakeFolder

Q = load_queries("dangol.memory.lake", "asking")

Moved = Iterable[tuple[int, int]]
"""Strands that belong to another customer today than the one of their own number, with whom."""


def ask_lake(
    folder: LakeFolder, question: str, moved: Moved, *, most: int, seconds: float
) -> Answer:
    """Answer one SELECT over the views ``events`` and ``entries``.

    Args:
        folder: the lake's.
        question: in DuckDB's SQL.
        moved: by which merges are applied.
        most: rows to give at most.
        seconds: how long it may take.

    Raises:
        QuestionRefused: it is no single SELECT, or cannot be answered as it is.
        TooLong: it was not answered in time.
    """
    with folder.reading() as manifest, Analysis() as analysis:
        files = show_rows(analysis, folder, manifest)
        analysis.show_table("lake_moved", _moved_table(moved))
        for view in (Q.name_customers, Q.show_entries, Q.show_events):
            analysis.define(view.sqlite)
        analysis.close_off(files)
        try:
            return analysis.ask(question, most=most, seconds=seconds)
        except QuestionRefused as refusal:
            raise _with_advice(refusal) from refusal


def show_rows(analysis: Analysis, folder: LakeFolder, manifest: Manifest) -> Sequence[Path]:
    """Show all rows as the view ``lake_rows``; return the files that they are in."""
    files = [folder.path_of(file) for file in manifest.files]
    if files:
        analysis.show_files("lake_rows", files)
    else:
        analysis.show_table("lake_rows", _no_rows())
    return files


def _no_rows() -> object:
    import pyarrow as pa  # only to ask

    from dangol.memory.lake.rows import SCHEMA

    return SCHEMA.append(pa.field("day", pa.date32())).empty_table()


def _moved_table(moved: Moved) -> object:
    import numpy as np
    import pyarrow as pa

    pairs = np.fromiter((number for pair in moved for number in pair), dtype=np.int64)
    return pa.table({"strand": pairs[::2], "customer": pairs[1::2]})


def _with_advice(refusal: QuestionRefused) -> QuestionRefused:
    reason = str(refusal.values.get("reason", ""))
    if not reason.startswith("Parser Error"):
        return refusal
    return QuestionRefused(
        "question_unreadable",
        'The question cannot be read: {reason}. The columns "at" and "offset" are words of SQL: '
        "write them in quotes.",
        reason=reason,
    )
