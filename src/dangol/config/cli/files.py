"""``dangol import``: a file's rows as events of a source."""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangol.config.cli.opening import opened
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, print_json, say
from dangol.config.cli.progress import shown_progress
from dangol.engines.database import open_database
from dangol.live.collect.api import Form

if TYPE_CHECKING:
    from dangol.config.importing import ImportReport

NICENESS = 15
"""Reading a file may take a moment longer; what comes in meanwhile, and the trip, may not."""

File = Annotated[Path, typer.Argument(help="The file: ndjson, csv, xlsx or parquet, or gzipped.")]
SourceName = Annotated[str, typer.Option("--source", help="The source that the rows come from.")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help="How rows become events: a YAML file.")
]
FormOption = Annotated[
    Form | None, typer.Option("--format", help="The file's form, where its name does not tell.")
]


def import_file(
    file: File,
    source: SourceName,
    mapping: MappingFile = None,
    form: FormOption = None,
    data: Data = DEFAULT_DATA,
    json: AsJson = False,
) -> None:
    """Import a file and return when its events are on their customers; safe to run again."""
    from dangol.config.importing import (  # loads the trip, which other commands need not
        read_mapping,
        run_import,
    )

    os.nice(NICENESS)
    with opened(data) as (folder, _), shown_progress(file.name, "{count} rows") as on_progress:
        database = open_database(folder.database_url, durable=False)  # the log holds the truth
        with contextlib.closing(database):
            report = run_import(
                file,
                source,
                folder=folder,
                database=database,
                form=form,
                mapping=read_mapping(mapping) if mapping else None,
                on_progress=on_progress,
            )
    if json:
        print_json(report)
    else:
        _tell(report)


def _tell(report: "ImportReport") -> None:
    say(
        "Read {read} rows in {seconds} s: {accepted} new events, {duplicates} known already, "
        "{rejected} rejected.",
        read=f"{report.read:,}",
        seconds=f"{report.seconds:.1f}",
        accepted=f"{report.accepted:,}",
        duplicates=f"{report.duplicates:,}",
        rejected=f"{report.rejected:,}",
    )
    if report.rejected_file:
        say("The rejected rows and their reasons are in {path}", path=report.rejected_file)
