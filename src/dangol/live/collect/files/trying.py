"""Some rows of a file as the events that they would become, each with its row."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dangol.live.collect.files.calls import RowCall, call_lines, call_rows
from dangol.live.collect.files.composing import check_columns
from dangol.live.collect.files.contracts import Form, Mapping, RowGroup, TriedRow
from dangol.live.collect.files.damage import until_damaged
from dangol.live.collect.files.lines import read_lines
from dangol.live.collect.files.occurrences import Occurrences
from dangol.live.collect.files.opening import OpenedFile
from dangol.live.collect.files.reading import hear_rows, row_reader
from dangol.live.collect.files.tables import open_table
from dangol.live.collect.rules.shielding import OPEN, Shield
from dangol.registry.sources.contracts import Source


def try_rows(
    path: Path,
    source: Source,
    *,
    received: int,
    form: Form,
    mapping: Mapping | None,
    most: int,
    shield: Shield = OPEN,
) -> list[TriedRow]:
    """Return a file's first rows with what an import would make of each; nothing is written.

    Args:
        path: the file.
        source: for whom it would be read.
        received: the present instant, µs.
        form: the file's form.
        mapping: how rows become events; None for ndjson whose lines are Segment calls.
        most: rows to look at.
        shield: what stands before the log.

    Raises:
        FileUnreadable: the file cannot be opened or understood.
        MappingUnfit: the mapping speaks of another file.
    """
    reader = row_reader(source, received)
    tried = []
    for row in islice(_calls(path, form, mapping, Occurrences(source.name)), most):
        group = RowGroup(read=1, events=[], refused=[], share=0.0)
        hear_rows([row], reader, group, shield, received)
        event, refused = next(iter(group.events), None), next(iter(group.refused), None)
        tried.append(TriedRow(row.number, event, refused))
    return tried


def _calls(path: Path, form: Form, mapping: Mapping | None, seen: Occurrences) -> Iterator[RowCall]:
    if mapping is None:
        lines = read_lines(OpenedFile(path))
        return iter(call_lines(until_damaged(lines, path.name), seen))
    table = open_table(path, form, mapping)
    check_columns(table.columns, (), mapping)
    return iter(call_rows(table.rows, mapping, seen))
