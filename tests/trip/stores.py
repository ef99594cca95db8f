"""Everything that a data folder holds, decoded: tables with packed columns, chunks, files."""

import gzip
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq

from dangol.live.collect.rules.personal.spelling import plain

SQLITE = b"SQLite format 3\x00"
PARQUET = b"PAR1"


def read_stores(folder: Path) -> Iterator[tuple[str, str]]:
    """Return each store of a folder with a text that it holds, once for each value.

    A store is a column of a table, or a file. Files that belong to a database are read through it,
    and as they are, since a deleted row may still stand in a page.
    """
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = str(file.relative_to(folder))
        body = file.read_bytes()
        if body.startswith(SQLITE):
            yield from _tables(name, file)
        if body.startswith(PARQUET):
            yield from _columns(name, file)
        for text in _texts(body):
            yield name, text


def _tables(name: str, file: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            rows = database.execute(f'SELECT * FROM "{table}"')
            columns = [head[0] for head in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    for text in _texts(value):
                        yield f"{name}:{table}.{column}", text


def _columns(name: str, file: Path) -> Iterator[tuple[str, str]]:
    table = pq.read_table(file)
    for column in table.column_names:
        for value in table[column].to_pylist():
            for text in _texts(value):
                yield f"{name}:{column}", text


def _texts(value: Any) -> Iterator[str]:
    """Return what a value says: as it stands, unpacked, and each part of it by itself."""
    if isinstance(value, bytes):
        if not value:
            return
        yield value.decode("utf-8", "replace")
        for unpack in (zlib.decompress, gzip.decompress):
            try:
                yield from _texts(unpack(value))
            except (OSError, EOFError, zlib.error):
                continue
        for decode in (msgspec.json.decode, msgspec.msgpack.decode):
            try:
                yield from _parts(decode(value))
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
    elif isinstance(value, str):
        yield value
        yield from _parts(_loads(value))
    elif value is not None:
        yield str(value)


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield str(name)
            yield from _parts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _parts(part)
    elif isinstance(value, bytes):
        yield from _texts(value)
    elif isinstance(value, str):
        yield value
        yield from _parts(_loads(value))
    elif value is not None:
        yield str(value)


def _loads(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def digits_of(text: str) -> str:
    """Return the digits of a text in their plain form, without whatever stands between them."""
    return "".join(filter(str.isdigit, plain(text).text))
