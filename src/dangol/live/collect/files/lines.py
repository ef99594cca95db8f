"""A JSON object a line: a row whose fields are its cells, or a Segment call as it is."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from dangol.live.collect.contracts import LARGEST_BODY
from dangol.live.collect.files.contracts import Cell, Row
from dangol.live.collect.files.opening import DAMAGED, OpenedFile
from dangol.live.collect.files.tables import Table

_BOM = b"\xef\xbb\xbf"
_decode = msgspec.json.Decoder(dict[str, Cell]).decode


def open_lines(path: Path) -> Table:
    """Return the lines of an ndjson file as rows, the fields of each object as its cells."""
    opened = OpenedFile(path)
    return Table((), _rows(opened), opened.share)


def read_lines(opened: OpenedFile) -> Iterator[tuple[int, bytes]]:
    """Return the lines that hold something, with their numbers from 1; closes the file.

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
                yield number, text
    except DAMAGED as error:
        raise opened.damaged() from error
    finally:
        opened.close()


def _rows(opened: OpenedFile) -> Iterator[Row]:
    for number, line in read_lines(opened):
        content = line.decode(errors="replace")
        try:
            yield Row(number, content, _decode(line))
        except (msgspec.DecodeError, RecursionError):
            yield Row(number, content, {}, "The line is no JSON object.")
