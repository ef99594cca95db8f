"""The data folder: its layout, its format's number, its secrets, and who holds it.

Everything that Dangol keeps on this machine is in one folder, readable by its owner alone::

    VERSION        number of the folder's format
    dangol.db      operational database (unless DATABASE_URL names PostgreSQL)
    log.db         event log
    lake/          all history, as Parquet files
    secrets.json   signing keys (0600)
    hash_keys.json keys by which tracking plans hash personal data, by version (0600)
    run/           who runs now, and which schema the database has
    mqtt/          messages of devices that wait, encrypted, and their key (0600)
    webhooks/      secrets by which webhooks are signed (0600)
    imports/       files that people brought, rows that were refused, how far an import is
    upgrades/      the database as it was before the last upgrade
    logs/          what the processes reported
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dangol.engines.database import read_url, sqlite_url
from dangol.kernel.errors import Unavailable, Unusable

FORMAT = 1
LEAST_FREE = 64 * 1024 * 1024
"""Bytes that must be free before a folder is made or upgraded; at less, the doctor warns."""

HASH_KEYS = "hash_keys.json"

_OWNER_ONLY = 0o700


class FolderUnusable(Unusable):
    """The data folder cannot be used as it is."""


class FolderHeld(Unavailable):
    """Another Dangol runs on the folder."""


@dataclass(frozen=True)
class DataFolder:
    """Where one deployment keeps what it knows, and the address of its operational database."""

    path: Path
    database_url: str

    @property
    def run(self) -> Path:
        """Pids, locks and marks of the running processes."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        """What the processes reported, one file a role."""
        return self.path / "logs"

    @property
    def exists(self) -> bool:
        """Tell whether ``dangol init`` has made the folder."""
        return (self.path / "VERSION").is_file()


def at_path(path: Path, environment: Mapping[str, str] = os.environ) -> DataFolder:
    """Return the data folder at a path, whether it is there yet or not.

    Args:
        path: relative to the working directory, or absolute.
        environment: where ``DATABASE_URL`` may name PostgreSQL.

    Raises:
        Unavailable: ``DATABASE_URL`` cannot be used.
    """
    folder = path.expanduser().resolve()
    url = environment.get("DATABASE_URL", "").strip()
    return DataFolder(folder, read_url(url) if url else sqlite_url(folder / "dangol.db"))


def prepare_place(folder: DataFolder) -> None:
    """Make the folder, with nothing in it yet that makes it a data folder; leave what is there.

    Raises:
        FolderUnusable: it is of a newer format, or its place is not a folder.
        Unavailable: the disk is full, or the place is not writable.
    """
    with _disk_told(folder.path):
        for part in (folder.path, folder.run, folder.logs):
            part.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        check_space(folder)
        check_version(folder)


def make(folder: DataFolder) -> None:
    """Make the folder and what belongs in it; leave what is there.

    Raises:
        FolderUnusable: it is of a newer format, or its place is not a folder.
        Unavailable: the disk is full, or the place is not writable.
    """
    prepare_place(folder)
    with _disk_told(folder.path):
        if not (folder.path / "secrets.json").exists():
            write_whole(
                folder.path / "secrets.json", json.dumps({"signing": secrets.token_urlsafe(48)})
            )
        if not (folder.path / HASH_KEYS).exists():
            write_whole(folder.path / HASH_KEYS, json.dumps({"1": secrets.token_urlsafe(48)}))
        if not folder.exists:
            write_whole(folder.path / "VERSION", f"{FORMAT}\n")


def open_folder(path: Path) -> DataFolder:
    """Return a data folder that is there and fits.

    Raises:
        FolderUnusable: there is none, or it is of a newer format.
    """
    folder = at_path(path)
    if not folder.exists:
        raise FolderUnusable(
            "folder_missing",
            "There is no data folder at {path}. Make one with: dangol init --data {path}",
            path=folder.path,
        )
    check_version(folder)
    return folder


def check_version(folder: DataFolder) -> None:
    """Refuse a folder that a newer Dangol has written."""
    file = folder.path / "VERSION"
    if not file.is_file():
        return
    found = file.read_text(errors="replace").strip()[:40]
    numbers = found.split(".")
    if not all(part.isdecimal() for part in numbers):
        raise FolderUnusable(
            "folder_version_unreadable",
            "The file VERSION in the data folder {path} does not hold a version. Restore the "
            "folder from a backup, or name another folder with --data.",
            path=folder.path,
        )
    if [int(part) for part in numbers] > [FORMAT]:
        raise FolderUnusable(
            "folder_newer",
            "The data folder {path} was written by a newer Dangol (format {found}; this one reads "
            "up to {known}). Nothing was changed. Install the newer Dangol, or name another "
            "folder with --data.",
            path=folder.path,
            found=found,
            known=FORMAT,
        )


def check_space(folder: DataFolder) -> None:
    """Refuse to begin on a disk that is as good as full."""
    free = shutil.disk_usage(folder.path).free
    if free < LEAST_FREE:
        raise Unavailable(
            "disk_full",
            "Only {free} MB are free where the data folder {path} is; Dangol needs {needed} MB. "
            "Free some disk space, then try again.",
            free=free // 1024**2,
            needed=LEAST_FREE // 1024**2,
            path=folder.path,
        )


def read_secret(folder: DataFolder, name: str) -> str:
    """Return one of the folder's secrets."""
    try:
        return str(json.loads((folder.path / "secrets.json").read_bytes())[name])
    except (OSError, ValueError, KeyError) as error:
        raise FolderUnusable(
            "secrets_unreadable",
            "The file secrets.json in {path} is missing or damaged. Restore it from a backup, or "
            "remove it and run `dangol init` again; everybody then has to sign in anew.",
            path=folder.path,
        ) from error


@contextlib.contextmanager
def hold(folder: DataFolder) -> Iterator[None]:
    """Hold the folder for one supervisor; the system lets go when the process ends, however.

    Raises:
        FolderHeld: another process holds it.
    """
    with _disk_told(folder.path):
        lock = (folder.run / "up.lock").open("a+b")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise folder_held(folder) from error
        yield


@contextlib.contextmanager
def making(folder: DataFolder) -> Iterator[None]:
    """Wait until nobody else makes or upgrades the folder, and keep others waiting meanwhile."""
    place = os.open(folder.run, os.O_RDONLY)  # the folder itself is the lock: it needs no file
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def is_held(folder: DataFolder) -> bool:
    """Tell whether a supervisor runs on the folder."""
    try:
        with (folder.run / "up.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def folder_held(folder: DataFolder) -> FolderHeld:
    """Return the refusal of a folder on which somebody runs."""
    return FolderHeld(
        "folder_held",
        "Dangol already runs on the data folder {path}. Stop it first, or name another "
        "folder with --data.",
        path=folder.path,
    )


@contextlib.contextmanager
def _disk_told(path: Path) -> Iterator[None]:
    try:
        yield
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise Unavailable(
            "folder_not_writable",
            "The data folder {path} cannot be written. Check its owner and rights, or name "
            "another folder with --data.",
            path=path,
        ) from error
    except OSError as error:
        raise Unavailable(
            "folder_not_writable_now",
            "The data folder {path} could not be written: {reason}. Free some disk space and "
            "check the disk, then try again.",
            path=path,
            reason=error.strerror or type(error).__name__,
        ) from error


def write_whole(file: Path, text: str) -> None:
    """Write a file that only the owner may read: all of it, or nothing."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
