"""SQLite tables that lie in the order of their primary key, with no index of it beside them."""

from collections.abc import Callable
from typing import Any

_PARTS = "SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL"


def cluster(*tables: str) -> Callable[[Any, Any], None]:
    """Return a step of a migration that lays tables anew; on PostgreSQL it does nothing.

    Right for narrow rows whose key is not one number: writing one then changes one tree instead of
    two, and the tree is half as large. Whoever changes such a table by a later migration ends it
    with this step again, since Django lays tables anew without it.

    Args:
        tables: names of tables, whatever they hold.

    Source: https://www.sqlite.org/withoutrowid.html
    """

    def lay_anew(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for table in tables:
                _cluster(schema_editor.connection, table)

    return lay_anew


def _cluster(connection: Any, table: str) -> None:
    before = f"{table}_before"
    with connection.cursor() as cursor:
        parts = cursor.execute(_PARTS, [table]).fetchall()
        cursor.execute(f'ALTER TABLE "{table}" RENAME TO "{before}"')
        for kind, sql in parts:
            if kind == "table":
                cursor.execute(f"{sql} WITHOUT ROWID")
        cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "{before}"')  # noqa: S608  ours alone
        cursor.execute(f'DROP TABLE "{before}"')
        for kind, sql in parts:
            if kind == "index":
                cursor.execute(sql)
