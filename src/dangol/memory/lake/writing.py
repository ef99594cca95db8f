"""Writing the lake: what the trip has resolved becomes a file, exactly once.

A step writes one file and then lets it count. Killed between the two, it leaves a file that nobody
reads, and does the same again; so each offset is in exactly one file that counts.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from dangol.kernel.event import Entry
from dangol.memory.eventlog.contracts import Chunk, EventLog
from dangol.memory.lake.compacting import Stopped, compact_next
from dangol.memory.lake.contracts import LakeAhead, LakeDamaged, Manifest, ResolvedLog, Whose
from dangol.memory.lake.folder import LakeFolder
from dangol.memory.lake.rules.files import day_of

MOST_ENTRIES = 16_384
"""Entries that are in memory at one time, and in one file as it is first written."""

MOST_BEHIND = 4096
"""Entries that the trip may have before it while the lake is written without need."""

_log = logging.getLogger(__name__)


class Writer:
    """Takes the lake from where it is to where the trip is.

    Args:
        folder: the lake's.
        log: what to read.
        trip: how far that is resolved.
        lateness: how long an entry may wait for others to share a file with (µs).
    """

    def __init__(self, folder: LakeFolder, log: EventLog, trip: ResolvedLog, lateness: int) -> None:
        self._folder = folder
        self._log = log
        self._trip = trip
        self._lateness = lateness
        self._tidied: Manifest | None = None
        self._damaged: frozenset[str] = frozenset()

    def step(self, now: int) -> int:
        """Write the next file, where enough waits or what waits has waited long enough.

        While the trip is far behind, such as during a large import, only the latter counts: it
        needs the processors more.

        Args:
            now: the present instant, µs.

        Returns:
            The number of entries that came into the lake.

        Raises:
            LakeAhead: the log does not reach as far as the lake.
        """
        self._check_not_ahead()
        end = self._trip.position()
        if not self._is_due(end, now):
            return 0
        with self._folder.writing() as manifest:
            chunks = self._next_chunks(manifest.position, end)
            if not chunks:
                return 0
            written = self._write(manifest, chunks)
            self._folder.keep_manifest(written)
            return written.position - manifest.position

    def tidy(self, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Join files where that is due and remove what no longer counts; tell whether it did.

        Args:
            stopping: asked now and then whether to stop; the lake is then left as it is.

        Raises:
            LakeDamaged: a file cannot be read. From now on it is left as it is, the others are not.
        """
        manifest = self._folder.read_manifest()
        if manifest is self._tidied or not manifest.files:
            return False
        try:
            did = compact_next(self._folder, but=self._damaged, stopping=stopping) is not None
        except Stopped:
            return False
        except LakeDamaged as failure:
            self._damaged |= {str(failure.values.get("name"))}
            raise
        with self._folder.writing() as manifest:
            self._folder.sweep(manifest)
        if not did:
            self._tidied = manifest
        return did

    def _check_not_ahead(self) -> None:
        position, head = self._folder.read_manifest().position, self._log.head()
        if position > head:
            raise LakeAhead(
                "lake_ahead",
                "The lake holds {position} entries, the event log only {head}. They do not belong "
                "together, so the lake is left as it is. Restore log, database and lake from the "
                "same backup.",
                position=position,
                head=head,
            )

    def _is_due(self, end: int, now: int) -> bool:
        position = self._folder.read_manifest().position
        if end - position >= MOST_ENTRIES and self._log.head() - end <= MOST_BEHIND:
            return True
        waiting = self._log.read(position, 1) if position < end else []
        return any(not now - self._lateness < chunk.appended <= now for chunk in waiting[:1])

    def _next_chunks(self, position: int, end: int) -> list[Chunk]:
        """Return the next chunks that are resolved, as far as they are of one day."""
        found = self._log.read(position, max(1, min(MOST_ENTRIES, end - position)))
        day = day_of(found[0].appended) if found else ""
        return list(takewhile(lambda one: one.after <= end and day_of(one.appended) == day, found))

    def _write(self, manifest: Manifest, chunks: Sequence[Chunk]) -> Manifest:
        from dangol.memory.lake.parquet import write_file  # pyarrow: only to write
        from dangol.memory.lake.rows import table_of

        first, after = manifest.position, chunks[-1].after
        entries = entries_between(first, after, chunks)
        table = table_of(first, entries, whose_between(self._trip, first, after))
        file = write_file(self._folder, first, after, day_of(chunks[0].appended), [table])
        if None in entries:
            _log.error("entries lost", extra={"offsets": [first, after]})
        return Manifest(files=(*manifest.files, file))


def entries_between(first: int, after: int, chunks: Iterable[Chunk]) -> list[Entry | None]:
    """Return the entries at offsets, None for those that the log no longer has whole."""
    found: list[Entry | None] = [None] * (after - first)
    for chunk in chunks:
        entries = chunk.find_entries()
        if entries is None:
            continue
        begin = max(first, chunk.first)
        part = entries[begin - chunk.first : after - chunk.first]
        found[begin - first : begin - first + len(part)] = part
    return found


def whose_between(trip: ResolvedLog, first: int, after: int) -> list[Whose | None]:
    """Return what became of the entries at offsets."""
    found: list[Whose | None] = [None] * (after - first)
    for resolved in trip.resolved(first, after - 1):
        begin = max(first, resolved.first)
        part = resolved.outcomes[begin - resolved.first : after - resolved.first]
        found[begin - first : begin - first + len(part)] = part
    return found
