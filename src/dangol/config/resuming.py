"""How far the import of a file is, kept so that one cut short goes on where it was.

The note is only good for the same file, read in the same way, into the same log: the log of a
restored backup may not hold what the note speaks of.
"""

import os
from hashlib import blake2b
from pathlib import Path

import msgspec

from dangol.config.data_folder import DataFolder, write_whole


class Reached(msgspec.Struct, frozen=True):
    """Rows whose events are in the log, the share of the file that they are, the log's end then.

    ``spans`` are where in the log their events are: first and last offset of each run of them.
    """

    rows: int = 0
    share: float = 0.0
    end: int = 0
    spans: tuple[tuple[int, int], ...] = ()


class _Note(msgspec.Struct, frozen=True):
    size: int
    modified: int
    reading: str
    reached: Reached


class ImportNote:
    """The note of one import, readable by its owner alone.

    Args:
        folder: the data folder.
        file: what is imported.
        source: in whose name.
        reading: all else by which its rows become events, such as the mapping.
    """

    def __init__(self, folder: DataFolder, file: Path, source: str, reading: object) -> None:
        found = file.stat()
        place = os.fsencode(file.resolve()) + b"\0" + source.encode()
        self._path = folder.path / "imports" / f"{_short(place)}.progress.json"
        self._about = found.st_size, found.st_mtime_ns, _short(msgspec.json.encode(reading))

    def find(self, head: int) -> Reached:
        """Return how far an earlier run came, which is nowhere where none was cut short.

        Args:
            head: the log's end now.
        """
        try:
            note = msgspec.json.decode(self._path.read_bytes(), type=_Note)
        except (OSError, msgspec.DecodeError):
            return Reached()
        fits = (note.size, note.modified, note.reading) == self._about
        return note.reached if fits and note.reached.end <= head else Reached()

    def keep(self, reached: Reached) -> None:
        """Write down how far this run is."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._path, msgspec.json.encode(_Note(*self._about, reached)).decode())

    def remove(self) -> None:
        """Forget the run: it is finished."""
        self._path.unlink(missing_ok=True)


def _short(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
