"""What crosses the lake's wall."""

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from dangol.kernel.errors import DangolError, Unavailable

Outcome = Literal["accepted", "duplicate", "aside", "rejected", "control", "lost"]
"""What became of an entry. ``aside``: the trip could not work on it; ``lost``: the log no longer
had it, or not whole, when its turn came."""

FORMAT = 1


class LakeFile(msgspec.Struct, frozen=True):
    """One file: the rows of offsets ``first`` to ``after - 1``, each once.

    ``name`` is its path inside the lake's folder, ``day`` the UTC day on which its entries were
    appended to the log, ``checksum`` the CRC-32 of its ``bytes`` bytes.
    """

    name: str
    first: int
    after: int
    day: str
    bytes: int
    checksum: int

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return self.after - self.first


class Manifest(msgspec.Struct, frozen=True):
    """The files that count, in the order of their offsets, without gap or overlap from 0 on."""

    format: int = FORMAT
    files: tuple[LakeFile, ...] = ()

    @property
    def position(self) -> int:
        """The offset of the first entry that the lake does not hold yet."""
        return self.files[-1].after if self.files else 0

    @property
    def bytes(self) -> int:
        """What the files take on disk."""
        return sum(file.bytes for file in self.files)


class Whose(Protocol):
    """Whose an event is; strand and customer are -1 where it is nobody's."""

    @property
    def strand(self) -> int:
        """Where its state folds, for ever."""

    @property
    def customer(self) -> int:
        """Whose the strand was at that moment."""

    @property
    def duplicate(self) -> bool:
        """Whether it had been heard before."""


class Resolved(Protocol):
    """What became of the entries of one chunk, in order; None for what was not worked on."""

    @property
    def first(self) -> int:
        """The offset of the first entry."""

    @property
    def outcomes(self) -> Sequence[Whose | None]:
        """One for each entry."""


class ResolvedLog(Protocol):
    """How far the log is resolved, and what became of its entries."""

    def position(self) -> int:
        """Return the offset of the first entry that is not resolved yet."""

    def resolved(self, first: int, last: int) -> Sequence[Resolved]:
        """Return what became of the chunks that overlap offsets ``first`` to ``last``, in order."""


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong with the lake: a code, the file, the first offset that it is about.

    ``code`` is ``file_missing``, ``file_damaged``, ``offsets_wrong``, ``order_wrong``,
    ``columns_wrong`` or ``differs_from_log``.
    """

    code: str
    file: str
    offset: int


class Verified(msgspec.Struct, frozen=True):
    """What a verification found: how much it looked at, and each fault.

    ``compared`` counts the rows that were held against the log; the others it no longer has.
    ``lost`` counts the rows of entries that the log had lost before they reached the lake.
    """

    position: int
    files: int
    rows: int
    bytes: int
    compared: int
    lost: int
    faults: list[Fault]


class LakeDamaged(DangolError):
    """The lake's list of files, or a file of it, cannot be read."""

    status = 500


class LakeAhead(Unavailable):
    """The lake holds more than the log ever had: they are not of the same deployment, or moment."""
