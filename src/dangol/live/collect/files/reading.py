"""A file as groups of events, checked by the same rules as what comes over HTTP."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, repeat
from pathlib import Path

from dangol.live.collect.files.calls import RowCall, call_lines, call_rows
from dangol.live.collect.files.composing import check_fit, unfit
from dangol.live.collect.files.contracts import (
    Form,
    Mapping,
    MappingInvalid,
    RefusedRow,
    RowGroup,
)
from dangol.live.collect.files.damage import until_damaged
from dangol.live.collect.files.lines import read_lines
from dangol.live.collect.files.occurrences import Occurrences
from dangol.live.collect.files.opening import OpenedFile
from dangol.live.collect.files.tables import open_table, tell_form
from dangol.live.collect.rules.decoding import is_doubtful
from dangol.live.collect.rules.hearing import fresh_message_id
from dangol.live.collect.rules.reading import Reader
from dangol.live.collect.rules.refusals import EventRefused
from dangol.live.collect.rules.shielding import OPEN, Shield, hide_text
from dangol.registry.sources.contracts import Source

GROUP = 4000
"""Rows handed over together: large enough for few commits, small enough for smooth progress."""
FIRST_GROUPS = (500, 1500, 2000)
"""Rows of the groups before those: the trip begins while the file is still being read."""
PROBE = 100
"""Rows that are looked at before anything is written."""


def read_rows(
    path: Path,
    source: Source,
    *,
    received: int,
    form: Form | None = None,
    mapping: Mapping | None = None,
    shield: Shield = OPEN,
) -> Iterator[RowGroup]:
    """Read a file as groups of events, checked by the same rules as what comes over HTTP.

    The checks of the file and of the mapping happen in the call itself, before the first group.

    Args:
        path: the file.
        source: for whom it is read.
        received: the present instant, µs.
        form: the file's form; None to tell it by the mapping or by the file's name.
        mapping: how rows become events; None for ndjson whose lines are Segment calls.
        shield: what stands before the log: the scan for personal data, the source's plan.

    Returns:
        Groups of rows, in the file's order, in memory that does not grow with the file.

    Raises:
        FileUnreadable: the file cannot be opened or understood.
        MappingInvalid: the form needs a mapping, and there is none.
        MappingUnfit: the mapping speaks of another file.
    """
    form = tell_form(path, form, mapping)
    seen = Occurrences(source.name)
    if mapping is None:
        if form != "ndjson":
            raise MappingInvalid(
                "mapping_missing",
                "A {form} file needs a mapping that says what its columns mean. Write one and add "
                "--mapping FILE.yaml.",
                form=form,
            )
        opened = OpenedFile(path)
        calls = call_lines(until_damaged(read_lines(opened), path.name), seen)
        return _groups(calls, source, received, opened.share, seen, shield)
    table = open_table(path, form, mapping)
    first_rows = list(islice(table.rows, PROBE))
    check_fit(table, mapping, first_rows)
    calls = call_rows(chain(first_rows, table.rows), mapping, seen)
    groups = _groups(calls, source, received, table.share, seen, shield)
    return _check_first(groups)


def _groups(
    calls: Iterable[RowCall],
    source: Source,
    received: int,
    share: Callable[[], float],
    seen: Occurrences,
    shield: Shield,
) -> Iterator[RowGroup]:
    reader = row_reader(source, received)
    calls = iter(calls)
    sizes = chain(FIRST_GROUPS, repeat(GROUP))
    while rows := list(islice(calls, next(sizes))):
        group = RowGroup(read=len(rows), events=[], refused=[], share=share())
        hear_rows(rows, reader, group, shield, received)
        yield group
    seen.close()


def row_reader(source: Source, received: int) -> Reader:
    """Return what reads the calls of a file's rows.

    Args:
        source: for whom it is read.
        received: the present instant, µs.
    """
    return Reader(source, received, None, fresh_message_id, imported=True)


def hear_rows(
    rows: Sequence[RowCall], reader: Reader, group: RowGroup, shield: Shield, received: int
) -> None:
    """Add what rows become to a group: events, or refusals.

    They are screened as the events of a request are: where nothing in them all is suspicious, no
    single one is looked at.

    Args:
        rows: what was made of the rows.
        reader: of ``row_reader``.
        group: what is added to.
        shield: what stands before the log.
        received: the present instant, µs.
    """
    said = b"\n".join([row.body for row in rows])
    bodies, found = shield.screen(said, [row.body for row in rows], received)
    doubtful = is_doubtful(said)
    for place, (row, body) in enumerate(zip(rows, bodies, strict=True)):
        if row.fault:
            group.refused.append(_refuse(row, "row_unfit", row.fault, received))
            continue
        try:
            event = reader.read(body, "batch", doubtful=doubtful)
            group.events.append(shield.obey(event, found.get(place, ())))
        except EventRefused as refusal:
            group.refused.append(_refuse(row, refusal.code, refusal.sentence, received))


def _check_first(groups: Iterator[RowGroup]) -> Iterator[RowGroup]:
    """Refuse a mapping by which not one of the first ``GROUP`` rows makes an event."""
    first: list[RowGroup] = []
    for group in islice(groups, len(FIRST_GROUPS)):
        first.append(group)
        if group.events:
            break
    else:
        if not first:
            return iter(())
        refused = first[0].refused[0]
        raise unfit(refused.row, refused.column, refused.message)
    return chain(first, groups)


def _refuse(row: RowCall, code: str, message: str, received: int) -> RefusedRow:
    """Return a row as its owner may have it back: without what must never be kept."""
    said = row.content
    content = said if isinstance(said, bytes) else said.encode(errors="replace")
    kept = hide_text(content, received, whole=True).decode(errors="replace")
    return RefusedRow(row.number, code, message, kept, row.column)
