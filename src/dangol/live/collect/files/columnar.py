"""Parquet: read in batches of rows, so that memory does not grow with the file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dangol.live.collect.files.contracts import Cell, FileUnreadable, Row
from dangol.live.collect.files.opening import open_seekable
from dangol.live.collect.files.tables import Table

BATCH = 2000

Cells = dict[str, Cell]


def open_columnar(path: Path) -> Table:
    """Return the rows of a parquet file.

    Raises:
        FileUnreadable: there is no such file, or it is no parquet.
    """
    stream = open_seekable(path)
    try:
        file = pq.ParquetFile(stream, coerce_int96_timestamp_unit="us")
    except (OSError, pa.ArrowException) as error:
        stream.close()
        raise FileUnreadable(
            "file_no_parquet",
            "The file {name} cannot be read as parquet. Check the file, or state its --format.",
            name=path.name,
        ) from error
    columns = tuple(file.schema_arrow.names)
    behind = [0]

    def rows() -> Iterator[Row]:
        with stream:
            for batch in file.iter_batches(batch_size=BATCH):
                for cells in _read(batch):
                    behind[0] += 1
                    yield _row(behind[0], cells)

    total = max(1, file.metadata.num_rows)
    return Table(columns, rows(), lambda: min(1.0, behind[0] / total))


def _row(number: int, cells: Cells | None) -> Row:
    if cells is None:
        return Row(number, "", {}, "The row holds a value that cannot be read.")
    content = "\t".join("" if cell is None else str(cell) for cell in cells.values())
    return Row(number, content, cells)


def _read(batch: pa.RecordBatch) -> list[Cells | None]:
    """Return the cells of a batch's rows, None for a row with a value that Python cannot hold."""
    narrowed = [_without_nanoseconds(column) for column in batch.columns]
    batch = pa.RecordBatch.from_arrays(narrowed, names=batch.schema.names)
    try:
        return list(batch.to_pylist())
    except (ValueError, OverflowError):  # such as the year 12026, or text that is none
        return [_read_one(batch.slice(place, 1)) for place in range(batch.num_rows)]


def _read_one(batch: pa.RecordBatch) -> Cells | None:
    try:
        cells: Cells = batch.to_pylist()[0]
    except (ValueError, OverflowError):
        return None
    return cells


def _without_nanoseconds(column: Any) -> Any:
    """Return a column with times to the microsecond: more only pandas could hold, if it is here."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_duration(kind) and kind.unit == "ns":
        return column.cast(pa.duration("us"), safe=False)
    return column
