"""``dangol import``: a file through the same ear, log and trip as everything else.

Rows are appended in large groups, while the trip resolves what is there already. A killed import is
simply run again: what is in already is a duplicate.
"""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import msgspec

from dangol.config.data_folder import DataFolder
from dangol.config.resolving import Span, count_outcomes, trip_running, wait_resolved
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
from dangol.memory.eventlog.api import open_log
from dangol.registry.sources.api import get_source

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
    folder: DataFolder,
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
    log = open_log(folder.path)
    refused = RejectedFile(folder.path / "imports" / f"{file.name}.{source_name}.rejected.ndjson")
    spans: list[Span] = []
    read = 0
    with trip_running(folder, database):
        for group in groups:
            read += group.read
            refused.add(group.refused)
            if group.events:
                first = log.append([encode_entry(event) for event in group.events])
                spans.append((first, first + len(group.events) - 1))
            on_progress(group.share / 2, read)
        wait_resolved(database, spans, lambda share: on_progress((1 + share) / 2, read))
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
