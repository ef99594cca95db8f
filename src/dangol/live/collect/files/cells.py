"""Cells become values: text, whole numbers, exact decimals, truth, times."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite, isnan
from zoneinfo import ZoneInfo

from dangol.kernel.clock import format_time
from dangol.kernel.money import exact_amount
from dangol.live.collect.files.contracts import Cell, CellType, Reference, TimeReference

TRUE = frozenset({"true", "t", "yes", "y", "1", "예", "네", "o"})
FALSE = frozenset({"false", "f", "no", "n", "0", "아니오", "아니요", "x"})
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"),
    ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?"),
}
"""Numbers whose thousands are set apart, by the sign before their decimals."""
_CURRENCY_SIGNS = "₩$€£¥원 \u00a0"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 zones are added where the time is written


class CellUnfit(ValueError):
    """A cell, or a whole row, that is not what the mapping says.

    Args:
        sentence: what is wrong with it, without its content, which is about people.
        column: which cell; empty for the row.
    """

    def __init__(self, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.column = column


def read_cell(cell: Cell, reference: Reference) -> Cell | None:
    """Return a cell's value, or None where the cell is empty.

    Raises:
        CellUnfit: the cell is not of the type that the mapping says, or empty though required.
    """
    cell = _told(cell, reference.column)
    if cell is None:
        _check_missing(reference)
        return None
    if reference.values:
        cell = reference.values.get(as_text(cell), cell)
    value = _typed(cell, reference.type, reference.decimal_mark, reference.column)
    if reference.prefix or reference.suffix:
        return f"{reference.prefix}{as_text(value)}{reference.suffix}"
    return value


def read_time(cell: Cell, reference: TimeReference) -> str | None:
    """Return a cell as RFC 3339 text, or None where the cell is empty.

    Raises:
        CellUnfit: the cell is no time in the format that is stated, or empty though required.
    """
    cell = _told(cell, reference.column)
    if cell is None:
        _check_missing(reference)
        return None
    if isinstance(cell, date):
        return _zoned(cell, reference.zone)
    in_seconds = reference.format.startswith("unix")  # 15 digits are too few for microseconds
    return _read_time_text(str(cell) if in_seconds else as_text(cell), reference)


def _check_missing(reference: Reference | TimeReference) -> None:
    if reference.required:
        raise CellUnfit("The cell is empty, but the mapping requires it.", reference.column)


@lru_cache(maxsize=65_536)
def _read_time_text(text: str, reference: TimeReference) -> str:
    """Files repeat their dates, and strptime costs more than all else together."""
    try:
        if reference.format == "iso":
            return _zoned(datetime.fromisoformat(text), reference.zone)
        if reference.format in ("unix", "unix_ms"):
            scale = 1_000_000 if reference.format == "unix" else 1000
            return format_time(int(Decimal(text) * scale))
        return _zoned(datetime.strptime(text, reference.format), reference.zone)  # noqa: DTZ007
    except (ValueError, ArithmeticError) as error:
        raise CellUnfit(
            "This is no time in the format that the mapping states.", reference.column
        ) from error


def _zoned(moment: date, zone: str) -> str:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.isoformat()


def as_text(cell: Cell) -> str:
    """Return a cell as people read it, a whole number without decimals.

    A column of numbers with a gap comes as floats out of pandas and of spreadsheets: their 1042.0
    is the 1042 that somebody typed.

    >>> as_text(1042.0), as_text(77.27000000000001), as_text(Decimal("12.50"))
    ('1042', '77.27', '12.50')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float | Decimal) and isfinite(cell) and cell == int(cell):
        return str(int(cell))
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(_plain(cell))


def _told(cell: Cell, column: str) -> Cell | None:
    """Return what a cell says; None for the many ways to say nothing."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bytes):
        try:
            return cell.decode().strip() or None
        except UnicodeDecodeError as error:
            raise CellUnfit("This is no text in UTF-8.", column) from error
    return None if isinstance(cell, float) and isnan(cell) else cell


def _typed(cell: Cell, kind: CellType | None, mark: str, column: str) -> Cell:
    if kind is None:
        return _plain(cell)
    if kind == "text":
        return as_text(cell)
    if kind == "boolean":
        return _as_boolean(cell, column)
    if isinstance(cell, str):
        return _read_number_text(cell, kind, mark, column)
    return _as_number(cell, kind, column)


@lru_cache(maxsize=65_536)
def _read_number_text(text: str, kind: CellType, mark: str, column: str) -> Decimal | int:
    """Quantities and prices repeat in every file, and exact decimals are slow to make."""
    digits = text.strip(_CURRENCY_SIGNS)
    between = "." if mark == "," else ","
    if _GROUPED[mark].fullmatch(digits):
        digits = digits.replace(between, "")
    elif between in digits:
        raise CellUnfit("This is no number.", column)
    return _as_number(digits.replace(mark, "."), kind, column)


def _as_number(cell: Cell, kind: CellType, column: str) -> Decimal | int:
    # A spreadsheet shows 15 digits of a float: its 77.27000000000001 is 77.27 to all who see it.
    amount = exact_amount(as_text(cell) if isinstance(cell, float) else cell)
    if amount is None:
        raise CellUnfit("This is no number.", column)
    if kind == "decimal":
        return amount
    if amount != amount.to_integral_value():
        raise CellUnfit("This is no whole number.", column)
    return int(amount)


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    return cell


def _as_boolean(cell: Cell, column: str) -> bool:
    text = as_text(cell).casefold()
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise CellUnfit("This is neither yes nor no.", column)
