"""A first look at a file that nobody described yet: its form, its columns, some of its rows."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from dangol.live.collect.files.contracts import (
    Cell,
    FileUnreadable,
    Form,
    Glance,
    Mapping,
    ReadingWish,
)
from dangol.live.collect.files.damage import check_ours, damaged
from dangol.live.collect.files.delimited import find_delimiter, split_lines
from dangol.live.collect.files.opening import OpenedFile, open_seekable
from dangol.live.collect.files.tables import open_table

LINES = 60
"""Rows that are looked at."""
MOST_COLUMNS = 200
HEADER_WITHIN = 10
"""Lines in which the names of the columns are looked for; above them may stand a title."""
FILLED = 0.6
"""The share of the widest row's cells from which on a row of texts may be the names."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_PAGE = (b"<!doctype html", b"<html", b"<table", b"<?xml")

Lines = list[tuple[int, Sequence[Cell]]]


def glance(path: Path, wish: ReadingWish | None = None) -> Glance:
    """Look at a file: what it is, how it is read, which columns it has, some of its rows.

    Args:
        path: the file; its form is told by what it holds, not by its name.
        wish: what somebody knows better.

    Raises:
        FileUnreadable: it is empty, none of the known forms, or has far too many columns.
    """
    wish = wish or ReadingWish()
    form = find_form(path)
    try:
        found = _LOOKS[form](path, wish)
    except Exception as error:
        check_ours(error)
        raise damaged(path.name, 0) from error
    if not found.rows and not found.calls:
        raise _empty(path)
    if len(found.columns) > MOST_COLUMNS:
        raise FileUnreadable(
            "file_too_wide",
            "The file {name} has {count} columns; {most} can be chosen from. Remove those that are "
            "not needed and save it again.",
            name=path.name,
            count=len(found.columns),
            most=MOST_COLUMNS,
        )
    return found


def find_form(path: Path) -> Form:
    """Return a file's form by its first bytes.

    Raises:
        FileUnreadable: it is empty, an old Excel file, or a page saved under a table's name.
    """
    opened = OpenedFile(path)
    try:
        start = opened.stream.peek(512)[:512] if opened.stream.peek(1) else b""
    except (OSError, EOFError) as error:
        check_ours(error)
        raise damaged(path.name, 0) from error
    finally:
        opened.close()
    if not start:
        raise _empty(path)
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    if start.startswith(b"PAR1"):
        return "parquet"
    told = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_OLD_EXCEL) or told[:20].lower().startswith(_PAGE):
        raise FileUnreadable(
            "file_no_table",
            "The file {name} is an old Excel file or a page that only looks like a table. Open it "
            "in a spreadsheet program and save it as xlsx or as csv.",
            name=path.name,
        )
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileUnreadable(
            "file_no_text",
            "The file {name} is neither a table nor text. Choose a csv, xlsx, ndjson or parquet "
            "file.",
            name=path.name,
        )
    return "ndjson" if told.startswith(b"{") else "csv"


def _look_at_text(path: Path, wish: ReadingWish) -> Glance:
    opened = OpenedFile(path)
    try:
        encoding = wish.encoding or opened.find_encoding()
        lines = opened.text(encoding)
        delimiter = wish.delimiter or find_delimiter(lines, wish.skip or 0)
        lines.seek(0)
        cells = split_lines(opened, lines, delimiter, 0)
        seen: Lines = [(number, row) for number, row, _ in itertools.islice(cells, LINES)]
    finally:
        opened.close()
    found = _named(seen, wish, path, "csv")
    return msgspec.structs.replace(found, encoding=encoding, delimiter=delimiter)


def _look_at_sheet(path: Path, wish: ReadingWish) -> Glance:
    from dangol.live.collect.files.sheets import find_sheet, open_book  # loaded when it is met

    with open_seekable(path) as stream:
        book = open_book(stream, path.name)
        sheets = tuple(sheet.title for sheet in book.worksheets)
        sheet = find_sheet(book, path.name, wish.sheet if wish.sheet in sheets else None)
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        told = ((number, row) for number, row in rows if any(c not in (None, "") for c in row))
        seen: Lines = list(itertools.islice(told, LINES))
        book.close()
    found = _named(seen, wish, path, "xlsx")
    return msgspec.structs.replace(found, sheets=sheets, sheet=sheet.title)


def _look_at_columns(path: Path, _wish: ReadingWish) -> Glance:
    table = open_table(path, "parquet", Mapping(event={}))
    rows = [tuple(row.cells.values()) for row in itertools.islice(table.rows, LINES) if row.cells]
    return Glance("parquet", _apart(table.columns), tuple(rows), named=True)


def _look_at_objects(path: Path, _wish: ReadingWish) -> Glance:
    table = open_table(path, "ndjson", Mapping(event={}))
    objects = [row.cells for row in itertools.islice(table.rows, LINES)]
    columns = tuple(dict.fromkeys(name for one in objects for name in one))
    rows = tuple(tuple(one.get(name) for name in columns) for one in objects)
    return Glance("ndjson", columns, rows, named=True, calls=any(map(_is_call, objects)))


_LOOKS = {
    "csv": _look_at_text,
    "xlsx": _look_at_sheet,
    "parquet": _look_at_columns,
    "ndjson": _look_at_objects,
}


def _is_call(fields: dict[str, Any]) -> bool:
    from dangol.live.collect.files.mapping import EVENT_TYPES

    return fields.get("type") in EVENT_TYPES


def _named(seen: Lines, wish: ReadingWish, path: Path, form: Form) -> Glance:
    """Return rows with the names that stand above them, those of before the names left out."""
    place = _find_header(seen) if wish.skip is None else _behind(seen, wish.skip)
    if place >= len(seen):
        raise _empty(path)
    number, header = seen[place]
    names = ["" if cell is None else str(cell).strip() for cell in header]
    while form == "xlsx" and names and not names[-1]:
        names.pop()  # cells that only have a colour, say; in a csv each sign parts two columns
    rows = [list(row[: len(names)]) for _, row in seen[place + 1 :]]
    padded = tuple(tuple(row + [None] * (len(names) - len(row))) for row in rows)
    columns = _apart(names)
    return Glance(form, columns, padded, skip=number - 1, named=columns == tuple(names))


def _behind(seen: Lines, skip: int) -> int:
    return next((place for place, (number, _) in enumerate(seen) if number > skip), len(seen))


def _find_header(seen: Lines) -> int:
    """Return which row names the columns: the first that is about as wide as any, all of texts."""
    width = max((_filled(row) for _, row in seen), default=0)
    for place, (_, row) in enumerate(seen[:HEADER_WITHIN]):
        told = [cell for cell in row if cell not in (None, "")]
        if told and len(told) >= FILLED * width and all(isinstance(cell, str) for cell in told):
            return place
    return 0


def _filled(row: Sequence[Cell]) -> int:
    return sum(cell not in (None, "") for cell in row)


def _apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which each is one column's: a file may repeat them, or leave one out.

    >>> _apart(["금액", "금액", ""])
    ('금액', '금액 (2)', 'column 3')
    """
    told: list[str] = []
    for place, name in enumerate(names, start=1):
        wanted = name or f"column {place}"
        free: Iterator[str] = (f"{wanted} ({count})" for count in itertools.count(2))
        told.append(next(free) if wanted in told else wanted)
        while told[-1] in told[:-1]:
            told[-1] = next(free)
    return tuple(told)


def _empty(path: Path) -> FileUnreadable:
    return FileUnreadable("file_empty", "The file {name} holds no rows.", name=path.name)
