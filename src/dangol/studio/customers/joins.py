"""Why this is one customer: the events that showed what was known apart to be one person's."""

from collections.abc import Iterable, Set
from typing import Any

import msgspec

from dangol.engines.database import Database
from dangol.kernel.event import Event
from dangol.kernel.masking import mask_identifier
from dangol.live.identity.api import identifiers_of, list_merges
from dangol.live.identity.contracts import Merge
from dangol.live.profiles.contracts import Profile
from dangol.memory.eventlog.api import EventLog
from dangol.memory.lake.api import LakeFolder, read_entries
from dangol.studio.customers.portrait import IDENTIFIER_NAMES

MOST_SHOWN = 20
"""A browser that many share is joined again and again; more than this nobody reads."""


class Join(msgspec.Struct, frozen=True):
    """One event that joined: when it was received, its place in the log, what it carried together.

    Of an event of a brand out of view nothing but the day is told: ``offset`` is None.
    """

    at: int
    offset: int | None = None
    source: str = ""
    identifiers: list[dict[str, Any]] = []


class Joins(msgspec.Struct, frozen=True):
    """The newest joins, and how many there were before them."""

    shown: list[Join]
    earlier: int


def find_joins(
    db: Database,
    log: EventLog,
    lake: LakeFolder,
    profile: Profile,
    sees: Set[str],
    *,
    masked: bool,
) -> Joins:
    """Return what joined a customer, newest first.

    Args:
        db: the operational database.
        log: the event log.
        lake: where older events are.
        profile: the customer as the viewer may see them.
        sees: the brands in view.
        masked: whether personal data is hidden from the viewer.
    """
    offsets = joins_in_view(list_merges(db, profile.customer), profile.strands)
    shown = offsets[:MOST_SHOWN]
    entries = read_entries(log, lake, shown, profile.strands)
    told = [
        _join(offset, entry, profile, masked=masked)
        if entry.brand in sees
        else Join(entry.received)
        for offset, entry in sorted(entries.items(), reverse=True)
        if isinstance(entry, Event)
    ]
    return Joins(told, len(offsets) - len(shown))


def joins_in_view(merges: Iterable[Merge], strands: Iterable[int]) -> list[int]:
    """Return the places in the log where two parts were joined that are both in view, newest first.

    Where one part is known to unseen brands alone, the viewer sees no two that could be joined, and
    is not told that there is another.

    Args:
        merges: of which the customer is the outcome, in log order.
        strands: those of the customer of which anything is in view.

    >>> joins_in_view([Merge(5, 1, 2, (2,)), Merge(9, 0, 1, (1, 2))], [0, 2])
    [9]
    """
    seen = set(strands)
    held: dict[int, set[int]] = {}
    offsets: dict[int, None] = {}
    for merge in merges:
        home = held.setdefault(merge.survivor, {merge.survivor})
        if not seen.isdisjoint(home) and not seen.isdisjoint(merge.strands):
            offsets[merge.offset] = None
        home.update(merge.strands)
    return sorted(offsets, reverse=True)


def _join(offset: int, event: Event, profile: Profile, *, masked: bool) -> Join:
    known = {(fact.type, fact.value) for fact in profile.identifiers}
    return Join(
        event.received,
        offset,
        event.source,
        [
            {
                "name": IDENTIFIER_NAMES.get(one.type, one.type),
                "value": mask_identifier(one.type, one.value) if masked else one.value,
            }
            for one in identifiers_of(event)
            if (one.type, one.value) in known
        ],
    )
