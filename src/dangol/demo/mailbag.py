"""Acts on their way: written down by speakers, held while a phone is offline, put into requests."""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Mapping

from dangol.demo.contracts import Act, Details, Parcel
from dangol.demo.noise import FAULTY_EVENTS, disturb, spoil
from dangol.demo.people import dice, fresh_uuid
from dangol.demo.speakers.choice import SPEAKERS, source_of
from dangol.kernel.event import Touchpoint

Pile = tuple[str, Touchpoint, int]
"""A source, its touchpoint, and how far the clock of the carrier is ahead: one request has one."""

LARGEST_PARCEL = 100
"""Events a request; the SDKs send at most as many."""


class Mailbag:
    """Takes acts, gives the requests that tell of them.

    Args:
        keys: write key by source.
        seed: what goes wrong is chance too.
        run: a name for this run, so that its message ids meet no earlier run's.
    """

    def __init__(self, keys: Mapping[str, str], seed: int, run: str) -> None:
        self._keys = keys
        self._chance = dice(seed, "mailbag", run)
        self._piles: dict[Pile, list[Details]] = defaultdict(list)
        self._held: list[tuple[int, int, Act, int]] = []
        self._order = itertools.count()

    def put(self, act: Act, at: int, delay: int) -> None:
        """Take an act that happened at an instant (µs); hold it back for a while where it must."""
        if delay:
            heapq.heappush(self._held, (at + delay, next(self._order), act, at))
        else:
            self._write(act, at)

    def take(self, now: int, sent_at: int) -> list[Parcel]:
        """Return all that can be sent.

        Args:
            now: what was held back until then is let go, µs.
            sent_at: the true instant of sending, µs; carriers' clocks may say another.
        """
        while self._held and self._held[0][0] <= now:
            _, _, act, at = heapq.heappop(self._held)
            self._write(act, at)
        parcels = [
            SPEAKERS[touchpoint].pack(source, self._keys[source], part, sent_at + skew)
            for (source, touchpoint, skew), events in self._piles.items()
            for part in _parts(events)
        ]
        self._piles.clear()
        return disturb(parcels, self._chance)

    def _write(self, act: Act, at: int) -> None:
        skew = act.carrier.skew
        pile = self._piles[source_of(act), act.touchpoint, skew]
        event = SPEAKERS[act.touchpoint].speak(act, fresh_uuid(self._chance), at + skew)
        pile.append(event)
        if self._chance.random() < FAULTY_EVENTS:
            pile.append(spoil(event, self._chance))


def _parts(events: list[Details]) -> list[list[Details]]:
    starts = range(0, len(events), LARGEST_PARCEL)
    return [events[start : start + LARGEST_PARCEL] for start in starts]
