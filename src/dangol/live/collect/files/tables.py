"""A file as a table: its columns, its rows one by one, whatever its form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dangol.live.collect.files.contracts import FileUnreadable, Form, Mapping, Row
from dangol.live.collect.files.damage import check_ours, damaged, until_damaged

SUFFIXES: dict[str, Form] = {
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "ndjson",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".pq": "parquet",
}


@dataclass(frozen=True)
class Table:
    """Rows to come, their columns (empty where each row has its own), and how far we are."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    share: Callable[[], float]


def tell_form(path: Path, stated: Form | None, mapping: Mapping | None) -> Form:
    """Return a file's form: as stated, as the mapping says, or by the ending of its name.

    Raises:
        FileUnreadable: none of them tells.
    """
    if stated is not None:
        return stated
    if mapping is not None and mapping.form is not None:
        return mapping.form
    plain = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    form = SUFFIXES.get(plain.suffix.lower())
    if form is None:
        raise FileUnreadable(
            "file_form_unknown",
            "The name {name} does not tell what the file holds. Add --format ndjson, csv, xlsx or "
            "parquet.",
            name=path.name,
        )
    return form


def open_table(path: Path, form: Form, mapping: Mapping) -> Table:
    """Return a file's rows.

    Raises:
        FileUnreadable: the file cannot be opened or understood; later, where it is damaged.
    """
    try:
        table = _open(path, form, mapping)
    except Exception as error:
        check_ours(error)
        raise damaged(path.name, 0) from error
    return Table(table.columns, until_damaged(table.rows, path.name), table.share)


def _open(path: Path, form: Form, mapping: Mapping) -> Table:
    """Return a file's rows; the libraries of a form are loaded only when it is met."""
    if form == "csv":
        from dangol.live.collect.files.delimited import open_delimited

        return open_delimited(path, mapping)
    if form == "ndjson":
        from dangol.live.collect.files.lines import open_lines

        return open_lines(path)
    if form == "xlsx":
        from dangol.live.collect.files.sheets import open_sheet

        return open_sheet(path, mapping)
    from dangol.live.collect.files.columnar import open_columnar

    return open_columnar(path)
