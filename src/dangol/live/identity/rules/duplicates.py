"""Which deliveries were heard before: by source and message id, 30 days, imports for ever.

Days are those of receipt, never earlier than the newest day heard so far, so that the answer
depends on the log's order alone. A shelf holds what was first heard on one day: ordinary deliveries
of day ``d`` on shelf ``d``, those kept for ever on shelf ``-1 - d``. One event may come both ways,
live and in a file, so both lanes are asked; an import is kept for ever though it was heard live.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from dangol.live.identity.rules.deliveries import KEEP_DAYS, Delivery, SeenWrites, shelf_of_block
from dangol.live.identity.rules.shelves import (
    ClosingShelf,
    Digests,
    OpenShelf,
    SealedShelf,
    Truths,
    contains,
    filters_of,
    holds,
)

SLICE_BLOCKS = 64  # about 1 MB of blocks with one commit

FetchBlocks = Callable[[list[int]], dict[int, bytes]]


class _Lane:
    """Shelves that are looked through together: those of the 30 days, or those for ever."""

    def __init__(self) -> None:
        self.open = OpenShelf(0)
        self.closing: list[ClosingShelf] = []
        self.sealed: list[SealedShelf] = []

    def find(self, digests: list[bytes], fetch: FetchBlocks) -> Truths:
        """Return for each digest whether it was heard before this batch, and not lately."""
        asked = Digests.of(b"".join(digests))
        found = self.open.find(asked)
        for shelf in self.closing:
            found |= contains(shelf.digests, asked)
        bits = asked.filter_bits()
        maybe = [spot for sealed in self.sealed for spot in sealed.candidates(asked, bits)]
        blocks = fetch(sorted({number for _, number in maybe})) if maybe else {}
        for place, number in maybe:
            found[place] |= holds(blocks[number], digests[place])
        return found

    def close(self, next_number: int) -> list[int]:
        """Begin a new shelf; the old one is on its way into blocks.

        Returns:
            The old shelf's number where nothing is on it, so that no block will be.
        """
        old, self.open = self.open, OpenShelf(next_number)
        digests = old.everything()
        if not len(digests.high):
            return [old.number]
        self.closing.append(ClosingShelf(old.number, digests))
        return []

    def cut_slice(self, writes: SeenWrites) -> None:
        """Put the next blocks of the oldest closing shelf into the writes."""
        shelf = self.closing[0]
        writes.blocks += shelf.cut(SLICE_BLOCKS)
        if shelf.complete:
            writes.closed.append(shelf.number)
            self.sealed.append(self.closing.pop(0).sealed())

    def forget_before(self, number: int) -> None:
        """Drop shelves with lower numbers."""
        self.closing = [shelf for shelf in self.closing if shelf.number >= number]
        self.sealed = [shelf for shelf in self.sealed if shelf.number >= number]


class Duplicates:
    """All that was heard, asked one batch after another.

    Args:
        appended: digests that earlier batches appended, by shelf, in any order.
        filters: number and filter of each block, by rising number.
    """

    def __init__(
        self,
        appended: Iterable[tuple[int, bytes]] = (),
        filters: Iterable[tuple[int, bytes]] = (),
    ) -> None:
        self._ordinary, self._for_ever = _Lane(), _Lane()
        self._writes = SeenWrites({}, [], [], None)
        shelves: dict[int, list[bytes]] = {}
        for shelf, packed in appended:
            shelves.setdefault(shelf, []).append(packed)
        self._newest = max((shelf for shelf in shelves if shelf >= 0), default=-1)
        self._ordinary.open = OpenShelf(self._newest)
        self._for_ever.open = OpenShelf(-1 - self._newest)
        for shelf in sorted(shelves):
            self._put_back(shelf, b"".join(shelves[shelf]))
        for shelf, blocks in groupby(filters, lambda block: shelf_of_block(block[0])):
            if shelf not in shelves:
                words = filters_of([words for _, words in blocks])
                self._lane(shelf).sealed.append(SealedShelf(shelf, words))

    def seen(self, deliveries: Sequence[Delivery], fetch: FetchBlocks) -> list[bool]:
        """Return for each delivery, in log order, whether it is a duplicate, and remember them.

        Args:
            deliveries: may be duplicates of each other.
            fetch: returns the digests of blocks by their numbers.
        """
        known: list[bool] = []
        start = 0
        for place, (day, _, _) in enumerate(deliveries):
            if day > self._newest:
                known += self._sift(deliveries[start:place], fetch)
                self._turn(day)
                start = place
        return known + self._sift(deliveries[start:], fetch)

    def take_writes(self) -> SeenWrites:
        """Return what must be written since the last call; at most one slice of a closing shelf."""
        writes, self._writes = self._writes, SeenWrites({}, [], [], None)
        for lane in (self._ordinary, self._for_ever):
            if lane.closing:
                lane.cut_slice(writes)
                break
        return writes

    def _sift(self, deliveries: Sequence[Delivery], fetch: FetchBlocks) -> list[bool]:
        if not deliveries:
            return []
        digests = [digest for _, digest, _ in deliveries]
        lately, for_ever = self._ordinary.open, self._for_ever.open
        found = zip(
            self._ordinary.find(digests, fetch).tolist(),
            self._for_ever.find(digests, fetch).tolist(),
            strict=True,
        )
        known = []
        for (_, one, imported), (then, ever) in zip(deliveries, found, strict=True):
            is_kept = ever or for_ever.has_lately(one)
            is_known = is_kept or then or lately.has_lately(one)
            if imported and not is_kept:
                self._keep(for_ever, one)
            elif not is_known:
                self._keep(lately, one)
            known.append(is_known)
        lately.tidy()
        for_ever.tidy()
        return known

    def _keep(self, shelf: OpenShelf, digest: bytes) -> None:
        shelf.add(digest)
        self._writes.heard.setdefault(shelf.number, []).append(digest)

    def _turn(self, day: int) -> None:
        """Begin a new day; one day more is older than is kept."""
        if self._newest >= 0:
            self._writes.closed += self._ordinary.close(day) + self._for_ever.close(-1 - day)
        else:
            self._ordinary.open, self._for_ever.open = OpenShelf(day), OpenShelf(-1 - day)
        self._newest = day
        self._ordinary.forget_before(day - KEEP_DAYS)
        self._writes.forget_before = day - KEEP_DAYS
        self._writes.heard.setdefault(day, [])  # its row tells after a restart which day it is

    def _put_back(self, shelf: int, packed: bytes) -> None:
        lane = self._lane(shelf)
        if shelf == lane.open.number:
            lane.open = OpenShelf(shelf, packed)
        else:
            lane.closing.append(ClosingShelf(shelf, Digests.of(packed).ordered()))

    def _lane(self, shelf: int) -> _Lane:
        return self._ordinary if shelf >= 0 else self._for_ever
