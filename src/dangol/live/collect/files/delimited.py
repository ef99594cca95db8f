"""Text with delimiters: csv in its many dialects, tabs, and columns set apart by blanks."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from dangol.live.collect.contracts import LARGEST_EVENT
from dangol.live.collect.files.contracts import (
    WHITESPACE,
    WIDTH_FAULT,
    FileUnreadable,
    Mapping,
    Row,
)
from dangol.live.collect.files.opening import DAMAGED, OpenedFile
from dangol.live.collect.files.tables import Table

DELIMITERS = (",", "\t", ";", "|")
LINES_TO_SNIFF = 50
_STRANGE = re.compile("[\udc80-\udcff]")

csv.field_size_limit(4 * LARGEST_EVENT)  # an unclosed quote must not swallow the file

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
    for _ in range(mapping.skip):
        lines.readline()
    delimiter = mapping.delimiter or _sniff(opened, lines, mapping)
    cells = _split(opened, lines, delimiter, mapping.skip)
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


def _split(opened: OpenedFile, lines: TextIO, delimiter: str, before: int) -> Iterator[Cells]:
    try:
        yield from (
            _split_blanks(lines, before)
            if delimiter == WHITESPACE
            else _split_signs(lines, delimiter, before)
        )
    except DAMAGED as error:
        raise opened.damaged() from error
    finally:
        opened.close()


def _split_blanks(lines: TextIO, before: int) -> Iterator[Cells]:
    for number, line in enumerate(lines, start=before + 1):
        cells = line.split()
        if cells:
            yield number, cells, ""


def _split_signs(lines: TextIO, delimiter: str, before: int) -> Iterator[Cells]:
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        start = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield start, [], "The row cannot be taken apart. Look at its quotes."
            continue
        if any(cells):
            yield start, cells, ""


def _sniff(opened: OpenedFile, lines: TextIO, mapping: Mapping) -> str:
    """Return the delimiter that cuts the first lines into the most, and equally many, cells."""
    try:
        sample = list(itertools.islice(lines, LINES_TO_SNIFF))
    except DAMAGED as error:
        raise opened.damaged() from error
    lines.seek(0)
    for _ in range(mapping.skip):
        lines.readline()
    widths = {delimiter: _common_width(sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: widths[delimiter])
    if widths[best] > 1:
        return best
    blanks = Counter(len(line.split()) for line in sample if line.strip())
    return WHITESPACE if blanks and min(blanks) > 1 and len(blanks) == 1 else ","


def _common_width(sample: list[str], delimiter: str) -> int:
    try:
        rows = [row for row in csv.reader(sample, delimiter=delimiter) if row]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows)
    if not widths:
        return 0
    width, count = widths.most_common(1)[0]
    return width if count >= 0.8 * len(rows) else 0
