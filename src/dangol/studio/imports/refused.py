"""The rows that became no event, as a csv that a spreadsheet program opens and its owner mends."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from dangol.kernel.words import translate
from dangol.live.collect.api import RefusedRow

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_row = msgspec.json.Decoder(RefusedRow).decode


def write_refused(file: Path, language: str, *, masked: bool) -> Iterator[str]:
    """Return the lines of a csv: the row's number, its cell at fault, the reason, what it says.

    Args:
        file: what the import refused.
        language: of the reasons.
        masked: whether the reader may not see what the rows say.
    """
    yield "\ufeff" + _line([_("Line"), _("Column"), _("Reason"), _("What the row says")])
    with file.open("rb") as lines:
        for line in lines:
            row = _row(line)
            said = [] if masked else row.content.split("\t")
            yield _line([str(row.row), row.column, translate(row.message, language), *said])


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula.

    >>> harmless("=1+1"), harmless("-39,000")
    ("'=1+1", '-39,000')
    """
    is_number = cell[1:].replace(",", "").replace(".", "", 1).isdecimal()
    return f"'{cell}" if cell.startswith(_DANGEROUS) and not is_number else cell


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()
