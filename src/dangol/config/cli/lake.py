"""``dangol lake``: the files of all history verified, joined, and asked by SQL."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from dangol.config.cli.opening import opened
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, print_json, print_table, say
from dangol.config.cli.progress import shown_progress
from dangol.kernel import clock

if TYPE_CHECKING:
    from dangol.memory.lake.api import Fault

app = typer.Typer(help="All history, as files that stay.", no_args_is_help=True)

FAULTS = {
    "file_missing": "The file is missing.",
    "file_damaged": "The file is damaged.",
    "offsets_wrong": "The file does not hold exactly the entries that it should.",
    "order_wrong": "The rows are not in their order.",
    "columns_wrong": "The columns are not those of a lake.",
    "differs_from_log": "A row differs from the event log.",
}
"""What the codes of faults mean."""

Question = Annotated[
    str,
    typer.Argument(help="One SELECT over the views events and entries, in DuckDB's SQL."),
]
Most = Annotated[int, typer.Option("--rows", min=1, max=1_000_000, help="Rows to give at most.")]
Seconds = Annotated[float, typer.Option("--seconds", min=0.1, help="How long it may take.")]


@app.command("verify")
def verify(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Look at every file: whole, complete, in order, equal to the log where that still has it."""
    from dangol.config.lake_keeping import ResolvedByTrip, catch_up
    from dangol.memory.lake.api import verify_lake

    with opened(data) as (folder, db):
        with shown_progress("Writing what is resolved …", "{count} entries") as on_share:
            lake, log = catch_up(folder, db, clock.now(), on_share)
        with shown_progress("Verifying …", "{count} rows") as on_share:
            found = verify_lake(lake, log, ResolvedByTrip(db), on_share)
    if json:
        print_json({**msgspec.to_builtins(found), "ok": not found.faults})
    else:
        say(
            "{rows} rows in {files} files, {bytes} bytes. {compared} were held against the event "
            "log.",
            rows=f"{found.rows:,}",
            files=f"{found.files:,}",
            bytes=f"{found.bytes:,}",
            compared=f"{found.compared:,}",
        )
        if found.lost:
            say("{lost} of them stand for entries that the log had lost.", lost=f"{found.lost:,}")
        _tell(found.faults)
    if found.faults:
        raise typer.Exit(1)


@app.command("compact")
def compact(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Join the small files of each day into one sorted file, today's included."""
    from dangol.config.lake_keeping import catch_up
    from dangol.memory.lake.api import compact_next

    started = time.monotonic()
    with opened(data) as (folder, db):
        lake, _ = catch_up(folder, db, clock.now())
        before = len(lake.read_manifest().files)
        with shown_progress("Joining files …", "{count} files fewer") as on_share:
            while compact_next(lake, whole=True):
                fewer = before - len(lake.read_manifest().files)
                on_share(fewer / max(1, before), fewer)
        with lake.writing() as manifest:
            lake.sweep(manifest)
    after = len(manifest.files)
    if json:
        seconds = round(time.monotonic() - started, 3)
        told = {"files_before": before, "files": after, "bytes": manifest.bytes}
        print_json({**told, "seconds": seconds})
        return
    say("The lake has {after} files; there were {before}.", after=after, before=before)


@app.command("query")
def query(
    question: Question,
    data: Data = DEFAULT_DATA,
    rows: Most = 1000,
    seconds: Seconds = 60.0,
    json: AsJson = False,
) -> None:
    """Ask all history by SQL; it reads the lake alone and changes nothing."""
    from dangol.config.lake_keeping import catch_up
    from dangol.live.identity.api import list_moved
    from dangol.memory.lake.api import ask_lake

    with opened(data) as (folder, db):
        with shown_progress("Writing what is resolved …", "{count} entries") as on_share:
            lake, _ = catch_up(folder, db, clock.now(), on_share)
        started = time.monotonic()
        answer = ask_lake(lake, question, list_moved(db), most=rows, seconds=seconds)
    if json:
        took = round(time.monotonic() - started, 3)
        print_json({**msgspec.structs.asdict(answer), "seconds": took})
        return
    print_table(
        [column.name for column in answer.columns], [[_cell(v) for v in row] for row in answer.rows]
    )
    if answer.more:
        say("There are more rows; --rows gives more of them.")


def _tell(faults: "list[Fault]") -> None:
    if not faults:
        say("Every entry is there exactly once, and nothing is damaged.")
        return
    from dangol.kernel.words import preferred_language, translate

    language = preferred_language()
    print_table(
        ("File", "From offset", "What"),
        [(one.file, f"{one.offset}", translate(FAULTS[one.code], language)) for one in faults],
    )


def _cell(value: Any) -> str:  # a question's answer may be of any type
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"')
