"""Parquet: read in batches of rows, so that memory does not grow with the file."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dangol.live.collect.files.contracts import FileUnreadable, Row
from dangol.live.collect.files.tables import Table

BATCH = 2000


def open_columnar(path: Path) -> Table:
    """Return the rows of a parquet file.

    Raises:
        FileUnreadable: there is no such file, or it is no parquet.
    """
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise FileUnreadable(
            "file_no_parquet",
            "The file {name} cannot be read as parquet. Check the file, or state its --format.",
            name=path.name,
        ) from error
    columns = tuple(file.schema_arrow.names)
    behind = [0]

    def rows() -> Iterator[Row]:
        with file:
            for batch in file.iter_batches(batch_size=BATCH):
                for cells in batch.to_pylist():
                    behind[0] += 1
                    content = "\t".join(
                        "" if cell is None else str(cell) for cell in cells.values()
                    )
                    yield Row(behind[0], content, cells)

    total = max(1, file.metadata.num_rows)
    return Table(columns, rows(), lambda: min(1.0, behind[0] / total))
