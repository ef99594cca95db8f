"""A file as a stream of bytes or of text: unpacked, its encoding found, its progress known."""

import codecs
import gzip
import io
import tempfile
from pathlib import Path
from typing import IO, BinaryIO, TextIO, cast

from dangol.live.collect.files.contracts import FileUnreadable

SAMPLE = 4 * 1024 * 1024
BLOCK = 1024 * 1024
MOST_UNPACKED = 4 * 1024**3
"""Bytes of the copy that is made of a packed spreadsheet or parquet file."""
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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
        self.packed = self._raw.read(2) == _GZIP
        self._raw.seek(0)
        stream = gzip.GzipFile(fileobj=cast(BinaryIO, self._raw)) if self.packed else self._raw
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
        found = encoding or self.find_encoding()
        if found == "utf-8":
            found = "utf-8-sig"  # a byte order mark is no part of the first column's name
        self.stream.seek(0)
        return io.TextIOWrapper(self.stream, found, errors="surrogateescape", newline="")

    def find_encoding(self) -> str:
        """Return the encoding of the file's text, by its first megabytes.

        Raises:
            FileUnreadable: it is none that can be told.
        """
        self.stream.seek(0)
        sample = self.stream.read(SAMPLE)
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


def open_seekable(path: Path) -> IO[bytes]:
    """Return a file for a reader that jumps about in it; a gzipped one as an unpacked copy.

    Raises:
        FileUnreadable: it is missing, a folder, or not readable.
    """
    opened = OpenedFile(path)
    if not opened.packed:
        return opened.stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115 whoever reads it closes it
    try:
        _unpack(opened, copy)
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    finally:
        opened.close()
    return copy


def _unpack(opened: OpenedFile, copy: IO[bytes]) -> None:
    """Copy what is packed, up to a bound: a small archive may hold more than any disk."""
    while part := opened.stream.read(BLOCK):
        copy.write(part)
        if copy.tell() > MOST_UNPACKED:
            raise FileUnreadable(
                "file_unpacks_too_large",
                "Unpacked, the file {name} is larger than {limit} GB. Unpack it yourself and split "
                "it, or save it as csv, which is read as it comes.",
                name=opened.name,
                limit=MOST_UNPACKED // 1024**3,
            )


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True
