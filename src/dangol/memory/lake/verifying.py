"""Looking at every file of the lake: whole, complete, in order, and equal to the log."""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow.compute as pc

from dangol.engines.analysis import Analysis
from dangol.engines.database import load_queries
from dangol.kernel.event import Control, Event, Rejection
from dangol.memory.eventlog.contracts import Chunk, EventLog
from dangol.memory.lake.contracts import Fault, LakeDamaged, LakeFile, ResolvedLog, Verified
from dangol.memory.lake.folder import LakeFolder
from dangol.memory.lake.parquet import measure, open_file, telling_damage
from dangol.memory.lake.rows import SCHEMA, Table, keys_of, table_of
from dangol.memory.lake.rules.merging import Numbers, is_ordered
from dangol.memory.lake.writing import MOST_ENTRIES, entries_between, whose_between

Q = load_queries("dangol.memory.lake", "asking")

OnShare = Callable[[float, int], None]
"""Told the share of rows that were looked at, from 0 to 1, and how many they are."""


def verify_lake(
    folder: LakeFolder, log: EventLog, trip: ResolvedLog, on_share: OnShare
) -> Verified:
    """Look at every file that counts, and hold each row against the log where that still has it.

    Args:
        folder: the lake's.
        log: the event log of the same deployment.
        trip: what became of its entries.
        on_share: told how far the work is.
    """
    faults: list[Fault] = []
    compared = lost = 0
    with folder.reading() as manifest:
        expected = 0
        for file in manifest.files:
            if file.first != expected:
                faults.append(Fault("offsets_wrong", file.name, expected))
            expected = file.after
            try:
                one = _Verification(folder, file, log, trip)
                faults += one.faults
                compared += one.compared
                lost += one.lost
            except LakeDamaged:
                code = "file_damaged" if folder.path_of(file).exists() else "file_missing"
                faults.append(Fault(code, file.name, file.first))
            on_share(file.after / max(1, manifest.position), file.after)
    return Verified(
        position=manifest.position,
        files=len(manifest.files),
        rows=sum(file.rows for file in manifest.files),
        bytes=manifest.bytes,
        compared=compared,
        lost=lost,
        faults=faults,
    )


class _Verification:
    """What there is to say of one file, in ``faults``, ``compared`` and ``lost``."""

    def __init__(
        self, folder: LakeFolder, file: LakeFile, log: EventLog, trip: ResolvedLog
    ) -> None:
        self._folder, self._file, self._log, self._trip = folder, file, log, trip
        self.faults: list[Fault] = []
        self.compared = self.lost = 0
        with telling_damage(file):
            if measure(folder.path_of(file)) != (file.bytes, file.checksum):
                raise OSError("the file is not the one that was written")
        self._look_at_rows()
        if not self.faults:
            self._compare()

    def _look_at_rows(self) -> None:
        with open_file(self._folder, self._file) as opened, telling_damage(self._file):
            if not opened.schema_arrow.equals(SCHEMA):
                self._tell("columns_wrong")
                return
            found = opened.read(columns=["offset", "at", "customer", "outcome"])
        keys = keys_of(found)
        offsets = np.sort(keys.offset)
        if not np.array_equal(offsets, np.arange(self._file.first, self._file.after)):
            self._tell("offsets_wrong")
        elif not is_ordered(keys):
            self._tell("order_wrong")
        self.lost = pc.sum(pc.equal(found["outcome"], "lost")).as_py() or 0

    def _compare(self) -> None:
        """Hold a hash of each row against that of the row that the log would make today."""
        with Analysis() as analysis:
            analysis.show_files("lake_rows", [self._folder.path_of(self._file)])
            kept = _digests(analysis.read(Q.digest_rows.sqlite))
        for first, chunks in self._of_the_log():
            after = chunks[-1].after
            entries = entries_between(first, after, chunks)
            heard = _hash(table_of(first, entries, whose_between(self._trip, first, after)))
            readable = np.array(
                [isinstance(entry, Event | Rejection | Control) for entry in entries]
            )
            kept_here = kept[first - self._file.first : after - self._file.first]
            differing = readable & (kept_here != heard)
            self.compared += int(readable.sum())
            if differing.any():
                self._tell("differs_from_log", first + int(np.argmax(differing)))
                return

    def _of_the_log(self) -> Iterator[tuple[int, list[Chunk]]]:
        """Yield what the log has of the file's entries, without gaps in one part."""
        at = self._file.first
        while at < self._file.after:
            chunks = self._log.read(at, min(MOST_ENTRIES, self._file.after - at))
            within = [chunk for chunk in chunks if chunk.first < self._file.after]
            if not within:
                return
            at = max(at, within[0].first)
            yield at, within
            at = within[-1].after

    def _tell(self, code: str, offset: int | None = None) -> None:
        offset = self._file.first if offset is None else offset
        self.faults.append(Fault(code, self._file.name, offset))


def _hash(rows: Table) -> Numbers:
    with Analysis() as analysis:
        analysis.show_table("lake_rows", rows)
        return _digests(analysis.read(Q.digest_rows.sqlite))


def _digests(found: Table) -> Numbers:
    return found["digest"].to_numpy()  # type: ignore[no-any-return]
