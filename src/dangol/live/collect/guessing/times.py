"""In which form a column writes its times."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import product

from dangol.live.collect.files.cells import CellUnfit, as_text, read_time
from dangol.live.collect.files.contracts import Cell, TimeReference

MOST = 0.6
"""The share of cells that a form must read: the others are refused and told, row by row."""

_DAYS = (
    *("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y. %m. %d", "%Y. %m. %d.", "%Y.%m.%d.", "%Y%m%d"),
    *("%Y년 %m월 %d일", "%Y년%m월%d일", "%y-%m-%d", "%y.%m.%d", "%y/%m/%d"),
    *("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y"),
)
_CLOCKS = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "")
_EARLIEST, _LATEST = 1970, 2100


def find_format(cells: Sequence[Cell]) -> str | None:
    """Return the form in which most cells can be read as times, or None.

    Dates of a spreadsheet or of parquet are times already, whatever form is said.

    >>> find_format(["2026.03.02 14:05", "2026.03.03 09:12"]), find_format(["39,000"])
    ('%Y.%m.%d %H:%M', None)
    """
    texts = [cell for cell in cells if not isinstance(cell, date)]
    if not texts:
        return "iso" if cells else None
    best, read = None, 0
    for form in _forms():
        count = sum(_reads(cell, form) for cell in texts)
        if count > read:
            best, read = form, count
        if count == len(texts):
            break
    return best if (read + len(cells) - len(texts)) >= MOST * len(cells) else None


def _forms() -> Iterator[str]:
    yield "iso"
    for clock, day in product(_CLOCKS, _DAYS):
        yield day + clock
    yield from ("unix", "unix_ms")


def _reads(cell: Cell, form: str) -> bool:
    text = as_text(cell).strip()
    if form in ("unix", "unix_ms"):
        return text.isdecimal() and len(text) == (10 if form == "unix" else 13)
    try:
        said = read_time(text, TimeReference("", form))
    except CellUnfit:
        return False
    return said is not None and _EARLIEST <= datetime.fromisoformat(said).year < _LATEST
