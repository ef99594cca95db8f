"""Parquet files: written whole and synced before they count, read a group of rows at a time."""

import contextlib
import os
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dangol.memory.lake.contracts import LakeDamaged, LakeFile
from dangol.memory.lake.folder import UNFINISHED, LakeFolder, sync_folder
from dangol.memory.lake.rows import REPEATED, SCHEMA, Table, keys_of
from dangol.memory.lake.rules.merging import Keys

GROUP = 16_384
"""Rows of a group: what is read, and unpacked, for one row that somebody wants."""
KEPT_FOOTERS = 128
SORTED_BY = ("customer", "at", "offset")

_BLOCK = 1 << 20
_READ_AHEAD = 1 << 16
"""Bytes that are read ahead of each column, so that many files can be open at one time."""


def write_file(
    folder: LakeFolder, first: int, after: int, day: str, tables: Iterable[Table]
) -> LakeFile:
    """Write rows into a new file, which does not count yet.

    Args:
        folder: the lake's.
        first: the first offset that the rows hold.
        after: the offset behind the last.
        day: the UTC day on which they were appended to the log.
        tables: the rows in the lake's order, a group of rows each.
    """
    name = folder.new_file(first, after, day)
    path = folder.path / name
    draft = path.with_name(path.name + UNFINISHED)
    with draft.open("wb") as out:
        with _writer(out) as writer:
            for table in tables:
                writer.write_table(table, row_group_size=GROUP)
        out.flush()
        os.fsync(out.fileno())
    pa.default_memory_pool().release_unused()  # the next file may be a while
    size, checksum = measure(draft)
    draft.replace(path)
    sync_folder(path.parent)
    return LakeFile(name, first, after, day, size, checksum)


def measure(path: Path) -> tuple[int, int]:
    """Return the bytes of a file and their CRC-32."""
    size = checksum = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            size += len(block)
            checksum = zlib.crc32(block, checksum)
    return size, checksum


def open_file(folder: LakeFolder, file: LakeFile) -> Any:
    """Return a file, open for reading; the caller holds ``folder.reading`` or ``folder.writing``.

    Raises:
        LakeDamaged: it is missing, or no Parquet.
    """
    path = str(folder.path_of(file))
    with telling_damage(file):
        return pq.ParquetFile(
            path,
            metadata=_footer(path),
            buffer_size=_READ_AHEAD,
            pre_buffer=False,
            page_checksum_verification=True,
        )


class Source:
    """One file whose rows are taken one after another, open while the context is.

    Args:
        folder: the lake's; the caller holds ``writing``.
        file: which one.
        rows: how many to hold in memory at one time, about.
    """

    def __init__(self, folder: LakeFolder, file: LakeFile, rows: int) -> None:
        self._file = file
        self._opened = open_file(folder, file)
        self._batches: Iterator[Any] = self._opened.iter_batches(batch_size=rows)
        self._ahead: Table = SCHEMA.empty_table()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._opened.close()

    def read_keys(self) -> Keys:
        """Return by what its rows are ordered.

        Raises:
            LakeDamaged: they cannot be read.
        """
        with telling_damage(self._file):
            return keys_of(self._opened.read(columns=list(SORTED_BY)))

    def take(self, count: int) -> Table:
        """Return the next rows.

        Raises:
            LakeDamaged: they cannot be read.
        """
        parts = [self._ahead]
        held = self._ahead.num_rows
        with telling_damage(self._file):
            while held < count:
                batch = next(self._batches)
                parts.append(pa.Table.from_batches([batch], SCHEMA))
                held += batch.num_rows
        whole = pa.concat_tables(parts)
        self._ahead = whole.slice(count)
        return whole.slice(0, count)


def groups_with(opened: Any, customers: frozenset[int]) -> list[int]:
    """Return the groups of rows that can hold a customer's, by what the footer says of each."""
    footer = opened.metadata
    place = SCHEMA.get_field_index("customer")
    wanted = np.array(sorted(customers), dtype=np.int64)
    found = []
    for number in range(footer.num_row_groups):
        told = footer.row_group(number).column(place).statistics
        if told is None or not told.has_min_max:
            continue  # nobody's rows alone
        begin, end = np.searchsorted(wanted, (told.min, told.max + 1))
        if begin < end:
            found.append(number)
    return found


@contextlib.contextmanager
def telling_damage(file: LakeFile) -> Iterator[None]:
    """Tell of a file that it cannot be read, whatever pyarrow says."""
    try:
        yield
    except (OSError, StopIteration, pa.ArrowException) as error:
        raise LakeDamaged(
            "lake_file_damaged",
            "The lake's file {name} is missing or damaged. Run `dangol lake verify` to see all "
            "that are, and restore them from a backup.",
            name=file.name,
        ) from error


def _writer(out: Any) -> Any:
    return pq.ParquetWriter(
        out,
        SCHEMA,
        compression="zstd",
        compression_level=1,
        use_dictionary=REPEATED,
        write_page_checksum=True,
        sorting_columns=[
            pq.SortingColumn(SCHEMA.get_field_index(name), nulls_first=True) for name in SORTED_BY
        ],
    )


@lru_cache(KEPT_FOOTERS)
def _footer(path: str) -> Any:
    """Return what a file says of itself; its name never means another file."""
    return pq.read_metadata(path)
