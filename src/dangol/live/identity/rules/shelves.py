"""Sets of 16-byte digests that stay small in memory: exact while open, a filter once sealed.

A digest is read as two numbers of 64 bits, ``high`` and ``low``. A sealed shelf is cut by the first
bits of ``high`` into blocks of at most about 1,024 digests; each block has a filter of 256 words of
64 bits, a blocked Bloom filter (Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom
Filters", 2007): eight more bits of ``high`` choose the word, ``low`` chooses five bits in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dangol.live.identity.rules.deliveries import DIGEST_SIZE, block_number

Numbers = npt.NDArray[np.uint64]
Truths = npt.NDArray[np.bool_]

BLOCK_DIGESTS = 1024
WORD_BITS = 8
BLOCK_WORDS = 1 << WORD_BITS
SPILL = 32_768

_FIELDS = tuple(np.uint64(6 * field) for field in range(5))
_SIX_BITS = np.uint64(63)
_ONE = np.uint64(1)


@dataclass(frozen=True)
class Digests:
    """Digests as numbers, and the five filter bits of each."""

    high: Numbers
    low: Numbers

    @classmethod
    def of(cls, packed: bytes) -> "Digests":
        """Read digests that stand one behind the other."""
        numbers = np.frombuffer(packed, "<u8").reshape(-1, 2)
        return cls(np.ascontiguousarray(numbers[:, 0]), np.ascontiguousarray(numbers[:, 1]))

    def ordered(self) -> "Digests":
        """Return the same digests by rising ``high``."""
        order = np.argsort(self.high)
        return Digests(self.high[order], self.low[order])

    def part(self, start: int, end: int) -> "Digests":
        """Return the digests at some places."""
        return Digests(self.high[start:end], self.low[start:end])

    def packed(self) -> bytes:
        """Write the digests one behind the other."""
        return np.column_stack((self.high, self.low)).astype("<u8").tobytes()

    def filter_bits(self) -> Numbers:
        """Return the bits that each digest sets in its word."""
        bits = np.zeros(len(self.low), np.uint64)
        for field in _FIELDS:
            bits |= _ONE << ((self.low >> field) & _SIX_BITS)
        return bits


def gather(parts: Iterable[Digests]) -> Digests:
    """Return the digests of several sets in one, ordered."""
    listed = list(parts)
    high = np.concatenate([part.high for part in listed])
    return Digests(high, np.concatenate([part.low for part in listed])).ordered()


def contains(shelved: Digests, asked: Digests) -> Truths:
    """Return for each digest asked whether it is among the ordered ones."""
    if not len(shelved.high):
        return np.zeros(len(asked.high), np.bool_)
    places = np.searchsorted(shelved.high, asked.high)
    within = np.minimum(places, len(shelved.high) - 1)
    alike = shelved.high[within] == asked.high
    found: Truths = alike & (shelved.low[within] == asked.low)
    for number in np.flatnonzero(alike & ~found):  # two with the same high half: hardly ever
        end = np.searchsorted(shelved.high, asked.high[number], "right")
        found[number] = asked.low[number] in shelved.low[places[number] : end]
    return found


class OpenShelf:
    """A shelf that still grows: the newest digests in a set, older ones in ordered arrays."""

    def __init__(self, number: int, packed: bytes = b"") -> None:
        self.number = number
        self._recent: set[bytes] = set()
        self._segments = [Digests.of(packed).ordered()] if packed else []

    def add(self, digest: bytes) -> None:
        """Add a digest."""
        self._recent.add(digest)

    def has_lately(self, digest: bytes) -> bool:
        """Return whether a digest was added lately, so that ``find`` does not know of it yet."""
        return digest in self._recent

    def find(self, asked: Digests) -> Truths:
        """Return for each digest whether it is in the ordered arrays (not: added lately)."""
        found = np.zeros(len(asked.high), np.bool_)
        for segment in self._segments:
            found |= contains(segment, asked)
        return found

    def tidy(self) -> None:
        """Put the recent ones in order when they are many, so that memory stays small."""
        if len(self._recent) < SPILL:
            return
        self._spill()
        while len(self._segments) > 1 and _near(self._segments[-2], self._segments[-1]):
            self._segments.append(gather((self._segments.pop(), self._segments.pop())))

    def everything(self) -> Digests:
        """Return all digests, ordered."""
        self._spill()
        return gather(self._segments)

    def _spill(self) -> None:
        self._segments.append(Digests.of(b"".join(self._recent)).ordered())
        self._recent.clear()


def _near(older: Digests, newer: Digests) -> bool:
    return len(older.high) < 2 * len(newer.high)


class SealedShelf:
    """A shelf that is complete: only its filter is in memory, its blocks are in a table."""

    def __init__(self, number: int, filters: Numbers) -> None:
        self.number = number
        self._filters = filters
        self._shift = np.uint64(64 - (len(filters).bit_length() - 1))

    def candidates(self, asked: Digests, bits: Numbers) -> Iterator[tuple[int, int]]:
        """Return which digests may be here: their place among those asked, the block to look in."""
        words = asked.high >> self._shift
        for place in np.flatnonzero((self._filters[words] & bits) == bits):
            yield int(place), block_number(self.number, int(words[place]) >> WORD_BITS)


class ClosingShelf:
    """A shelf whose day is over, on its way into blocks, slice by slice."""

    def __init__(self, number: int, digests: Digests) -> None:
        self.number = number
        self.digests = digests
        self.blocks = 1 << max(0, (len(digests.high) - 1) // BLOCK_DIGESTS).bit_length()
        self._filters = np.zeros(self.blocks * BLOCK_WORDS, np.uint64)
        self._next = 0

    @property
    def complete(self) -> bool:
        """Whether all blocks were cut."""
        return self._next == self.blocks

    def cut(self, most: int) -> list[tuple[int, bytes, bytes]]:
        """Return the next blocks: number, filter, digests.

        Args:
            most: how many at most.
        """
        last = min(self.blocks, self._next + most)
        rows = [self._block(block) for block in range(self._next, last)]
        self._next = last
        return rows

    def sealed(self) -> SealedShelf:
        """Return the shelf as it is once all its blocks are in the table."""
        return SealedShelf(self.number, self._filters)

    def _block(self, block: int) -> tuple[int, bytes, bytes]:
        width = 64 - (self.blocks.bit_length() - 1)
        edges = np.array([block << width, ((block + 1) << width) - 1], np.uint64)
        start = int(np.searchsorted(self.digests.high, edges[0], "left"))
        end = int(np.searchsorted(self.digests.high, edges[1], "right"))
        inside = self.digests.part(start, end)
        words = self._filters[block * BLOCK_WORDS : (block + 1) * BLOCK_WORDS]
        places = (inside.high >> np.uint64(width - WORD_BITS)) & np.uint64(BLOCK_WORDS - 1)
        np.bitwise_or.at(words, places, inside.filter_bits())
        number = block_number(self.number, block)
        return number, words.astype("<u8").tobytes(), inside.packed()


def holds(block: bytes, digest: bytes) -> bool:
    """Return whether a block has a digest."""
    place = block.find(digest)
    while place >= 0 and place % DIGEST_SIZE:
        place = block.find(digest, place + 1)
    return place >= 0


def filters_of(blocks: Sequence[bytes]) -> Numbers:
    """Return the filters of a shelf's blocks, in order, as one."""
    return np.frombuffer(b"".join(blocks), "<u8").astype(np.uint64)
