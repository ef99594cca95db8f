"""What a column seems to be: by its name, held against what its cells look like."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from dangol.live.collect.files.cells import CellUnfit, as_text, read_cell
from dangol.live.collect.files.contracts import Cell, Glance, Reference
from dangol.live.collect.guessing.contracts import Meaning
from dangol.live.collect.guessing.times import find_format
from dangol.live.collect.guessing.words import HEADERS, WITHHELD

MOST = 0.6
"""The share of a column's cells that must look like what it is said to be."""
MOST_MASKED = 0.2

_SIGNS = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\-. ()]{8,20}")
_MOBILE = re.compile(r"(\+82[ -]?|0)?1[016789][ -]?\d{3,4}[ -]?\d{4}")
PERSONAL: frozenset[Meaning] = frozenset(("user_id", "email", "phone", "name"))
_AMOUNTS: frozenset[Meaning] = frozenset(("total", "price", "shipping", "discount", "quantity"))


def plain_name(header: str) -> str:
    """Return a column's name as it is compared: without blanks, signs, capitals and asides.

    >>> plain_name(" 결제 금액(원)"), plain_name("Order_ID")
    ('결제금액', 'orderid')
    """
    bare = _SIGNS.sub("", _ASIDE.sub("", header)).casefold()
    return bare or _SIGNS.sub("", header).casefold()


def rank_meanings(header: str, cells: Sequence[Cell]) -> dict[Meaning, int]:
    """Return what a column could be, each with a rank of which the lowest is the likeliest.

    A name that says one thing while the cells look like another is not believed.
    """
    name = plain_name(header)
    ranks: dict[Meaning, int] = {
        meaning: names.index(name)
        for meaning, names in HEADERS.items()
        if name in names and looks_like(meaning, cells)
    }
    for meaning, fits in _TELLING.items():
        if meaning not in ranks and not is_withheld(header) and _share(cells, fits) >= MOST:
            ranks[meaning] = len(HEADERS[meaning])
    return ranks


def is_withheld(header: str) -> bool:
    """Tell whether a column is left out unless somebody wants it."""
    name = plain_name(header)
    return any(part in name for part in WITHHELD)


def looks_like(meaning: Meaning, cells: Sequence[Cell]) -> bool:
    """Tell whether a column's cells look like what it is said to be; an empty one does."""
    if not cells:
        return True
    if meaning in ("time", "joined"):
        return find_format(cells) is not None
    if meaning in PERSONAL and is_masked(cells):
        return False
    fits = _LOOKS.get(meaning, _is_number if meaning in _AMOUNTS else None)
    return fits is None or _share(cells, fits) >= MOST


def is_masked(cells: Sequence[Cell]) -> bool:
    """Tell whether a shop hid parts of its buyers' names: alike stars would make two people one.

    >>> is_masked(["mina**", "seoj***"]), is_masked(["4.5*"] + ["mina"] * 9)
    (True, False)
    """
    return _share(cells, lambda cell: isinstance(cell, str) and "*" in cell) > MOST_MASKED


def is_short_of_zero(cells: Sequence[Cell]) -> bool:
    """Tell whether phone numbers lost their first 0, as spreadsheets take them for numbers.

    >>> is_short_of_zero([1023456789, 1098765432]), is_short_of_zero(["010-2345-6789"])
    (True, False)
    """
    told = [as_text(cell).strip() for cell in cells]
    return bool(told) and all(re.fullmatch(r"1[016789]\d{7,8}", text) for text in told)


def glance_cells(glance: Glance) -> list[list[Cell]]:
    """Return what each column holds, in the file's order."""
    return [glance.cells(place) for place in range(len(glance.columns))]


def _share(cells: Sequence[Cell], fits: Callable[[Cell], bool]) -> float:
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


def _is_email(cell: Cell) -> bool:
    return isinstance(cell, str) and _EMAIL.fullmatch(cell.strip()) is not None


def _is_phone(cell: Cell) -> bool:
    return not isinstance(cell, date) and _PHONE.fullmatch(as_text(cell).strip()) is not None


def _is_mobile(cell: Cell) -> bool:
    return not isinstance(cell, date) and _MOBILE.fullmatch(as_text(cell).strip()) is not None


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, int | float | Decimal):
        return True
    try:
        return isinstance(cell, str) and read_cell(cell, Reference("", "decimal")) is not None
    except CellUnfit:
        return False


def _is_short_text(cell: Cell) -> bool:
    return not isinstance(cell, datetime) and len(as_text(cell)) <= 100


_LOOKS: dict[Meaning, Callable[[Cell], bool]] = {
    "email": _is_email,
    "phone": _is_phone,
    "user_id": _is_short_text,
    "order_id": _is_short_text,
}
_TELLING: dict[Meaning, Callable[[Cell], bool]] = {"email": _is_email, "phone": _is_mobile}
"""What cells tell by themselves, whatever their column is called."""
