"""Spreadsheets in xlsx: one sheet, read row by row."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

import openpyxl  # type: ignore[import-untyped]  # has no types
from openpyxl.utils.exceptions import (  # type: ignore[import-untyped]  # has no types
    InvalidFileException,
)

from dangol.live.collect.files.contracts import (
    WIDTH_FAULT,
    Cell,
    FileUnreadable,
    Mapping,
    MappingUnfit,
    Row,
)
from dangol.live.collect.files.opening import MOST_UNPACKED, open_seekable
from dangol.live.collect.files.tables import Table

MOST_HELD = 512 * 1024**2
"""Bytes of texts and styles, which are held while a spreadsheet is read."""
LEAST_SUSPECT = 32 * 1024**2
MOST_PACKED = 100
"""Into how much less a part may be packed; spreadsheets shrink to a tenth or a fortieth."""


def open_sheet(path: Path, mapping: Mapping) -> Table:
    """Return the rows of a sheet: the one that the mapping names, else the first.

    Raises:
        FileUnreadable: there is no such file, it is no xlsx, or the sheet is empty.
        MappingUnfit: the file has no sheet of that name.
    """
    stream = open_seekable(path)
    try:
        return _open_table(stream, path.name, mapping)
    except BaseException:
        stream.close()
        raise


def _open_table(stream: IO[bytes], name: str, mapping: Mapping) -> Table:
    book = open_book(stream, name)
    sheet = find_sheet(book, name, mapping.sheet)
    total = max(1, sheet.max_row or 1)
    lines = enumerate(sheet.iter_rows(min_row=mapping.skip + 1, values_only=True), mapping.skip + 1)
    header = next(lines, None) if mapping.header else None
    if mapping.header and (header is None or not any(header[1])):
        raise _empty(name)
    columns = mapping.columns or _names(header[1] if header else ())
    behind = [0]

    def rows() -> Iterator[Row]:
        with stream:
            for number, cells in lines:
                behind[0] = number
                if any(cell not in (None, "") for cell in cells):
                    yield _row(number, cells, columns)
            book.close()

    return Table(columns, rows(), lambda: min(1.0, behind[0] / total))


def open_book(stream: IO[bytes], name: str) -> Any:
    """Return a workbook that is read row by row; of formulas, what they gave when it was saved.

    Raises:
        FileUnreadable: it is no xlsx, or made to unpack without end.
    """
    try:
        _check_parts(stream, name)
        return openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, BadZipFile, InvalidFileException) as error:
        raise FileUnreadable(
            "file_no_xlsx",
            "The file {name} cannot be read as a spreadsheet. Save it as xlsx, or as csv.",
            name=name,
        ) from error


def _check_parts(stream: IO[bytes], name: str) -> None:
    """Refuse a bomb before anything of it is unpacked; no part unpacks to more than it declares.

    All but the sheets is held as a whole, above all the table of texts.
    """
    with ZipFile(stream) as archive:
        parts = archive.infolist()
    held = sum(part.file_size for part in parts if "/worksheets/" not in part.filename)
    bombs = any(
        part.file_size > LEAST_SUSPECT and part.file_size > MOST_PACKED * part.compress_size
        for part in parts
    )
    if bombs or held > MOST_HELD or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileUnreadable(
            "file_unpacks_suspiciously",
            "The spreadsheet {name} unpacks to far more than a table would, so it was not opened. "
            "Save it anew from a spreadsheet program, or save it as csv.",
            name=name,
        )


def find_sheet(book: Any, name: str, wanted: str | None) -> Any:
    """Return a sheet of cells; a chart may have a sheet of its own, even the first.

    Raises:
        FileUnreadable: there is none.
        MappingUnfit: there is none of the wanted name.
    """
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if wanted is not None and wanted not in sheets:
        raise MappingUnfit(
            "sheet_unknown",
            "The file {name} has no sheet {sheet}. Its sheets are: {sheets}.",
            name=name,
            sheet=wanted,
            sheets=", ".join(sheets),
        )
    if not sheets:
        raise _empty(name)
    return next(iter(sheets.values())) if wanted is None else sheets[wanted]


def _empty(name: str) -> FileUnreadable:
    return FileUnreadable("file_empty", "The file {name} holds no rows.", name=name)


def _names(cells: tuple[Any, ...]) -> tuple[str, ...]:
    names = ["" if cell is None else str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _row(number: int, cells: tuple[Cell, ...], columns: tuple[str, ...]) -> Row:
    content = "\t".join("" if cell is None else str(cell) for cell in cells)
    if any(cell is not None for cell in cells[len(columns) :]):
        return Row(number, content, {}, WIDTH_FAULT)
    missing = (None,) * (len(columns) - len(cells))
    return Row(number, content, dict(zip(columns, (*cells, *missing), strict=False)))
