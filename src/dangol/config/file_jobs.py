"""Imports that people began in the Studio, worked on one after the other, beside all else.

The same import as ``dangol import``, with the same note of how far it is: one that was cut short
goes on where it was. What it came to is kept for its page.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from dangol.config.data_folder import DataFolder
from dangol.config.importing import Appending, ImportReport, run_import
from dangol.config.resolving import Span, count_outcomes
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.errors import DangolError
from dangol.live.collect.api import check_mapping
from dangol.live.trip.api import trip_state
from dangol.registry.imports.api import (
    find_file,
    finish,
    keep_counts,
    refused_file,
    release,
    take_next,
)
from dangol.registry.imports.contracts import Counts, Fault, Import, ImportUnusable
from dangol.registry.sources.api import add_source, get_source
from dangol.registry.sources.contracts import SourceUnknown

TELL_SECONDS = 0.5
"""How often it is kept how far an import is, and asked whether it should go on."""
_GONE = Fault(
    "The file is not there any more. Upload it again: what is in already counts only once."
)

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody stopped the import."""


class Interrupted(Exception):
    """This process is told to end; the next one goes on."""


class FileJobs:
    """Works on imports.

    Args:
        folder: the data folder.
        database: its operational database.
        is_ending: tells whether this process is to end.
    """

    def __init__(
        self, folder: DataFolder, database: Database, is_ending: Callable[[], bool]
    ) -> None:
        self._folder = folder
        self._database = database
        self._is_ending = is_ending

    def step(self) -> bool:
        """Work on the next import until it ends; tell False where there is none."""
        one = take_next(self._database, clock.now())
        if one is None:
            return False
        file = find_file(self._folder.path, one.id, one.file)
        if file is None:
            self._finish_failed(one, _GONE)
        else:
            self._work(one, file)
        return True

    def _work(self, one: Import, file: Path) -> None:
        standing = Standing(self._database, one, self._is_ending)
        try:
            report = self._run(one, file, standing)
        except Interrupted:
            release(self._database, one.id)
        except Stopped:
            finish(
                self._database,
                self._folder.path,
                one,
                "stopped",
                standing.counts,
                now=clock.now(),
            )
        except DangolError as error:
            told = {name: str(value) for name, value in error.values.items()}
            self._finish_failed(one, Fault(error.sentence, told, error.fields), standing.counts)
        else:
            counts = _counts_of(report)
            finish(self._database, self._folder.path, one, "done", counts, now=clock.now())
            _log.info("file imported", extra={"source": one.source, "rows": report.read})

    def _run(self, one: Import, file: Path, standing: "Standing") -> ImportReport:
        mapping = check_mapping(one.mapping) if one.mapping else None
        self._have_source(one)
        return run_import(
            file,
            one.source,
            folder=self._folder,
            database=self._database,
            form=mapping.form if mapping else "ndjson",
            mapping=mapping,
            rejected_path=refused_file(self._folder.path, one.id),
            on_progress=lambda _share, _rows: None,
            on_work=standing.tell,
        )

    def _have_source(self, one: Import) -> None:
        """Make the source of a first file; nobody is shown its key, so nothing else can use it.

        Raises:
            ImportUnusable: the source is another brand's, and walls hold here too.
        """
        try:
            found = get_source(self._database, one.source)
            if found.brand != one.brand:
                raise ImportUnusable(
                    "source_of_another_brand",
                    "The source {source} belongs to another brand now. Upload the file again and "
                    "choose another source.",
                    source=one.source,
                )
        except SourceUnknown:
            now = clock.now()
            add_source(self._database, one.source, one.touchpoint, one.brand, secret=True, now=now)

    def _finish_failed(self, one: Import, fault: Fault, counts: Counts | None = None) -> None:
        finish(
            self._database,
            self._folder.path,
            one,
            "failed",
            counts or one.counts,
            now=clock.now(),
            fault=fault,
        )


class Standing:
    """How far an import is, counted as the trip resolves it.

    Args:
        database: the operational database.
        one: the import.
        is_ending: tells whether this process is to end.
    """

    def __init__(self, database: Database, one: Import, is_ending: Callable[[], bool]) -> None:
        self.counts = one.counts
        self._database = database
        self._id = one.id
        self._is_ending = is_ending
        self._told = 0.0
        self._counted = 0
        self._accepted = self._duplicates = 0

    def tell(self, share: float, work: Appending) -> None:
        """Keep how far the work is, once in a while.

        Raises:
            Interrupted: this process is to end.
            Stopped: somebody stopped the import.
        """
        if self._is_ending():
            raise Interrupted
        if time.monotonic() - self._told < TELL_SECONDS:
            return
        self._told = time.monotonic()
        self._count(work.spans)
        self.counts = Counts(share, work.read, self._accepted, self._duplicates, work.refused)
        if not keep_counts(self._database, self._id, self.counts):
            raise Stopped

    def _count(self, spans: list[Span]) -> None:
        """Count what was resolved since the last look."""
        end = trip_state(self._database).offset
        fresh = [
            (max(first, self._counted), min(last, end - 1))
            for first, last in spans
            if last >= self._counted and first < end
        ]
        accepted, duplicates = count_outcomes(self._database, fresh)
        self._accepted += accepted
        self._duplicates += duplicates
        self._counted = max(self._counted, end)


def _counts_of(report: ImportReport) -> Counts:
    return Counts(1.0, report.read, report.accepted, report.duplicates, report.rejected)
