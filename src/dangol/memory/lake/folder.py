"""The lake's folder: the list of files that count, who may change it, and what is swept away.

A file counts from the moment that the manifest names it, and no sooner, so a writer that is killed
leaves at most a file that nobody reads. Whoever changes the list holds ``writing.lock``; whoever
reads files that it names holds ``reading.lock`` together with other readers, and files that no
longer count are removed only while nobody does.
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dangol.memory.lake.contracts import FORMAT, LakeDamaged, LakeFile, Manifest
from dangol.memory.lake.rules.files import EVENTS, file_name

MANIFEST = "manifest.json"
UNFINISHED = ".new"
"""Ending of what is being written: no pattern for Parquet files finds it."""

_decode = msgspec.json.Decoder(Manifest).decode
_Signature = tuple[int, int, int]


class LakeFolder:
    """Where a deployment's lake is.

    Args:
        path: the folder; made by whoever writes first.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[_Signature, Manifest] | None = None

    def read_manifest(self) -> Manifest:
        """Return the files that count now; none where there is no lake yet.

        Raises:
            LakeDamaged: the list cannot be read, or a newer Dangol has written it.
        """
        file = self.path / MANIFEST
        try:
            signature = _signature(file)
            if self._known is not None and self._known[0] == signature:
                return self._known[1]
            manifest = _read(file)
        except FileNotFoundError:
            return Manifest()
        self._known = signature, manifest
        return manifest

    def keep_manifest(self, manifest: Manifest) -> None:
        """Let other files count from now on; the caller holds ``writing``."""
        write_durably(self.path / MANIFEST, msgspec.json.encode(manifest))

    @contextlib.contextmanager
    def writing(self) -> Iterator[Manifest]:
        """Be the only one who changes the list for a while; gives what counts at its start."""
        self.path.mkdir(parents=True, exist_ok=True)
        with _locked(self.path / "writing.lock", fcntl.LOCK_EX):
            yield self.read_manifest()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Manifest]:
        """Keep the files that count now from being removed for a while; gives their list."""
        if not self.path.is_dir():
            yield Manifest()
            return
        with _locked(self.path / "reading.lock", fcntl.LOCK_SH):
            yield self.read_manifest()

    def new_file(self, first: int, after: int, day: str) -> str:
        """Return the name of a file to be written, its folder made."""
        name = file_name(first, after, day, secrets.token_hex(4))
        folder = (self.path / name).parent
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            for parent in (folder.parent, self.path):
                sync_folder(parent)
        return name

    def sweep(self, manifest: Manifest) -> int:
        """Remove what does not count, unless somebody reads; the caller holds ``writing``.

        Returns:
            The number of files that were removed.
        """
        counting = {self.path / file.name for file in manifest.files}
        left = [path for path in self._files() if path not in counting]
        if not left:
            return 0
        try:
            with _locked(self.path / "reading.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
                for path in left:
                    path.unlink(missing_ok=True)
        except BlockingIOError:
            return 0  # they stay until nobody reads them any more
        return len(left)

    def path_of(self, file: LakeFile) -> Path:
        """Return where a file is."""
        return self.path / file.name

    def _files(self) -> Iterator[Path]:
        return (path for path in (self.path / EVENTS).rglob("*") if path.is_file())


def write_durably(path: Path, content: bytes) -> None:
    """Write a file: all of it, on disk, or nothing."""
    draft = path.with_name(path.name + UNFINISHED)
    with draft.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Let what was renamed or made in a folder outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(file: Path) -> Manifest:
    try:
        manifest = _decode(file.read_bytes())
    except msgspec.DecodeError as error:
        raise LakeDamaged(
            "lake_manifest_damaged",
            "The list of the lake's files, {file}, cannot be read. Restore the data folder from a "
            "backup.",
            file=file,
        ) from error
    if manifest.format > FORMAT:
        raise LakeDamaged(
            "lake_newer",
            "The lake in {file} was written by a newer Dangol (format {found}; this one reads up "
            "to {known}). Nothing was changed. Install the newer Dangol.",
            file=file.parent,
            found=manifest.format,
            known=FORMAT,
        )
    return manifest


def _signature(file: Path) -> _Signature:
    """Return what differs after each change: a new list is always a new file."""
    found = file.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextlib.contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, how)
        yield
