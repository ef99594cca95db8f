"""One operational database behind one small door, SQLite or PostgreSQL.

Takes named queries (``sql/*.sql``) and rows; gives rows, and transactions that are short.
"""

from dangol.engines.database.database import Database, Session, open_database
from dangol.engines.database.queries import Query, Writes, load_queries

__all__ = ["Database", "Query", "Session", "Writes", "load_queries", "open_database"]
