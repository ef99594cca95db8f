"""The gate of each source: what it may send, counted in this process, with what stands in tables.

There is one edge, so counting here is exact. What was heard today, and under which names, is read
from the trip's tables when a source is first heard, so that a restart forgets neither.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

import msgspec

from dangol.edge.metrics import Counters
from dangol.engines.database import Database, failure_name
from dangol.kernel.clock import DAY, Clock
from dangol.kernel.errors import TooMany, Unavailable
from dangol.kernel.event import Control, encode_entry
from dangol.kernel.ids import new_message_id
from dangol.live.collect.api import MOST_NAMES, Allowance, Names
from dangol.live.trip.api import TURNED_AWAY, TurnedAway, heard_today, known_names
from dangol.memory.eventlog.api import EventLog, GroupCommitter
from dangol.registry.sources.contracts import Source

TELL_SECONDS = 10.0
"""What limits turned away is told to the log this often; a crash forgets so much of the count."""

Load = Callable[[Source, int], "tuple[Names, Allowance]"]
Ask = Callable[[Load, Source, int], Awaitable["tuple[Names, Allowance]"]]
Count = Callable[[Source, str], None]
"""Counts that a request of a source was turned away for the limit of a code."""

_log = logging.getLogger(__name__)


class Gate:
    """What one source may send now.

    Args:
        source: as it was when the gate was opened, with its limits.
        names: the names it goes by.
        allowance: what it has left.
        count: told of each request that a limit turns away.
    """

    __slots__ = ("_allowance", "_count", "_names", "admit", "source")

    def __init__(self, source: Source, names: Names, allowance: Allowance, count: Count) -> None:
        self.source = source
        self.admit = names.admit
        """Lets an event in by its name; the names' own, as it is asked for every event."""
        self._names = names
        self._allowance = allowance
        self._count = count

    def follow(self, source: Source) -> None:
        """Go by the source as it is now."""
        self.source = source
        self._names.most = source.most_names or MOST_NAMES

    def enter(self, now: int) -> int:
        """Let a request in and return when that was, µs.

        Raises:
            TooMany: a limit is met; the request is counted as turned away.
        """
        source = self.source
        if source.limited:
            try:
                self._allowance.check(source.name, source.per_second, source.per_day, now)
            except TooMany as refusal:
                self._count(source, refusal.code)
                raise
        return now

    def has_room(self, now: int) -> bool:
        """Tell whether no limit is met; nothing is counted."""
        source = self.source
        if source.limited:
            try:
                self._allowance.check(source.name, source.per_second, source.per_day, now)
            except TooMany:
                return False
        return True

    def charge(self, events: int, now: int) -> None:
        """Count events that were heard."""
        if self.source.limited:
            self._allowance.charge(events, now)


class Gates:
    """The gates of all sources that were heard.

    Args:
        db: where the trip keeps what was heard.
        log: what the trip has not taken yet.
        ask: runs what reads away from the event loop.
        clock: gives the present instant in µs.
        counters: where what is turned away is counted since the edge started.
    """

    def __init__(
        self, db: Database, log: EventLog, ask: Ask, clock: Clock, counters: Counters
    ) -> None:
        self._db = db
        self._log = log
        self._ask = ask
        self._clock = clock
        self._counters = counters
        self._known: dict[str, Gate] = {}
        self._untold: Counter[tuple[str, str, str]] = Counter()
        self._opening = asyncio.Lock()

    def known(self, source: Source) -> Gate | None:
        """Return the gate of a source that was heard before, with these limits."""
        gate = self._known.get(source.name)
        if gate is None or source is gate.source:
            return gate
        if source.limits != gate.source.limits:
            return None
        gate.follow(source)
        return gate

    async def of(self, source: Source) -> Gate:
        """Return the gate of a source; the first time, with what it sent today already."""
        return self.known(source) or await self._open(source)

    async def _open(self, source: Source) -> Gate:
        async with self._opening:
            gate = self._known.get(source.name)
            if gate is None or gate.source.limits != source.limits:
                names, allowance = await self._ask(self._load, source, self._clock())
                gate = Gate(source, names, allowance, self._count)
                self._known[source.name] = gate
        return gate

    def _count(self, source: Source, code: str) -> None:
        self._counters.turned_away[source.name, code] += 1
        self._untold[source.name, source.brand, code] += 1

    def _load(self, source: Source, now: int) -> tuple[Names, Allowance]:
        """Read what a source sent today; where that cannot be read, collecting goes on."""
        day = now // DAY
        try:
            names = known_names(self._db, source, now)
            used = heard_today(self._db, self._log, source.name, now) if source.limited else 0
        except Exception as error:  # any driver's error, or a damaged chunk
            _log.warning("limits begin anew", extra={"code": failure_name(error)})
            return Names(source.most_names or MOST_NAMES, day), Allowance(0, day)
        return names, Allowance(used, day)

    async def tell(self, committer: GroupCommitter) -> None:
        """Tell the log what was turned away since it was last told."""
        untold, self._untold = self._untold, Counter()
        if not untold:
            return
        now = self._clock()
        try:
            await committer.append([_told(*turned, count, now) for turned, count in untold.items()])
        except Unavailable as error:
            self._untold += untold
            _log.warning("what was turned away is not told yet", extra={"code": error.code})

    async def keep_telling(self, committer: GroupCommitter) -> None:
        """Tell again and again, until cancelled."""
        while True:
            await asyncio.sleep(TELL_SECONDS)
            await self.tell(committer)


def _told(source: str, brand: str, code: str, requests: int, now: int) -> bytes:
    control = Control(
        action=TURNED_AWAY,
        brand=brand,
        actor="dangol",
        received=now,
        message_id=new_message_id("turned"),
        body=msgspec.Raw(msgspec.json.encode(TurnedAway(source, code, requests))),
    )
    return encode_entry(control)
