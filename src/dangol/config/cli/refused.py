"""``dangol refused``: events that were refused, looked through and sent again after a fix."""

from functools import partial
from typing import Annotated

import msgspec
import typer

from dangol.config.cli.opening import opened
from dangol.config.cli.options import (
    DEFAULT_DATA,
    AsJson,
    Data,
    print_json,
    print_table,
    refuse_empty,
    say,
)
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.clock import format_time
from dangol.kernel.words import preferred_language, translate
from dangol.live.trip.contracts import Refused, RefusedFilter

app = typer.Typer(
    help="Refused events: look through them, send them again after a fix.", no_args_is_help=True
)
ACTOR = "dangol"

SourceName = Annotated[
    str | None, typer.Option("--source", callback=refuse_empty, help="Only of this source.")
]
Code = Annotated[
    str | None, typer.Option("--code", callback=refuse_empty, help="Only for this reason.")
]


@app.command("list")
def list_all(
    data: Data = DEFAULT_DATA,
    source: SourceName = None,
    code: Code = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many.")] = 50,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were sent again and accepted.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show refused events, newest first."""
    from dangol.live.trip.api import list_refused  # loads the trip, which other commands need not

    with opened(data) as (_, db):
        asked = _filter(db, source, code, state="" if everything else "open")
        found = list_refused(db, asked, limit)
    if json:
        print_json([_row(one) for one in found])
    elif not found:
        say("No refused event is kept that fits.")
    else:
        _tell(found)


@app.command("redrive")
def redrive_all(
    data: Data = DEFAULT_DATA, source: SourceName = None, code: Code = None, json: AsJson = False
) -> None:
    """Send refused events again, with the sources as they are today; safe to run again."""
    from dangol.edge.config import read_hash_keys
    from dangol.edge.judging import judging_of
    from dangol.live.trip.api import list_ready, redrive
    from dangol.memory.eventlog.api import open_log

    with opened(data) as (folder, db):
        positions = list_ready(db, _filter(db, source, code, state="ready"))
        judging = partial(judging_of, db, keys=read_hash_keys(folder.path))
        log = open_log(folder.path)
        resent = redrive(db, log, positions, judging, actor=ACTOR, now=clock.now())
    if json:
        print_json(resent)
        return
    say(
        "Sent {sent} refused events again: {accepted} were let in, {refused} were refused again.",
        sent=f"{resent.accepted + resent.refused:,}",
        accepted=f"{resent.accepted:,}",
        refused=f"{resent.refused:,}",
    )
    if resent.accepted:
        say("They reach their customers while `dangol up` runs.")


def _filter(db: Database, source: str | None, code: str | None, *, state: str) -> RefusedFilter:
    """Return what is asked for; a source that is not there is told, not found empty."""
    from dangol.registry.access import api as access
    from dangol.registry.sources import api as sources

    brands = frozenset(brand.slug for brand in access.list_brands(db))
    named = sources.get_source(db, source).name if source else ""
    return RefusedFilter(brands, source=named, code=code or "", state=state)


def _row(one: Refused) -> dict[str, object]:
    row = msgspec.to_builtins(one)
    left = ("raw", "call", "sent_at", "position", "received", "solved", "solved_at", "tried_at")
    times = {
        name: None if at is None else format_time(at)
        for name, at in (
            ("received_at", one.received),
            ("solved_at", one.solved_at),
            ("tried_at", one.tried_at),
        )
    }
    kept = {name: value for name, value in row.items() if name not in left}
    return {"offset": one.position, **kept, **times, "became_offset": one.solved}


def _tell(found: list[Refused]) -> None:
    language = preferred_language()
    print_table(
        ("Received", "Source", "Reason", "Event", "What to do"),
        [
            (
                format_time(one.received),
                one.source,
                one.code,
                one.name or one.type or "-",
                translate(one.message, language),
            )
            for one in found
        ],
    )
