"""Addresses of databases: read in one place, and refused without showing the password in them."""

from pathlib import Path
from urllib.parse import quote, urlsplit

from dangol.kernel.errors import Unavailable


def sqlite_url(file: Path) -> str:
    """Return the address of a SQLite file.

    >>> sqlite_url(Path("/tmp/house #1/dangol.db"))
    'sqlite:////tmp/house%20%231/dangol.db'
    """
    return f"sqlite:///{quote(str(file))}"


def read_url(url: str) -> str:
    """Return a usable address: ``sqlite:////path`` or ``postgresql://user:secret@host:port/name``.

    Raises:
        Unavailable: it is of another kind, or a part of it cannot be read.
    """
    kind, _, rest = url.partition("://")
    if kind == "sqlite" and rest.startswith("/"):
        return url
    if kind not in ("postgresql", "postgres"):
        raise Unavailable(
            "database_url_unusable",
            "The database address is of an unknown kind. Set DATABASE_URL to "
            "postgresql://user@host/name, or leave it empty for SQLite.",
        )
    if not _is_readable(url):
        raise url_unreadable()
    return f"postgresql://{rest}"


def url_unreadable() -> Unavailable:
    """Return the refusal of an address whose parts cannot be told apart."""
    return Unavailable(
        "database_url_unusable",
        "The database address in DATABASE_URL cannot be read. Write it as "
        "postgresql://user:password@host:port/name, with special characters percent-encoded: "
        "/ as %2F, @ as %40, # as %23.",
    )


def _is_readable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a stroke in the password ends the host early; this reads what is left
    except ValueError:
        return False
    return "@" not in parts.path and not parts.fragment
