"""``dangol backup`` and ``dangol restore``: the whole folder as one file, while everything runs.

The order makes a restored house go on exactly once. Files that are written once and then only
replaced come first. Then the instants of database and log are held at the same time, the
database's before the log's: what the database knows is in the log, and what is only in the log is
worked on after the restore, as after a crash. No step waits for anybody, and nobody waits for it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import msgspec

from dangol.config.archive import (
    FORMAT,
    ArchiveWriter,
    Contents,
    OnBytes,
    check_archive,
    extract_archive,
)
from dangol.config.data_folder import DataFolder
from dangol.engines.database import SqliteSnapshot, open_database, sqlite_url
from dangol.kernel.clock import format_time
from dangol.kernel.errors import Unavailable, Unusable
from dangol.live.trip.api import trip_state
from dangol.memory.eventlog.api import log_file, open_log
from dangol.memory.lake.api import open_lake

DATABASE = "dangol.db"
STAMP = Path("run", "schema")
PASSED_OVER = ("run", "logs", "upgrades")
"""Who runs now, what was reported, what was before an upgrade: not for another folder."""
_TRIES = 5


class Vanished(Unavailable):
    """Files of the folder were replaced again and again while they were read."""


def make_backup(folder: DataFolder, file: Path, *, now: int, on_bytes: OnBytes) -> Contents:
    """Write a backup of a folder, while everything runs.

    Args:
        folder: the data folder.
        file: where; must not be there yet, nor be in the data folder.
        now: microseconds UTC.
        on_bytes: told how many bytes were written.

    Raises:
        Unusable: the place does not fit.
        Vanished: the folder's files do not keep still.
    """
    file = file.resolve()
    _check_place(folder, file)
    open_log(folder.path).head()  # a house that never heard anything has no log yet
    for _ in range(_TRIES):
        # Beside the file, so that it fits where the file fits, and is there at once or never.
        with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as place:
            try:
                contents = _write(folder, Path(place), now, on_bytes)
            except FileNotFoundError:
                continue
            if contents is not None:
                Path(place, "whole").rename(file)
                _sync(file.parent)
                return contents
    raise Vanished(
        "folder_unsteady",
        "The files of the data folder {path} were replaced again and again while they were read. "
        "Try again a little later.",
        path=folder.path,
    )


def restore_backup(file: Path, target: Path, *, on_position: OnBytes) -> Contents:
    """Make a data folder of a backup: all of it, or nothing.

    Args:
        file: the backup.
        target: a folder that is empty or not there.
        on_position: told, twice over, up to which byte of the backup was read.

    Raises:
        Unusable: the backup is damaged, or something is in the folder. Nothing was made.
        Unavailable: there is not room enough.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Unusable(
            "folder_not_empty",
            "The folder {path} is not empty. Nothing was changed. Restore into an empty one.",
            path=target,
        )
    contents = check_archive(file, on_position)
    made = not target.exists()
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=".restoring.", dir=target))
    try:
        _check_room(target, contents.size)
        extract_archive(file, contents, place, on_position)
    except BaseException:
        shutil.rmtree(target if made else place, ignore_errors=True)
        raise
    _move_up(place, target)
    return contents


def _write(folder: DataFolder, place: Path, now: int, on_bytes: OnBytes) -> Contents | None:
    """Write the backup into a place of its own; None where it has to be tried again."""
    whole = place / "whole"
    with os.fdopen(os.open(whole, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
        with closing(ArchiveWriter(stream, on_bytes)) as archive:
            lake = open_lake(folder.path).read_manifest().position
            wanted = max(lake, open_log(folder.path).begin())
            for path in _settled_files(folder.path):
                archive.add(path.relative_to(folder.path).as_posix(), path)
            contents = _write_databases(folder, place, archive, wanted)
            if contents is None:
                return None
            contents = msgspec.structs.replace(
                contents, made=format_time(now), files=dict(archive.files)
            )
            archive.add_list(contents)
        stream.flush()
        os.fsync(stream.fileno())
    return contents


def _write_databases(
    folder: DataFolder, place: Path, archive: ArchiveWriter, wanted: int
) -> Contents | None:
    """Add database and log of the same instant, the database's never the later one.

    The log may have forgotten meanwhile what this database has still to work on, or what is
    wanted of it by the lake that was added before: then all is taken anew.
    """
    position = None
    if folder.database_url.startswith("sqlite:"):
        with (
            SqliteSnapshot(folder.path / DATABASE) as database,
            SqliteSnapshot(log_file(folder.path)) as log,
        ):
            position = _copy_database(database, place, archive)
            _copy_log(log, place, archive)
    else:
        with SqliteSnapshot(log_file(folder.path)) as log:
            _copy_log(log, place, archive)
    copied = open_log(place)
    begin, head = copied.begin(), copied.head()
    if min(wanted, begin if position is None else position) < begin:
        return None
    kind = "postgresql" if position is None else "sqlite"
    return Contents(FORMAT, version("dangol"), "", kind, begin, head, position, {})


def _copy_database(snapshot: SqliteSnapshot, place: Path, archive: ArchiveWriter) -> int:
    copy = place / DATABASE
    snapshot.copy_to(copy)
    archive.add(DATABASE, copy)
    db = open_database(sqlite_url(copy))
    position = trip_state(db).offset
    db.close()
    copy.unlink()  # the log needs the room now
    return position


def _copy_log(snapshot: SqliteSnapshot, place: Path, archive: ArchiveWriter) -> None:
    copy = log_file(place)
    snapshot.copy_to(copy)
    archive.add(copy.name, copy)


def _settled_files(folder: Path) -> Iterator[Path]:
    """Yield all files but the databases.

    A folder's own files come before its folders are looked into: lists before what they name.
    """
    if (folder / STAMP).is_file():
        yield folder / STAMP
    for place, folders, files in os.walk(folder):
        at = Path(place)
        top = at == folder
        folders[:] = sorted(name for name in folders if not (top and name in PASSED_OVER))
        for name in sorted(files):
            is_database = top and name.startswith((DATABASE, "log.db"))
            if not (is_database or name.endswith((".new", ".lock")) or (at / name).is_symlink()):
                yield at / name


def _check_place(folder: DataFolder, file: Path) -> None:
    if file.exists():
        raise Unusable(
            "backup_there",
            "There is a file {path} already. Nothing was changed. Choose another name.",
            path=file,
        )
    if not file.parent.is_dir():
        raise Unusable("folder_missing_there", "There is no folder {path}.", path=file.parent)
    if folder.path in file.parents:
        raise Unusable(
            "backup_inside",
            "The backup {path} would be in the data folder itself. Put it elsewhere, best on "
            "another disk.",
            path=file,
        )


def _check_room(target: Path, needed: int) -> None:
    free = shutil.disk_usage(target).free
    if free < needed:
        raise Unavailable(
            "disk_full_there",
            "The backup holds {needed} MB, and only {free} MB are free at {path}. Nothing was "
            "made. Free some disk space, or restore elsewhere.",
            needed=needed // 1024**2 + 1,
            free=free // 1024**2,
            path=target,
        )


def _move_up(place: Path, target: Path) -> None:
    """Move all files to where they belong; ``VERSION`` last, since it makes a data folder."""
    for path in sorted(place.iterdir(), key=lambda path: path.name == "VERSION"):
        path.rename(target / path.name)
    place.rmdir()
    _sync(target)
    _sync(target.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
