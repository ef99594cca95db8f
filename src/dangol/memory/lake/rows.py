"""Entries of the log as rows of a table, and rows as the entries that they were."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, TypeVar, cast

import msgspec
import numpy as np
import pyarrow as pa

from dangol.kernel.event import LOST, Control, Entry, Event, Flag, Identifier, Rejection
from dangol.memory.lake.contracts import Outcome, Whose
from dangol.memory.lake.rules.merging import Keys, order_of

Table = Any  # pyarrow has no types
_Kind = TypeVar("_Kind", Event, Rejection, Control)
Column = Sequence[Any]  # values of an event's field, one behind the other

_TIME = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        pa.field("offset", pa.int64(), nullable=False),
        pa.field("outcome", pa.string(), nullable=False),
        ("customer", pa.int64()),
        ("strand", pa.int64()),
        ("at", _TIME),
        ("received", _TIME),
        ("zone", pa.int16()),
        ("source", pa.string()),
        ("touchpoint", pa.string()),
        ("brand", pa.string()),
        ("type", pa.string()),
        ("name", pa.string()),
        ("message_id", pa.string()),
        ("user_id", pa.string()),
        ("anonymous_id", pa.string()),
        ("previous_id", pa.string()),
        ("group_id", pa.string()),
        ("device_id", pa.string()),
        ("external_ids", pa.string()),
        ("properties", pa.string()),
        ("traits", pa.string()),
        ("context", pa.string()),
        ("currency", pa.string()),
        ("imported", pa.bool_()),
        ("proven", pa.bool_()),
        ("realm", pa.string()),
        ("code", pa.string()),
        ("reason", pa.string()),
        ("raw", pa.string()),
        ("call", pa.string()),
        ("sent_at", _TIME),
        ("whole", pa.bool_()),
        ("flags", pa.string()),
        ("actor", pa.string()),
    ]
)
"""The columns; see docs/reference/lake.md. What an entry does not have is null."""

REPEATED = ["outcome", "source", "touchpoint", "brand", "type", "name", "currency", "realm"]
"""Columns with few distinct values, kept as a dictionary and numbers into it."""

_JSON = ("properties", "traits", "context")
_LISTS: dict[str, type[Identifier | Flag]] = {"external_ids": Identifier, "flags": Flag}
_TIMES = ("at", "received", "sent_at")


def table_of(
    first: int, entries: Sequence[Entry | None], resolved: Sequence[Whose | None]
) -> Table:
    """Return entries as rows in the lake's order, by customer and time.

    Args:
        first: the offset of the first entry.
        entries: what the log holds from there on; None for what it lost.
        resolved: what became of each.
    """
    rows = _by_offset(first, entries, resolved)
    return rows.take(order_of(keys_of(rows)))


def keys_of(rows: Table) -> Keys:
    """Return by what rows are ordered."""
    at = rows["at"].cast(pa.int64())
    return Keys(*(_numbers(column) for column in (rows["customer"], at, rows["offset"])))


def entry_of(row: Mapping[str, Any]) -> Entry:
    """Return the entry that a row was, ``LOST`` where the log had lost it.

    Args:
        row: its values by column, times as numbers (µs).
    """
    match cast(Outcome, row["outcome"]):
        case "lost":
            return LOST
        case "rejected":
            return _convert(row, Rejection, message="reason")
        case "control":
            return _convert(row, Control, action="name", body="properties")
    return _convert(row, Event)


def rows_of(table: Table) -> Iterator[dict[str, Any]]:
    """Yield rows as ``entry_of`` takes them."""
    plain = table
    for name in _TIMES:
        place = plain.schema.get_field_index(name)
        plain = plain.set_column(place, name, plain[name].cast(pa.int64()))
    yield from plain.to_pylist()


def _by_offset(
    first: int, entries: Sequence[Entry | None], resolved: Sequence[Whose | None]
) -> Table:
    is_event = [isinstance(entry, Event) for entry in entries]
    offsets = range(first, first + len(entries))
    events = cast(list[Event], list(compress(entries, is_event)))
    told = _events(list(compress(offsets, is_event)), events, list(compress(resolved, is_event)))
    others = [
        _other(offset, entry)
        for offset, entry in zip(offsets, entries, strict=True)
        if not isinstance(entry, Event)
    ]
    return pa.concat_tables([told, pa.Table.from_pylist(others, SCHEMA)]) if others else told


def _events(offsets: list[int], events: Sequence[Event], resolved: Sequence[Whose | None]) -> Table:
    """Lay events out by column; they are turned over as a whole, not a value at a time."""
    fields = Event.__struct_fields__
    turned: Iterable[Column] = zip(*map(msgspec.structs.astuple, events), strict=True)
    columns: dict[str, Column] = dict(zip(fields, turned, strict=True)) if events else {}
    columns["offset"] = offsets
    told = zip(*map(_told, resolved), strict=True)
    columns |= dict(zip(("outcome", "customer", "strand"), told, strict=False))
    return pa.Table.from_arrays(
        [_array(field, columns.get(field.name), len(events)) for field in SCHEMA], schema=SCHEMA
    )


def _told(whose: Whose | None) -> tuple[Outcome, int | None, int | None]:
    """Return what became of an event, whose it was, on which strand."""
    if whose is None:
        return "aside", None, None
    if whose.strand >= 0:
        return "accepted", whose.customer, whose.strand
    return "duplicate" if whose.duplicate else "accepted", None, None


def _array(field: Any, column: Column | None, rows: int) -> Any:
    if column is None:
        return pa.nulls(rows, field.type)
    if field.name in _JSON:
        return _texts(column)
    if field.name in _LISTS:
        return pa.array([_list_text(parts) for parts in column], field.type)
    if field.name in _TIMES:
        return pa.array(column, pa.int64()).cast(field.type)
    return pa.array(column, field.type)


def _texts(raws: Iterable[msgspec.Raw]) -> Any:
    found = [bytes(raw) for raw in raws]
    try:
        return pa.array(found, pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:  # bytes that are no UTF-8: one row must not hold up all others
        return pa.array([raw.decode(errors="replace") for raw in found], pa.string())


def _list_text(parts: Sequence[Identifier | Flag]) -> str | None:
    if not parts:
        return None
    return msgspec.json.encode([msgspec.structs.asdict(one) for one in parts]).decode()


def _other(offset: int, entry: Entry | None) -> dict[str, Any]:
    """Return the row of what is no event: its time is that at which it was received."""
    if not isinstance(entry, Rejection | Control):
        return {"offset": offset, "outcome": "lost"}
    told = msgspec.structs.asdict(entry)
    row = {"offset": offset, "at": entry.received}
    if isinstance(entry, Rejection):
        found = {"reason": entry.message, "flags": _list_text(entry.flags)}
        return {**told, **row, "outcome": "rejected", **found}
    body = bytes(entry.body).decode(errors="replace")
    return {**told, **row, "outcome": "control", "name": entry.action, "properties": body}


def _convert(row: Mapping[str, Any], kind: type[_Kind], **renamed: str) -> _Kind:
    values = {name: row[renamed.get(name, name)] for name in kind.__struct_fields__}
    for name in (*_JSON, "body"):
        if name in values:
            values[name] = msgspec.Raw(values[name].encode())
    for name, part in _LISTS.items():
        if name in values:
            told = msgspec.json.decode(values[name] or "[]", type=list[dict[str, str]])
            values[name] = tuple(part(**one) for one in told)
    return kind(**values)


def _numbers(column: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    return column.fill_null(-1).to_numpy()  # type: ignore[no-any-return]
