"""An upgrade of a SQLite database that comes to nothing leaves it as it was.

SQLite undoes a migration that fails, but not those before it, and an older Dangol must not work on
a database that is half new. So the whole database is copied before the first step and put back
after a failure; after a kill or a power cut, before the next attempt. The copy stands in the folder
``upgrades``, and stays there after a success, for who wants to go back.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from dangol.config.data_folder import LEAST_FREE, DataFolder
from dangol.engines.database import SqliteSnapshot, failure_name
from dangol.kernel.errors import Unavailable

OnCopy = Callable[[Path], None]
"""Told where the copy is."""


class UpgradeFailed(Unavailable):
    """The database could not be brought up to date."""


def copy_before_upgrade(folder: DataFolder) -> Path:
    """Return where the database is as it was before the last upgrade that succeeded."""
    return folder.path / "upgrades" / "dangol.db"


def put_back_unfinished(folder: DataFolder) -> None:
    """Undo an upgrade that was cut short by a kill or a power cut; its copy is still there."""
    copy = _unfinished(folder)
    if not copy.exists():
        return
    database = folder.path / "dangol.db"
    for ending in ("-wal", "-shm"):  # they belong to what is replaced
        database.with_name(database.name + ending).unlink(missing_ok=True)
    copy.replace(database)
    _sync(folder.path)


@contextlib.contextmanager
def undone_on_failure(
    folder: DataFolder, close: Callable[[], None], tell: OnCopy
) -> Iterator[None]:
    """Put the database back where what is done to it meanwhile fails.

    Args:
        folder: the data folder, whose database is SQLite.
        close: closes all connections to the database.
        tell: told where the copy is, once all has succeeded.

    Raises:
        Unavailable: there is no room for a copy. Nothing was changed.
        UpgradeFailed: it failed. The database is what it was.
    """
    _check_room(folder)
    _copy(folder)
    try:
        yield
        close()
    except BaseException as failure:
        close()
        put_back_unfinished(folder)
        if not isinstance(failure, Exception):
            raise
        raise UpgradeFailed(
            "upgrade_failed",
            "The database could not be brought up to date ({reason}). It is again as it was, so "
            "the Dangol that ran until now starts on it. Tell whoever makes Dangol the reason.",
            reason=failure_name(failure),
        ) from failure
    _unfinished(folder).replace(copy_before_upgrade(folder))
    tell(copy_before_upgrade(folder))


@contextlib.contextmanager
def told_on_failure() -> Iterator[None]:
    """Say of a database that is not ours to copy what a failure leaves.

    Raises:
        UpgradeFailed: it failed.
    """
    try:
        yield
    except Exception as failure:
        raise UpgradeFailed(
            "upgrade_failed_halfway",
            "The database could not be brought up to date ({reason}). Steps before that stay. "
            "Remove the cause and run `dangol init` again; to go back, load the `pg_dump` from "
            "before the upgrade.",
            reason=failure_name(failure),
        ) from failure


def _unfinished(folder: DataFolder) -> Path:
    return copy_before_upgrade(folder).with_suffix(".unfinished")


def _copy(folder: DataFolder) -> None:
    """Copy the database; the copy counts from the moment that it is whole."""
    copy = _unfinished(folder)
    copy.parent.mkdir(mode=0o700, exist_ok=True)
    draft = copy.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with SqliteSnapshot(folder.path / "dangol.db") as snapshot:
        snapshot.copy_to(draft)
    draft.replace(copy)
    _sync(copy.parent)


def _check_room(folder: DataFolder) -> None:
    size = (folder.path / "dangol.db").stat().st_size
    free = shutil.disk_usage(folder.path).free
    if free < size + LEAST_FREE:
        raise Unavailable(
            "upgrade_needs_room",
            "To upgrade, {needed} MB must be free where the data folder {path} is, for a copy of "
            "the database as it is; only {free} MB are. Nothing was changed. Free some disk "
            "space, then start again.",
            needed=(size + LEAST_FREE) // 1024**2,
            free=free // 1024**2,
            path=folder.path,
        )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
