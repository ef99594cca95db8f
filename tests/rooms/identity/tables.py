"""All rows of identity's tables, to compare one state with another."""

from typing import Any

from dangol.engines.database import Database, Query

_ORDER = {
    "identity_identifier": "key",
    "identity_strand": "strand",
    "identity_merge": "position, loser",
    "identity_refusal": "key, reason",
    "identity_seen": "shelf, position",
    "identity_seen_block": "number",
}


def all_rows(database: Database, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of some tables, of all where none is named."""
    with database.read() as session:
        return {
            table: [
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in session.rows(_select(table))
            ]
            for table in tables or _ORDER
        }


def _select(table: str) -> Query:
    text = f"SELECT * FROM {table} ORDER BY {_ORDER[table]}"
    return Query(table, "All rows.", (), text, text, ())
