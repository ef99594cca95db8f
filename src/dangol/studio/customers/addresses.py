"""Cursors as they stand in a page's address."""

import re

from dangol.studio.customers.timeline import Cursor

_CURSOR = re.compile(r"(-?\d{1,18})\.(\d{1,18})")


def write_cursor(cursor: Cursor) -> str:
    """Return a cursor as text.

    >>> write_cursor((17, 4)), read_cursor("17.4"), read_cursor("x")
    ('17.4', (17, 4), None)
    """
    return f"{cursor[0]}.{cursor[1]}"


def read_cursor(text: str) -> Cursor | None:
    """Return a cursor that an address carries, None where it carries none."""
    found = _CURSOR.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None
