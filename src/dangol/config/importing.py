"""``dangol import``: a file through the same ear, log and trip as everything else.

Rows are appended in large groups; then this waits until the trip has resolved them, or is the trip
itself where none runs. A killed import is simply run again: what is in already is a duplicate.
"""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import msgspec

from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.event import encode_entry
from dangol.live.collect.api import (
    FileUnreadable,
    Form,
    Mapping,
    RefusedRow,
    check_mapping,
    read_rows,
)
from dangol.live.trip.api import Trip, TripRunning, hold_trip, resolutions, trip_state
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.registry.sources.api import get_source

POLL = 0.02
"""Seconds between looks at how far a trip in another process is."""

Span = tuple[int, int]
"""Offset of the first entry of a group, and of the last."""
OnProgress = Callable[[float, int], None]
"""Told the share of the work that is done, from 0 to 1, and the rows read so far."""


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did: rows by what became of them, and the file that holds the refused ones."""

    read: int
    accepted: int
    rejected: int
    duplicates: int
    seconds: float
    rejected_file: str | None


class RejectedFile:
    """The rows that became no event, with reasons, one JSON object a line.

    Made with the first such row, readable by its owner alone: the rows are people's data.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._file: TextIO | None = None

    def add(self, rows: Iterable[RefusedRow]) -> None:
        """Write refused rows."""
        for row in rows:
            if self._file is None:
                self._file = self._open()
            self._file.write(msgspec.json.encode(row).decode() + "\n")
            self.rows += 1

    def close(self) -> str | None:
        """Finish; return the file's path, or None where no row was refused."""
        if self._file is None:
            self.path.unlink(missing_ok=True)
            return None
        self._file.close()
        return str(self.path)

    def _open(self) -> TextIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        handle = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        return os.fdopen(handle, "w", encoding="utf-8")


def run_import(
    file: Path,
    source_name: str,
    *,
    folder: Path,
    database: Database,
    form: Form | None = None,
    mapping_file: Path | None = None,
    on_progress: OnProgress,
) -> ImportReport:
    """Import a file and return when all of its events are resolved.

    Args:
        file: what to import.
        source_name: the source in whose name the rows are heard.
        folder: the data folder.
        database: its operational database.
        form: the file's form, where its name does not tell.
        mapping_file: how rows become events; None for ndjson of Segment calls.
        on_progress: told how far the work is.

    Raises:
        DangolError: the file, the mapping or the source cannot be used; nothing was written.
    """
    started = time.monotonic()
    source = get_source(database, source_name)
    mapping = None if mapping_file is None else read_mapping(mapping_file)
    groups = read_rows(file, source, received=clock.now(), form=form, mapping=mapping)
    log = open_log(folder)
    refused = RejectedFile(folder / "imports" / f"{file.name}.{source_name}.rejected.ndjson")
    spans: list[Span] = []
    read = 0
    for group in groups:
        read += group.read
        refused.add(group.refused)
        if group.events:
            first = log.append([encode_entry(event) for event in group.events])
            spans.append((first, first + len(group.events) - 1))
        on_progress(group.share / 2, read)
    resolve_spans(folder, database, log, spans, lambda share: on_progress((1 + share) / 2, read))
    accepted, duplicates = count_outcomes(database, spans)
    rejected_file = refused.close()
    return ImportReport(
        read=read,
        accepted=accepted,
        rejected=read - accepted - duplicates,
        duplicates=duplicates,
        seconds=round(time.monotonic() - started, 3),
        rejected_file=rejected_file,
    )


def read_mapping(path: Path) -> Mapping:
    """Read and check a mapping file.

    Raises:
        FileUnreadable: it cannot be opened, or is no UTF-8 text.
        MappingInvalid: it has faults.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(
            "file_unreadable",
            "The file {name} cannot be opened. Check that it exists and that you may read it.",
            name=path.name,
        ) from error
    return check_mapping(text)


def resolve_spans(
    folder: Path,
    database: Database,
    log: EventLog,
    spans: list[Span],
    on_share: Callable[[float], None],
) -> None:
    """Return when the trip is past the last span, be it another process's or our own."""
    if not spans:
        return
    first, end = spans[0][0], spans[-1][1] + 1

    def left() -> int:
        position = trip_state(database).offset
        on_share(min(1.0, max(0, position - first) / (end - first)))
        return end - position

    while left() > 0:
        try:
            with hold_trip(folder):
                _be_the_trip(database, log, left)
        except TripRunning:
            time.sleep(POLL)


def _be_the_trip(database: Database, log: EventLog, left: Callable[[], int]) -> None:
    trip = Trip(database, log, clock.now)
    while left() > 0 and trip.step() > 0:
        pass


def count_outcomes(database: Database, spans: list[Span]) -> tuple[int, int]:
    """Count what became of the entries in spans of the log.

    Returns:
        Events that were accepted, and duplicates. What the trip set aside is neither.
    """
    accepted = duplicates = 0
    for first, last in spans:
        for resolution in resolutions(database, first, last):
            for outcome in resolution.outcomes:
                if outcome is None:
                    continue
                if outcome.duplicate:
                    duplicates += 1
                else:
                    accepted += 1
    return accepted, duplicates
