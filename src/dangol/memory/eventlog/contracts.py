"""What crosses the log's wall."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from dangol.kernel.errors import DangolError, Unavailable
from dangol.kernel.event import Entry, decode_entries


class Chunk(msgspec.Struct, frozen=True):
    """Entries that were appended together: offsets ``first`` to ``first + count - 1``."""

    first: int
    count: int
    appended: int
    body: bytes

    @property
    def after(self) -> int:
        """The offset of the first entry after this chunk."""
        return self.first + self.count

    def entries(self) -> list[Entry]:
        """Return the entries in order."""
        return decode_entries(self.body)


class LogDamaged(DangolError):
    """A chunk's checksum does not match its bytes."""

    status = 500


class LogFull(Unavailable):
    """The log could not be written; nothing was acknowledged."""


class EventLog(Protocol):
    """An append-only log; offsets are dense and start at 0."""

    def append(self, entries: Sequence[bytes]) -> int:
        """Append encoded entries durably; return the offset of the first.

        Raises:
            LogFull: the disk refused; nothing was kept.
        """

    def read(self, offset: int, limit: int) -> list[Chunk]:
        """Return whole chunks from the one that holds ``offset`` on.

        They hold at least ``limit`` entries where there are so many, never overlap, leave no gap.
        """

    def chunks_at(self, offsets: Sequence[int]) -> list[Chunk]:
        """Return the distinct chunks that hold the given offsets, in order."""

    def head(self) -> int:
        """Return the offset that the next entry will get."""

    def size(self) -> int:
        """Return the bytes that the log takes on disk."""
