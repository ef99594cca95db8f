"""A file as a stream of bytes or of text: unpacked, its encoding found, its progress known."""

import codecs
import gzip
import io
import zlib
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from dangol.live.collect.files.contracts import FileUnreadable

SAMPLE = 4 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)
"""What Python raises for a gzip file that is cut short or damaged."""


class OpenedFile:
    """A file that is being read from its start to its end.

    Args:
        path: the file, plain or gzipped (told by its first bytes, not by its name).

    Raises:
        FileUnreadable: it is missing, a folder, or not readable.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._raw = path.open("rb", buffering=0)
            self._size = max(1, path.stat().st_size)
        except OSError as error:
            raise FileUnreadable(
                "file_unreadable",
                "The file {name} cannot be opened. Check that it exists and that you may read it.",
                name=path.name,
            ) from error
        self.name = path.name
        packed = self._raw.read(2) == _GZIP
        self._raw.seek(0)
        stream = gzip.GzipFile(fileobj=cast(BinaryIO, self._raw)) if packed else self._raw
        self.stream = io.BufferedReader(cast(io.RawIOBase, stream), buffer_size=1 << 18)

    def share(self) -> float:
        """Return which part of the file has been read, from 0 to 1."""
        return 1.0 if self._raw.closed else min(1.0, self._raw.tell() / self._size)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()
        self._raw.close()

    def text(self, encoding: str | None) -> TextIO:
        """Return the file as text, from its start.

        Args:
            encoding: a codec's name; None to find out from the first megabytes. Bytes that are not
                of that encoding become lone surrogates, so that only their rows are refused.
        """
        found = encoding or self._find_encoding()
        self.stream.seek(0)
        return io.TextIOWrapper(self.stream, found, errors="surrogateescape", newline="")

    def damaged(self) -> FileUnreadable:
        """Return the failure to raise for a file that ends too early or holds nonsense."""
        return FileUnreadable(
            "file_damaged",
            "The file {name} is damaged or cut short, so it could not be read to its end. Fetch it "
            "again and import it again: what is already in counts only once.",
            name=self.name,
        )

    def _find_encoding(self) -> str:
        try:
            sample = self.stream.read(SAMPLE)
        except DAMAGED as error:
            raise self.damaged() from error
        for mark, encoding in _BOMS:
            if sample.startswith(mark):
                return encoding
        for encoding in ("utf-8", "cp949"):
            if _decodes(sample, encoding):
                return encoding
        raise FileUnreadable(
            "file_encoding_unknown",
            "The text of {name} is neither UTF-8 nor CP949. State its encoding in the mapping.",
            name=self.name,
        )


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True
