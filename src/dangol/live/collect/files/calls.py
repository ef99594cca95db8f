"""Rows become Segment calls in JSON, each with an id that a second import repeats."""

from collections.abc import Iterable, Iterator

import msgspec

from dangol.live.collect.files.cells import CellUnfit
from dangol.live.collect.files.composing import Composer, encode_call
from dangol.live.collect.files.contracts import Mapping, Row
from dangol.live.collect.files.lines import Line
from dangol.live.collect.files.occurrences import Occurrences
from dangol.live.collect.rules.mending import mend


class RowCall(msgspec.Struct, gc=False):
    """What one row became: a call's JSON, or an empty body, a fault, and the cell at fault."""

    number: int
    content: str | bytes
    body: bytes
    fault: str = ""
    column: str = ""


class _Head(msgspec.Struct):
    messageId: object = None  # noqa: N815 Segment's name for it


_decode_head = msgspec.json.Decoder(_Head).decode


def call_rows(rows: Iterable[Row], mapping: Mapping, seen: Occurrences) -> Iterator[RowCall]:
    """Return the call of each row as the mapping composes it."""
    composer = Composer(mapping)
    for row in rows:
        try:
            call = composer.compose(row)
            if "messageId" not in call:
                kind = f"{call.get('type')}\0{call.get('event') or call.get('name')}"
                call["messageId"] = seen.name_row(row.content.encode(errors="replace"), kind)
            yield RowCall(row.number, row.content, encode_call(call))
        except CellUnfit as unfit:
            yield RowCall(row.number, row.content, b"", unfit.sentence, unfit.column)


def call_lines(lines: Iterable[Line], seen: Occurrences) -> Iterator[RowCall]:
    """Return lines that are Segment calls already; only a missing messageId is added."""
    for line in lines:
        for text in _readings(line.text):
            try:
                named = _decode_head(text).messageId
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue
            is_named = bool(named) and not (isinstance(named, str) and named.isspace())
            yield RowCall(line.number, line.text, text if is_named else _add_id(text, seen))
            break
        else:
            yield RowCall(line.number, line.text, b"", "The line is no JSON object.")


def _readings(line: bytes) -> Iterator[bytes]:
    """Return a line as it is; then, where that cannot be read, mended as a body would be."""
    yield line
    yield mend(line)


def _add_id(line: bytes, seen: Occurrences) -> bytes:
    field = b'"messageId":"' + seen.name_row(line).encode() + b'"}'
    start = line[:-1].rstrip()
    return start + (field if start == b"{" else b"," + field)
