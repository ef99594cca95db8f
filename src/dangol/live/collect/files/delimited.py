"""Text with delimiters: csv in its many dialects, tabs, and columns set apart by blanks."""

import csv
import itertools
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from dangol.live.collect.files.contracts import (
    WHITESPACE,
    WIDTH_FAULT,
    FileUnreadable,
    Mapping,
    Row,
)
from dangol.live.collect.files.opening import OpenedFile
from dangol.live.collect.files.tables import Table

DELIMITERS = (",", "\t", ";", "|")
LINES_TO_SNIFF = 50
_STRANGE = re.compile("[\udc80-\udcff]")

MOST_LINES = 100
"""Lines that one row may take up. Notes of people are shorter; a quote that is never closed is not,
and must not swallow the rows behind it."""
LONGEST_CELL = 128 * 1024
"""Signs in one cell; an event holds less."""
LONGEST_LINE = 4 * 1024 * 1024
"""Signs in one line: what goes on without an end is cut there, never held as a whole."""

csv.field_size_limit(LONGEST_CELL)

Cells = tuple[int, list[str], str]
"""The line's number, its cells, and a fault where it could not be taken apart."""


def open_delimited(path: Path, mapping: Mapping) -> Table:
    """Return the rows of a text file.

    Raises:
        FileUnreadable: there is no such file, it is empty, or its encoding is unknown.
    """
    opened = OpenedFile(path)
    try:
        return _open_table(opened, mapping)
    except BaseException:
        opened.close()
        raise


def _open_table(opened: OpenedFile, mapping: Mapping) -> Table:
    lines = opened.text(mapping.encoding)
    _pass_over(lines, mapping.skip)
    delimiter = mapping.delimiter or find_delimiter(lines, mapping.skip)
    cells = split_lines(opened, lines, delimiter, mapping.skip)
    header = next(cells, None) if mapping.header else None
    if mapping.header and header is None:
        raise FileUnreadable("file_empty", "The file {name} holds no rows.", name=opened.name)
    columns = mapping.columns or tuple(name.strip() for name in (header[1] if header else ()))
    return Table(columns, _rows(cells, columns), opened.share)


def _rows(lines: Iterable[Cells], columns: tuple[str, ...]) -> Iterator[Row]:
    for number, cells, cut_fault in lines:
        content = "\t".join(cells)
        fault = cut_fault or _find_fault(content, len(cells), len(columns))
        if fault:
            yield Row(number, content.encode(errors="replace").decode(), {}, fault)
        else:
            yield Row(number, content, dict(zip(columns, cells, strict=True)))


def _find_fault(content: str, cells: int, columns: int) -> str:
    if cells != columns:
        return WIDTH_FAULT
    if not content.isascii() and _STRANGE.search(content):
        return "The row holds bytes that are not text in the file's encoding."
    return ""


def split_lines(opened: OpenedFile, lines: TextIO, delimiter: str, before: int) -> Iterator[Cells]:
    """Return the cells of each row that holds something; closes the file.

    Args:
        opened: the file.
        lines: its text.
        delimiter: the sign between cells, or ``whitespace``.
        before: lines that were passed over.
    """
    try:
        yield from (
            _split_blanks(lines, before)
            if delimiter == WHITESPACE
            else _split_signs(lines, delimiter, before)
        )
    finally:
        opened.close()


def _split_blanks(lines: TextIO, before: int) -> Iterator[Cells]:
    for number, line in enumerate(_bounded(lines), start=before + 1):
        cells = line.split()
        if cells:
            yield number, cells, ""


def _split_signs(lines: TextIO, delimiter: str, before: int) -> Iterator[Cells]:
    source = _Lines(lines, before)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        start = source.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            first = source.give_back_all_but_first()
            yield (
                start,
                [first.rstrip("\r\n")],
                "The row cannot be taken apart. Look at its quotes.",
            )
            continue
        if any(cells):
            yield start, cells, ""


class _Lines:
    """The lines of a file, of which those of the row under way can be read once more.

    An open quote makes one row of all that follows. Only its first line is at fault, so that the
    others are given back and read as rows of their own.
    """

    def __init__(self, lines: TextIO, before: int) -> None:
        self._lines = lines
        self._number = before
        self._row: list[str] = []
        self._again: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self._row) == MOST_LINES:
            raise csv.Error
        line = self._again.popleft() if self._again else self._lines.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self._row.append(line)
        return line

    def begin_row(self) -> int:
        """Begin a row; return the number of its first line."""
        self._number += len(self._row)
        self._row.clear()
        return self._number + 1

    def give_back_all_but_first(self) -> str:
        """Let all lines of the row be read again but the first, which is returned."""
        first, *others = self._row
        self._again.extendleft(reversed(others))
        self._row = [first]
        return first


def find_delimiter(lines: TextIO, skip: int) -> str:
    """Return the delimiter that cuts the first lines most evenly, and into the most cells.

    Args:
        lines: a file's text; read on from behind the lines that are passed over.
        skip: how many those are.
    """
    sample = list(itertools.islice(_bounded(lines), LINES_TO_SNIFF))
    lines.seek(0)
    _pass_over(lines, skip)
    cuts = {delimiter: _cut(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: cuts[delimiter])
    if cuts[best] > (0, 0):
        return best
    blanks = Counter(len(line.split()) for line in sample if line.strip())
    return WHITESPACE if blanks and min(blanks) > 1 and len(blanks) == 1 else ","


def _pass_over(lines: TextIO, count: int) -> None:
    for _ in range(count):
        lines.readline(LONGEST_LINE)


def _bounded(lines: TextIO) -> Iterator[str]:
    while line := lines.readline(LONGEST_LINE):
        yield line


def _cut(sample: list[str], delimiter: str) -> tuple[float, int]:
    """Return how a delimiter cuts some lines: the share of rows that are equally wide, their width.

    Evenness counts first: decimals such as 3,50 cut all rows alike, but not the header.
    """
    try:
        rows = [row for row in csv.reader(sample, delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return (count / len(rows), width) if width > 1 and count >= 0.8 * len(rows) else (0, 0)
