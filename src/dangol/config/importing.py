"""``dangol import``: a file through the same ear, log and trip as everything else.

Rows are appended in large groups, while the trip resolves what is there already. A killed import is
simply run again: it goes on where it was, and what is in already is a duplicate.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from dangol.config.data_folder import DataFolder
from dangol.config.resolving import Span, count_outcomes, trip_running, wait_resolved
from dangol.config.resuming import ImportNote, Reached
from dangol.edge.config import read_disk_floor, read_hash_keys
from dangol.edge.plan_shelf import shield_of
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.errors import DangolError, Unavailable, Unknown
from dangol.kernel.event import encode_entry
from dangol.live.collect.api import (
    FileUnreadable,
    Form,
    Mapping,
    RefusedRow,
    RowGroup,
    check_mapping,
    read_rows,
)
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.registry.sources.api import get_source
from dangol.registry.sources.contracts import Source

OnProgress = Callable[[float, int], None]
"""Told the share of the work that is done, from 0 to 1, and the rows read so far."""
OnWork = Callable[[float, "Appending"], None]
"""Told the share, and the work itself, of which more can be known."""


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

    @contextlib.contextmanager
    def named_on_failure(self) -> Iterator[None]:
        """Let a failure say where the rows are that were refused before it."""
        try:
            yield
        except BaseException as failure:
            if self._file is not None:
                self._file.close()
                if isinstance(failure, DangolError):
                    failure.fields["rejected_file"] = str(self.path)
            raise

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
    mapping: Mapping | None = None,
    rejected_path: Path | None = None,
    on_progress: OnProgress,
    on_work: OnWork = lambda _share, _work: None,
) -> ImportReport:
    """Import a file and return when all of its events are resolved.

    Args:
        file: what to import.
        source_name: the source in whose name the rows are heard.
        folder: the data folder.
        database: its operational database.
        form: the file's form, where its name does not tell.
        mapping: how rows become events; None for ndjson of Segment calls.
        rejected_path: where refused rows go; None for a file named after this one.
        on_progress: told how far the work is.
        on_work: told the same, with the work; what it raises ends the import, which can go on.

    Raises:
        DangolError: the file, the mapping or the source cannot be used; nothing was written.
        Unavailable: the disk is nearly full; what was read so far is in.
    """
    started = time.monotonic()
    source = _get_enabled(database, source_name)
    shield = shield_of(database, source, read_hash_keys(folder.path))
    groups = read_rows(
        file, source, received=clock.now(), form=form, mapping=mapping, shield=shield
    )
    log = open_log(folder.path)
    note = ImportNote(folder, file, source_name, (form, mapping))
    refused = RejectedFile(rejected_path or _rejected_path(folder, file, source_name))
    work = Appending(log, note, refused)

    def tell(share: float) -> None:
        on_progress(share, work.read)
        on_work(share, work)

    with trip_running(folder, database) as trip, refused.named_on_failure():
        if work.before.rows:
            on_progress(work.before.share / 2, work.before.rows)
        for group in groups:
            check_room(folder, read_disk_floor(os.environ))
            if work.take(group):
                tell(group.share / 2)
            trip.check()
        wait_resolved(database, work.end, trip, lambda share: tell((1 + share) / 2))
    accepted, duplicates = count_outcomes(database, work.spans)
    duplicates += work.uncounted
    note.remove()
    return ImportReport(
        read=work.read,
        accepted=accepted,
        rejected=work.read - accepted - duplicates,
        duplicates=duplicates,
        seconds=round(time.monotonic() - started, 3),
        rejected_file=refused.close(),
    )


class Appending:
    """Rows on their way into the log, from where an earlier run was cut short.

    ``read`` rows were read; the events of this run and of earlier ones are in ``spans`` of the log.

    Args:
        log: the log.
        note: how far the import is.
        refused: where rows go that became no event.
    """

    def __init__(self, log: EventLog, note: ImportNote, refused: RejectedFile) -> None:
        self._log, self._note, self._refused = log, note, refused
        self.before = note.find(log.head())
        self.end = self.before.end
        self.read = self._passed_over = 0
        self.spans: list[Span] = list(self.before.spans)
        self._noted = sum(last - first + 1 for first, last in self.spans)

    def take(self, group: RowGroup) -> bool:
        """Append the events of the next rows; return whether an earlier run had not done so yet.

        Rows that are in already are still read: later ids depend on how often a row occurred.
        """
        self.read += group.read
        self._refused.add(group.refused)
        if self.read <= self.before.rows:
            self._passed_over += len(group.events)
            return False
        if group.events:
            first = self._log.append([encode_entry(event) for event in group.events])
            self.end = first + len(group.events)
            self._add_span(first, self.end - 1)
        self._note.keep(Reached(self.read, group.share, self.end, tuple(self.spans)))
        return True

    @property
    def refused(self) -> int:
        """Rows that became no event so far."""
        return self._refused.rows

    @property
    def uncounted(self) -> int:
        """Events that an earlier run appended without a note of where."""
        return self._passed_over - self._noted

    def _add_span(self, first: int, last: int) -> None:
        """Note where events are; where nobody else spoke in between, one span grows."""
        if self.spans and self.spans[-1][1] == first - 1:
            first = self.spans.pop()[0]
        self.spans.append((first, last))


def check_room(folder: DataFolder, floor: int) -> None:
    """Refuse to fill the disk, as the edge does: the trip must have room for what is in already.

    Args:
        folder: the data folder.
        floor: bytes that must stay free on its disk.

    Raises:
        Unavailable: less is free.
    """
    free = shutil.disk_usage(folder.path).free
    if free < floor:
        raise Unavailable(
            "disk_nearly_full",
            "Only {free} MB are free on the disk of the data folder, and {floor} MB must stay "
            "free. What was read so far is in. Free some disk space, then import the file again: "
            "it goes on from there.",
            free=free // 1024**2,
            floor=floor // 1024**2,
        )


def _get_enabled(database: Database, name: str) -> Source:
    source = get_source(database, name)
    if not source.enabled:
        raise Unknown(
            "source_disabled", "The source {source} is disabled. Enable it first.", source=name
        )
    return source


def _rejected_path(folder: DataFolder, file: Path, source: str) -> Path:
    """Return where refused rows go; a file's name need not be text, but this one is printed."""
    name = os.fsencode(file.name).decode(errors="replace")
    return folder.path / "imports" / f"{name}.{source}.rejected.ndjson"


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
