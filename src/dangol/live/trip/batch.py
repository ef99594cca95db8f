"""One batch's way through the rooms: every door is called here, in sight of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from dangol.engines.database import Database, Writes
from dangol.kernel.clock import Clock
from dangol.kernel.event import Control, Entry, Event
from dangol.live.identity.api import Resolver
from dangol.live.identity.contracts import IdentityPlan, Resolved
from dangol.live.profiles.api import Folder
from dangol.live.profiles.contracts import FoldInput
from dangol.live.trip.accounts import Accounts
from dangol.live.trip.contracts import Keep
from dangol.live.trip.rules import follow_merges
from dangol.registry.definitions.contracts import LIFECYCLE_PUBLISHED, PublishedText


@dataclass
class BatchPlan:
    """What a run of entries means: an outcome for each, the writes of all rooms.

    ``obeyed`` counts the controls among them that change live state.
    """

    outcomes: list[Resolved | None]
    writes: Writes
    obeyed: int


class Rooms:
    """The rooms as the trip sees them, with what they keep in memory.

    After a plan that was not committed the whole object must be thrown away: its caches speak of
    things that never happened.
    """

    def __init__(self, database: Database, clock: Clock, keep: Keep) -> None:
        self._clock = clock
        self.resolver = Resolver(database)
        self.folder = Folder(database)
        self.accounts = Accounts(keep)

    def make_ready(self) -> None:
        """Load what the first plan would else wait for."""
        self.resolver.make_ready()
        self.folder.make_ready()

    def plan(self, first: int, entries: Sequence[Entry], aside: frozenset[int]) -> BatchPlan:
        """Work out what a run of entries means; write nothing.

        Args:
            first: offset of the first entry.
            entries: what the log holds from there on, in order.
            aside: offsets to pass over, since they could not be worked on.
        """
        workable = [
            (offset, entry)
            for offset, entry in enumerate(entries, start=first)
            if offset not in aside
        ]
        events = [(offset, entry) for offset, entry in workable if isinstance(entry, Event)]
        controls = [entry for _, entry in workable if isinstance(entry, Control)]
        who = self.resolver.plan(events)
        profiles = self.folder.plan(
            _fold_inputs(events, who),
            who.merges,
            self._clock(),
            follow_merges(who.resolved, who.merges),
        )
        outcomes: list[Resolved | None] = [None] * len(entries)
        for (offset, _), resolved in zip(events, who.resolved, strict=True):
            outcomes[offset - first] = resolved
        writes = who.writes + profiles.writes + self.accounts.plan(workable)
        obeyed = 0
        for control in controls:
            changes = self._obey(control)
            writes += changes
            obeyed += bool(changes)
        return BatchPlan(outcomes, writes, obeyed)

    def _obey(self, control: Control) -> Writes:
        if control.action != LIFECYCLE_PUBLISHED:
            return []
        published = msgspec.json.decode(control.body, type=PublishedText)
        return self.folder.plan_lifecycle(
            control.brand, published.version, published.text, self._clock()
        )


def _fold_inputs(events: list[tuple[int, Event]], who: IdentityPlan) -> list[FoldInput]:
    return [
        FoldInput(offset, found.strand, event, found.names)
        for (offset, event), found in zip(events, who.resolved, strict=True)
        if found.strand >= 0
    ]
