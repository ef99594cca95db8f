"""One operational database behind one small door, SQLite or PostgreSQL.

Takes named queries (``sql/*.sql``) and rows; gives rows, and transactions that are short.
"""

from dangol.engines.database.clustering import cluster, number_rows
from dangol.engines.database.database import Database, Session, open_database
from dangol.engines.database.failures import failure_name, is_database_failure, is_outage
from dangol.engines.database.queries import Query, Writes, load_queries
from dangol.engines.database.snapshot import SqliteSnapshot
from dangol.engines.database.urls import read_url, sqlite_url
from dangol.engines.database.write_behind import open_write_behind

__all__ = [
    "Database",
    "Query",
    "Session",
    "SqliteSnapshot",
    "Writes",
    "cluster",
    "failure_name",
    "is_database_failure",
    "is_outage",
    "load_queries",
    "number_rows",
    "open_database",
    "open_write_behind",
    "read_url",
    "sqlite_url",
]
