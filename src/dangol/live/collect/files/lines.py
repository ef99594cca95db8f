"""A JSON object a line: a row whose fields are its cells, or a Segment call as it is."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from dangol.live.collect.contracts import LARGEST_BODY
from dangol.live.collect.files.contracts import Cell, Row
from dangol.live.collect.files.opening import OpenedFile
from dangol.live.collect.files.tables import Table

_BOM = b"\xef\xbb\xbf"
_decode = msgspec.json.Decoder(dict[str, Cell]).decode


class Line(msgspec.Struct, gc=False):
    """A line that holds something, and its number from 1."""

    number: int
    text: bytes


def open_lines(path: Path) -> Table:
    """Return the lines of an ndjson file as rows, the fields of each object as its cells."""
    opened = OpenedFile(path)
    return Table((), _rows(opened), opened.share)


def read_lines(opened: OpenedFile) -> Iterator[Line]:
    """Return the lines that hold something; closes the file.

    A line beyond the largest body is cut there, so that it can be refused without being held.
    """
    try:
        number = 0
        while line := opened.stream.readline(LARGEST_BODY):
            number += 1
            rest = line
            while len(rest) == LARGEST_BODY and not rest.endswith(b"\n"):
                rest = opened.stream.readline(LARGEST_BODY)
            text = line.removeprefix(_BOM).strip() if number == 1 else line.strip()
            if text:
                yield Line(number, text)
    finally:
        opened.close()


def _rows(opened: OpenedFile) -> Iterator[Row]:
    for line in read_lines(opened):
        content = line.text.decode(errors="replace")
        try:
            yield Row(line.number, content, _decode(line.text))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield Row(line.number, content, {}, "The line is no JSON object.")
