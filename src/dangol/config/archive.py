"""A backup as one file: a compressed tar whose last member lists all others with their checksums.

Written so that it is there whole or not at all, and readable by its owner alone; read so that
nothing of it is believed before all of it was compared.
"""

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

import msgspec

from dangol.kernel.errors import Unusable

FORMAT = 1
LIST = "backup.json"
_COMPRESSION = 1
"""The log shrinks to a fifth at the lowest level; higher ones take long for little (tried)."""
_BLOCK = 1024 * 1024
_BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error, msgspec.DecodeError)

OnBytes = Callable[[int], None]
"""Told a number of bytes."""


class BackupDamaged(Unusable):
    """The file is no whole backup."""


class FileMark(msgspec.Struct, frozen=True):
    """By what a file is known again."""

    size: int
    sha256: str


class Contents(msgspec.Struct, frozen=True):
    """What a backup holds: of which instant, by which Dangol, which files.

    ``head`` is the end of the log, ``position`` how far the database's live state is, None where
    the database is not in the backup.
    """

    format: int
    dangol: str
    made: str
    database: str
    begin: int
    head: int
    position: int | None
    files: dict[str, FileMark]

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(mark.size for mark in self.files.values())


class ArchiveWriter:
    """Adds files to a backup that is being made.

    Args:
        stream: where it is written.
        on_bytes: told how many bytes were added.
    """

    def __init__(self, stream: IO[bytes], on_bytes: OnBytes) -> None:
        self.files: dict[str, FileMark] = {}
        self._packed = gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=_COMPRESSION, mtime=0)
        self._tar = tarfile.open(  # noqa: SIM115, closed by close
            fileobj=self._packed, mode="w|", format=tarfile.PAX_FORMAT
        )
        self._on_bytes = on_bytes

    def add(self, name: str, path: Path) -> None:
        """Add a file as it is now, under a relative name.

        Raises:
            FileNotFoundError: it is not there any more.
        """
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            hashed = _Hashed(file, size, self._on_bytes)
            self._tar.addfile(_head(name, size), hashed)  # type: ignore[arg-type]  # it only reads
        self.files[name] = FileMark(size, hashed.digest)

    def add_list(self, contents: Contents) -> None:
        """Add the list of all that was added; without it nobody takes the file for a backup."""
        body = msgspec.json.encode(contents)
        self._tar.addfile(_head(LIST, len(body)), io.BytesIO(body))

    def close(self) -> None:
        """Write what is still held back."""
        self._tar.close()
        self._packed.close()


def check_archive(file: Path, on_position: OnBytes) -> Contents:
    """Read a whole backup, compare every file with the list, and return the list.

    Args:
        file: the backup.
        on_position: told up to which byte of it was read.

    Raises:
        BackupDamaged: a file is missing, changed or not listed; or it is no backup of ours.
    """
    found: dict[str, FileMark] = {}
    contents: Contents | None = None
    for name, member in _members(file, on_position):
        if name == LIST:
            contents = _read_list(file, member)
            continue
        hashed = _Hashed(member)
        while hashed.read(_BLOCK):
            pass
        found[name] = FileMark(hashed.size, hashed.digest)
    if contents is None or contents.files != found:
        raise _damaged(file)
    return contents


def extract_archive(file: Path, contents: Contents, place: Path, on_position: OnBytes) -> None:
    """Write the files of a checked backup, each for its owner alone, and sync them to disk.

    Args:
        file: the backup.
        contents: as ``check_archive`` returned it.
        place: an empty folder.
        on_position: told up to which byte of the backup was read.

    Raises:
        BackupDamaged: it is not what was checked any more.
    """
    for name, member in _members(file, on_position):
        if name == LIST:
            continue
        target = place / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        hashed = _Hashed(member)
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as out:
            while block := hashed.read(_BLOCK):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if contents.files.get(name) != FileMark(hashed.size, hashed.digest):
            raise _damaged(file)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Hashed:
    """A file that is hashed and counted while it is read; of one that grows, only what it had."""

    def __init__(
        self, file: _Readable, most: int | None = None, on_bytes: OnBytes | None = None
    ) -> None:
        self.size = 0
        self._file, self._most, self._on_bytes = file, most, on_bytes
        self._hash = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        if self._most is not None:
            size = min(size, self._most - self.size)
        block = self._file.read(size)
        self._hash.update(block)
        self.size += len(block)
        if self._on_bytes is not None:
            self._on_bytes(len(block))
        return block

    @property
    def digest(self) -> str:
        """The hash of what was read."""
        return self._hash.hexdigest()


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise Unusable(
            "file_unreadable",
            "The file {name} cannot be opened. Check that it exists and that you may read it.",
            name=file.name,
        ) from error
    except _BROKEN as error:
        raise _damaged(file) from error


def _members(file: Path, on_position: OnBytes) -> Iterator[tuple[str, _Readable]]:
    with _told(file):
        raw = file.open("rb")
    with raw, gzip.GzipFile(fileobj=raw) as packed:
        with _told(file):
            tar = tarfile.open(fileobj=packed, mode="r|")  # noqa: SIM115, it holds nothing open
        while True:
            with _told(file):
                member = tar.next()
            if member is None:
                return
            body = tar.extractfile(member) if member.isreg() else None
            if body is None or not _is_safe(member.name):
                raise _damaged(file)
            yield member.name, _Told(body, file)
            on_position(raw.tell())


class _Told:
    """A member whose damage is told as that of the backup."""

    def __init__(self, body: IO[bytes], file: Path) -> None:
        self._body, self._file = body, file

    def read(self, size: int) -> bytes:
        with _told(self._file):
            return self._body.read(size)


def _read_list(file: Path, member: _Readable) -> Contents:
    with _told(file):
        contents = msgspec.json.decode(member.read(64 * 1024 * 1024), type=Contents)
    if contents.format > FORMAT:
        raise Unusable(
            "backup_newer",
            "The backup {name} was made by a newer Dangol ({dangol}). Nothing was made. Install "
            "that one, then restore again.",
            name=file.name,
            dangol=contents.dangol,
        )
    return contents


def _is_safe(name: str) -> bool:
    """Tell whether a name stays below the folder that it is put into."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _head(name: str, size: int) -> tarfile.TarInfo:
    head = tarfile.TarInfo(name)
    head.size, head.mode = size, 0o600
    return head


def _damaged(file: Path) -> BackupDamaged:
    return BackupDamaged(
        "backup_damaged",
        "The file {name} is no whole backup of Dangol: something in it is missing or changed. "
        "Nothing was made. Take another backup.",
        name=file.name,
    )
