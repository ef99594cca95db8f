"""What crosses the wall of file reading."""

from typing import Any, Literal, get_args

import msgspec

from dangol.kernel.errors import Unusable
from dangol.kernel.event import Event

Form = Literal["ndjson", "csv", "xlsx", "parquet"]
FORMS: tuple[Form, ...] = get_args(Form)
CellType = Literal["text", "integer", "decimal", "boolean"]
CELL_TYPES: tuple[CellType, ...] = get_args(CellType)
WIDTH_FAULT = "The row has more or fewer cells than the file has columns."
WHITESPACE = "whitespace"
"""The delimiter of files whose columns are set apart by any run of blanks."""

Cell = Any  # text from a csv; whatever parquet, xlsx and JSON hold


class Reference(msgspec.Struct, frozen=True):
    """A value taken from a column: read as a type, put through a table of values, extended.

    ``type`` None leaves the cell as the file holds it. ``values`` replaces cells by their text;
    one that is not listed stays. ``decimal_mark`` tells which sign separates decimals. A row whose
    ``required`` cell is empty is refused.
    """

    column: str
    type: CellType | None = None
    prefix: str = ""
    suffix: str = ""
    values: dict[str, str] = {}
    decimal_mark: Literal[".", ","] = "."
    required: bool = False


class TimeReference(msgspec.Struct, frozen=True):
    """A time taken from a column.

    ``format`` is ``iso``, ``unix`` (seconds), ``unix_ms``, or a pattern of ``strptime``. ``zone``
    is the IANA zone of times that state none. A row whose ``required`` cell is empty is refused:
    without a time of its own it would count as of now.
    """

    column: str
    format: str = "iso"
    zone: str = "UTC"
    required: bool = False


Template = Reference | TimeReference | dict[str, "Template"] | list["Template"] | Any
"""A document whose leaves are constants or references; the last member stands for constants."""


class Mapping(msgspec.Struct, frozen=True):
    """How the rows of a file become events.

    ``columns`` names the columns of a file that has no header (or renames those of one that has);
    ``skip`` lines are passed over at the top. ``event`` is a template of a Segment call.
    """

    event: dict[str, Template]
    form: Form | None = None
    encoding: str | None = None
    delimiter: str | None = None
    columns: tuple[str, ...] = ()
    header: bool = True
    skip: int = 0
    sheet: str | None = None


class ReadingWish(msgspec.Struct, frozen=True):
    """How somebody wants a file to be read; None: as it is found out.

    ``skip`` is the number of lines above the names of the columns.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    skip: int | None = None


class Glance(msgspec.Struct, frozen=True):
    """What a first look at a file tells: how it is read, its columns, some of its rows.

    ``named`` tells that the columns have the file's own names; else a name came twice, or was
    missing. ``calls`` tells that its rows are events already.
    """

    form: Form
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    skip: int = 0
    named: bool = False
    calls: bool = False

    def cells(self, place: int) -> list[Cell]:
        """Return what a column holds in the rows that were looked at, without empty cells."""
        return [row[place] for row in self.rows if row[place] not in (None, "")]


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of a file: its number as people count lines, what it says, its cells by column.

    ``fault`` is set, and the cells are empty, where the row cannot be taken apart.
    """

    number: int
    content: str
    cells: dict[str, Cell]
    fault: str = ""


class RefusedRow(msgspec.Struct, frozen=True):
    """One row that became no event: its number, why, and what it says.

    ``column`` names the cell at fault; it is empty where it is the row, or the event it would be.
    """

    row: int
    code: str
    message: str
    content: str
    column: str = ""


class TriedRow(msgspec.Struct, frozen=True):
    """A row that was only tried: its number, and the event that it would become, or why none."""

    row: int
    event: Event | None
    refused: RefusedRow | None


class RowGroup(msgspec.Struct):
    """A run of rows: how many were read, what they became, and the share of the file behind us."""

    read: int
    events: list[Event]
    refused: list[RefusedRow]
    share: float


class FileUnreadable(Unusable):
    """The file as a whole cannot be read."""


class MappingInvalid(Unusable):
    """A mapping document with faults; ``fields`` names each by its path."""

    status = 422


class MappingUnfit(Unusable):
    """The mapping is sound, but speaks of another file than this one."""
