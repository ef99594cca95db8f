"""Options that many commands take, and how commands speak."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dangol.kernel.words import preferred_language, translate

Data = Annotated[
    Path,
    typer.Option("--data", envvar="DANGOL_DATA", help="The data folder.", show_default=True),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
DEFAULT_DATA = Path("var")


def refuse_empty(value: str | None) -> str | None:
    """Refuse an option that is there but empty, as a script's unset variable makes it.

    Raises:
        BadParameter: it is empty, and leaving it out would mean something wider.
    """
    if value is not None and not value.replace(",", "").strip():
        raise typer.BadParameter("it is empty. Say which, or leave the option out.")
    return value


def say(sentence: str, **values: object) -> None:
    """Print a sentence in the terminal's language."""
    print(translate(sentence, preferred_language()).format(**values), flush=True)


def note(sentence: str, **values: object) -> None:
    """Print a sentence where it disturbs no document: on the error stream."""
    text = translate(sentence, preferred_language()).format(**values)
    print(text, file=sys.stderr, flush=True)


def tell_copy(path: Path) -> None:
    """Say where the database is as it was before an upgrade."""
    note("A copy of the database as it was before the upgrade is in {path}", path=path)


def print_json(document: object) -> None:
    """Print the one JSON document of a command."""
    print(msgspec.json.encode(document).decode())


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under heads; heads in the terminal's language."""
    from rich.console import Console  # documents in JSON never pay for this
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(translate(head, preferred_language()), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
