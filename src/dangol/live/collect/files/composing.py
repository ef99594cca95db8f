"""A row and a template make a Segment call; whether a template fits a table at all."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from dangol.live.collect.files.cells import CellUnfit, as_text, read_cell, read_time
from dangol.live.collect.files.contracts import (
    Cell,
    Mapping,
    MappingUnfit,
    Reference,
    Row,
    Template,
    TimeReference,
)
from dangol.live.collect.files.tables import Table

Cells = dict[str, Cell]
Compose = Callable[[Cells], Any]

FIELDS = {
    "type": "type",
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "message_id": "messageId",
    "previous_id": "previousId",
    "group_id": "groupId",
    "timestamp": "timestamp",
    "properties": "properties",
    "traits": "traits",
    "context": "context",
}
"""The mapping's words and Segment's; ``name`` is ``event`` in a track and ``name`` elsewhere."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Composer:
    """Makes Segment calls of rows.

    Args:
        mapping: what goes where.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._parts = [(field, _compile(part)) for field, part in mapping.event.items()]

    def compose(self, row: Row) -> dict[str, Any]:
        """Return a row as a Segment call, ready to be written as JSON.

        Raises:
            CellUnfit: a cell is not what the mapping says.
        """
        if row.fault:
            raise CellUnfit(row.fault)
        found = {field: part(row.cells) for field, part in self._parts}
        name = found.pop("name", None)
        call = {FIELDS[field]: value for field, value in found.items() if value is not None}
        if name is not None:
            call["event" if call.get("type") == "track" else "name"] = name
        for field in ("userId", "anonymousId", "messageId", "previousId", "groupId"):
            if field in call and not isinstance(call[field], str):
                call[field] = as_text(call[field])
        return call


def encode_call(call: dict[str, Any]) -> bytes:
    """Return a call as JSON, decimals to the last digit.

    Raises:
        CellUnfit: it holds something that JSON has no form for.
    """
    try:
        return _encode(call)
    except (TypeError, ValueError, RecursionError) as error:
        raise CellUnfit("The row holds a value that cannot be written as JSON.") from error


def check_fit(table: Table, mapping: Mapping, first_rows: Sequence[Row]) -> None:
    """Tell whether a mapping speaks of this file, before anything is written.

    Args:
        table: the file.
        mapping: the mapping.
        first_rows: some rows from the file's start.

    Raises:
        MappingUnfit: a column is missing, or most of the first rows cannot be read as it says.
    """
    check_columns(table.columns, _columns_of(first_rows), mapping)
    composer = Composer(mapping)
    faults: list[tuple[int, CellUnfit]] = []
    for row in first_rows:
        try:
            encode_call(composer.compose(row))
        except CellUnfit as fault:
            faults.append((row.number, fault))
    if faults and 2 * len(faults) > len(first_rows):
        line, first = faults[0]
        raise unfit(line, first.column, first.sentence)


def unfit(line: int, column: str, sentence: str) -> MappingUnfit:
    """Return the refusal of a mapping, with the first cell or row that shows that it is none."""
    return MappingUnfit(
        "mapping_unfit",
        "The mapping does not fit the file, as line {line} shows. Nothing was imported. Correct "
        "the mapping, then try again.",
        fields={column or "row": sentence},
        line=line,
    )


def _columns_of(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column for row in rows for column in row.cells))


def check_columns(columns: Sequence[str], found: Sequence[str], mapping: Mapping) -> None:
    """Look for the mapping's columns in the file's.

    Where each row has columns of its own, one may well come late; only none at all is a fault.

    Args:
        columns: the file's; empty where each row has its own.
        found: columns of some rows.
        mapping: the mapping.

    Raises:
        MappingUnfit: a column is missing, or there twice.
    """
    wanted = list(_references(mapping.event))
    if not columns and not any(column in found for column in wanted):
        columns = found
    twice = {column for column in columns if columns.count(column) > 1}
    for column in wanted:
        if column in twice:
            raise MappingUnfit(
                "mapping_column_twice",
                "The file has two columns named {column}. Name the columns in the mapping by "
                "columns: […].",
                column=column,
            )
        if columns and column not in columns:
            raise MappingUnfit(
                "mapping_column_missing",
                "The mapping takes something from the column {column}, which the file does not "
                "have. Its columns are: {columns}. Nothing was imported; correct the mapping.",
                column=column,
                columns=", ".join(columns),
            )


def _references(template: Template) -> Iterator[str]:
    if isinstance(template, Reference | TimeReference):
        yield template.column
    elif isinstance(template, dict):
        for part in template.values():
            yield from _references(part)
    elif isinstance(template, list):
        for part in template:
            yield from _references(part)


def _compile(template: Template) -> Compose:
    """Return a function for a template, so that a row costs no look at its shape."""
    if isinstance(template, Reference):
        reference = template
        return lambda cells: read_cell(cells.get(reference.column), reference)
    if isinstance(template, TimeReference):
        moment = template
        return lambda cells: read_time(cells.get(moment.column), moment)
    if isinstance(template, dict):
        fields = [(name, _compile(part)) for name, part in template.items()]
        return lambda cells: {
            name: value for name, part in fields if (value := part(cells)) is not None
        }
    if isinstance(template, list):
        parts = [_compile(part) for part in template]
        return lambda cells: [part(cells) for part in parts]
    return lambda _cells: template
