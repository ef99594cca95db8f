"""``dangol log``: whether all that was acknowledged can still be read."""

from typing import TYPE_CHECKING

import msgspec
import typer

from dangol.config import data_folder
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, print_json, print_table, say
from dangol.config.cli.progress import shown_progress
from dangol.kernel import clock
from dangol.kernel.words import preferred_language, translate

if TYPE_CHECKING:
    from dangol.memory.eventlog.api import Verified

MOST_SHOWN = 50
app = typer.Typer(help="The event log: all that was acknowledged.", no_args_is_help=True)


@app.callback()
def log() -> None:
    """Keep `verify` a command of its own, as long as it is the only one."""


@app.command("verify")
def verify(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Read the whole log and name what is damaged; can run while `up` does."""
    from dangol.config.log_verified import note_verified
    from dangol.memory.eventlog.api import open_log, verify_log

    folder = data_folder.open_folder(data)
    entries = translate("{count} entries", preferred_language())
    with shown_progress("Reading the event log …", entries) as on_progress:
        found = verify_log(open_log(folder.path), on_progress)
    note_verified(folder, found, now=clock.now())
    if json:
        print_json({"ok": found.ok, **msgspec.to_builtins(found)})
    else:
        _tell(found)
    if not found.ok:
        raise typer.Exit(1)


def _tell(found: "Verified") -> None:
    say(
        "{entries} entries in {chunks} chunks can be read, from offset {begin} on.",
        entries=f"{found.entries:,}",
        chunks=f"{found.chunks:,}",
        begin=found.begin,
    )
    if found.ok:
        say("Nothing is damaged.")
        return
    say(
        "{lost} entries cannot be read any more. The rest goes on without them. Check the disk, "
        "and restore a backup if these must not be missing:",
        lost=f"{found.lost:,}",
    )
    print_table(
        ("First offset", "Entries", "Damage"),
        [(str(one.first), str(one.count), one.reason) for one in found.damaged[:MOST_SHOWN]],
    )
    if len(found.damaged) > MOST_SHOWN:
        say("… and {count} more; --json names all.", count=len(found.damaged) - MOST_SHOWN)
