"""``dangol backup`` and ``dangol restore``: the whole folder as one file, and back."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangol.config import data_folder
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, print_json, say
from dangol.config.cli.progress import shown_progress
from dangol.kernel import clock

if TYPE_CHECKING:
    from dangol.config.archive import Contents

MEGABYTE = 1024**2

NewFile = Annotated[Path, typer.Argument(help="The file to write; must not be there yet.")]
OldFile = Annotated[Path, typer.Argument(help="A file that `dangol backup` wrote.")]


def backup(file: NewFile, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Write the whole data folder into one file, while everything runs."""
    from dangol.config.backup import make_backup

    folder = data_folder.open_folder(data)
    started = time.monotonic()
    expected = sum(path.stat().st_size for path in folder.path.glob("*.db*")) or 1
    written = 0

    with shown_progress("Writing the backup …", "{count} MB") as on_progress:

        def add(size: int) -> None:
            nonlocal written
            written += size
            on_progress(min(1.0, written / expected), written // MEGABYTE)

        contents = make_backup(folder, file, now=clock.now(), on_bytes=add)
    if json:
        seconds = round(time.monotonic() - started, 3)
        size = file.stat().st_size
        print_json({"file": str(file), "bytes": size, "seconds": seconds, **_told(contents)})
        return
    say(
        "The backup {file} holds all up to offset {head} of the event log ({size} MB).",
        file=file,
        head=contents.head,
        size=f"{file.stat().st_size / MEGABYTE:,.1f}",
    )
    if contents.position is None:
        say(
            "The database is PostgreSQL's and is not in it. Take `pg_dump` before each backup, "
            "never after, and keep both together: an older database and a newer log go on."
        )
    say(
        "It holds personal data and this deployment's secrets, and only you may read it. Keep it "
        "as safe as the data folder."
    )


def restore(file: OldFile, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Make a data folder of a backup, in an empty place; all of it is checked before."""
    from dangol.config.backup import restore_backup

    folder = data_folder.at_path(data)
    size = max(1, file.stat().st_size) if file.exists() else 1
    passed = last = 0

    with shown_progress("Reading the backup …", "{count} MB") as on_progress:

        def show(position: int) -> None:
            nonlocal passed, last
            passed += position < last  # the second time through
            last = position
            on_progress((passed + position / size) / 2, position // MEGABYTE)

        contents = restore_backup(file, folder.path, on_position=show)
    if json:
        print_json({"data": str(folder.path), **_told(contents)})
        return
    say(
        "The data folder {path} is as it was at {made}, with all up to offset {head} of the event "
        "log.",
        path=folder.path,
        made=contents.made,
        head=contents.head,
    )
    if contents.position is None:
        say(
            "The database is PostgreSQL's. Load the `pg_dump` that was taken before this backup, "
            "then start; `dangol doctor` tells whether they fit."
        )
    say(
        "It holds the secrets and keys of the house it was taken from: do not run both at once "
        "where the same senders reach them."
    )
    say("Start with: dangol up --data {path}", path=folder.path)


def _told(contents: "Contents") -> dict[str, object]:
    return {
        "dangol": contents.dangol,
        "made": contents.made,
        "database": contents.database,
        "begin": contents.begin,
        "head": contents.head,
        "position": contents.position,
        "files": len(contents.files),
    }
