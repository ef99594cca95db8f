"""The operational database as Django wants to hear of it."""

from typing import Any
from urllib.parse import unquote, urlsplit

from dangol.engines.database import read_url

BUSY_SECONDS = 20


def django_database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database address.

    Args:
        url: ``sqlite:////absolute/path.db`` or ``postgresql://user:secret@host:port/name``.
    """
    parts = urlsplit(read_url(url))
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path))
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or query.pop("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that will write takes the lock at its start: it waits there, and never
            # fails half way because the trip wrote in between.
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA wal_autocheckpoint=16384;",  # leave checkpoints to the trip
        },
    }
