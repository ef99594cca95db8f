"""What crosses the log's wall."""

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from dangol.kernel.errors import Unavailable
from dangol.kernel.event import LOST, Entry, Written, decode_entries

Damage = Literal["", "checksum", "missing", "undecodable"]


class Chunk(msgspec.Struct, frozen=True):
    """Entries that were appended together: offsets ``first`` to ``first + count - 1``.

    ``damage`` tells why they cannot be read: their bytes are not those that were written, or the
    chunk itself cannot be found where others say that it must be.
    """

    first: int
    count: int
    appended: int
    body: bytes
    damage: Damage = ""

    @property
    def after(self) -> int:
        """The offset of the first entry after this chunk."""
        return self.first + self.count

    def entries(self) -> list[Entry]:
        """Return the entries in order; of a damaged chunk, ``LOST`` for each."""
        return self.find_entries() or [LOST] * self.count

    def find_entries(self) -> list[Entry] | None:
        """Return the entries in order, None where they cannot be read."""
        if self.damage:
            return None
        try:
            entries: list[Entry] = [*decode_entries(self.body)]
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return entries if len(entries) == self.count else None


class DamagedChunk(msgspec.Struct, frozen=True):
    """Entries of the log that cannot be read any more, and why."""

    first: int
    count: int
    reason: Damage


class Verified(msgspec.Struct, frozen=True):
    """What reading the whole log found: entries held from ``begin`` on and before ``head``."""

    begin: int
    head: int
    chunks: int
    entries: int
    lost: int
    bytes: int
    damaged: list[DamagedChunk]

    @property
    def ok(self) -> bool:
        """Whether every entry that should be there can be read."""
        return not self.damaged


class FoundMessage(msgspec.Struct, frozen=True):
    """An entry that carries the message id that was looked for, its place, when it was appended."""

    offset: int
    appended: int
    entry: Written


class Search(msgspec.Struct, frozen=True):
    """What a search found, newest first, between ``start`` and ``head``.

    ``begin`` is the oldest offset that the log holds; ``lost`` entries could not be looked at.
    """

    found: list[FoundMessage]
    start: int
    head: int
    begin: int
    lost: int


class Retention(msgspec.Struct, frozen=True):
    """How much the log keeps: for how long (µs), in how many bytes; None means without a bound."""

    age: int | None = None
    size: int | None = None

    @property
    def bounded(self) -> bool:
        """Whether anything is ever forgotten."""
        return self.age is not None or self.size is not None


class LogDamaged(Unavailable):
    """The log is damaged where new entries would go; nothing was acknowledged."""


class LogFull(Unavailable):
    """The log could not be written; nothing was acknowledged."""


class EventLog(Protocol):
    """An append-only log; offsets are dense and start at 0."""

    def append(self, entries: Sequence[bytes]) -> int:
        """Append encoded entries durably; return the offset of the first.

        Raises:
            LogFull: the disk refused; nothing was kept.
            LogDamaged: it is damaged where entries would go; nothing was kept.
        """

    def read(self, offset: int, limit: int) -> list[Chunk]:
        """Return whole chunks from the one that holds ``offset`` on.

        They hold at least ``limit`` entries where there are so many, never overlap, leave no gap:
        what is damaged is a chunk with ``damage``. What is no longer held is passed over.
        """

    def chunks_at(self, offsets: Sequence[int]) -> list[Chunk]:
        """Return the distinct chunks that hold the given offsets, in order."""

    def begin(self) -> int:
        """Return the offset of the oldest entry that is held; older ones were forgotten."""

    def head(self) -> int:
        """Return the offset that the next entry will get."""

    def forget(self, keep: Retention, before: int, now: int) -> int:
        """Forget some of the oldest entries that need not be kept; return how many.

        Call it again while it forgets any: each call holds up writers for a moment only. Offsets
        stay what they are, and the newest chunk always stays.

        Args:
            keep: how much to keep.
            before: the slowest reader's place; nothing from there on is forgotten.
            now: the present instant in µs.
        """

    def size(self) -> int:
        """Return the bytes that the log takes on disk."""
