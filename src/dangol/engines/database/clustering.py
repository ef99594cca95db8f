"""Tables of SQLite that need no index of their primary key beside them."""

from collections.abc import Callable, Sequence
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
    return _laid_anew(tables, lambda sql: f"{sql} WITHOUT ROWID")


def number_rows(*tables: str) -> Callable[[Any, Any], None]:
    """Return a step of a migration that has tables found by their key, a whole number, alone.

    Django calls such a key ``bigint``, for which SQLite keeps an index beside its own numbers of
    the rows. Called ``integer`` it is that number. On PostgreSQL this does nothing. What is said of
    later migrations in ``cluster`` is true here, too.

    Args:
        tables: names of tables, whatever they hold.

    Source: https://www.sqlite.org/lang_createtable.html#rowid
    """
    django, sqlite = "bigint NOT NULL PRIMARY KEY", "integer NOT NULL PRIMARY KEY"
    return _laid_anew(tables, lambda sql: sql.replace(django, sqlite))


def _laid_anew(tables: Sequence[str], change: Callable[[str], str]) -> Callable[[Any, Any], None]:
    def lay_anew(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for table in tables:
                _lay_anew(schema_editor.connection, table, change)

    return lay_anew


def _lay_anew(connection: Any, table: str, change: Callable[[str], str]) -> None:
    before = f"{table}_before"
    with connection.cursor() as cursor:
        parts = cursor.execute(_PARTS, [table]).fetchall()
        cursor.execute(f'ALTER TABLE "{table}" RENAME TO "{before}"')
        for kind, sql in parts:
            if kind == "table":
                cursor.execute(change(sql))
        cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "{before}"')  # noqa: S608  ours alone
        cursor.execute(f'DROP TABLE "{before}"')
        for kind, sql in parts:
            if kind == "index":
                cursor.execute(sql)
