"""One stretch of a customer's history: events in view, from the log or the lake, newest first."""

from collections.abc import Callable, Sequence

import msgspec

from dangol.engines.database import Database
from dangol.kernel.event import LOST, Event
from dangol.live.profiles.api import timeline
from dangol.live.trip.api import resolutions
from dangol.memory.eventlog.api import EventLog
from dangol.memory.lake.api import LakeFolder, read_entries

LINES = 30
MOST_READ = 300
"""With a filter that fits little, so many are looked at before the reader is asked to go on."""

Cursor = tuple[int, int]


class Heard(msgspec.Struct, frozen=True):
    """One event and its place in the log."""

    offset: int
    event: Event


class Stretch(msgspec.Struct, frozen=True):
    """Events newest first, and where the next earlier ones begin (None: that was all).

    ``forgotten`` events of the stretch are older than what the log holds; ``lost`` ones cannot be
    read any more. Neither tells of which brand it was.
    """

    heard: list[Heard]
    earlier: Cursor | None
    forgotten: int = 0
    lost: int = 0


def read_stretch(
    db: Database,
    log: EventLog,
    lake: LakeFolder,
    strands: Sequence[int],
    fits: Callable[[Event], bool],
    before: Cursor | None,
) -> Stretch:
    """Return the newest events that fit, from a place on backwards.

    Args:
        db: the operational database.
        log: the event log.
        lake: where older events are.
        strands: the customer's.
        fits: whether an event is in view and wanted; those that do not fit are as if not there.
        before: the cursor of the stretch before; None begins with the newest.
    """
    heard: list[Heard] = []
    read = forgotten = lost = 0
    while True:
        places, before = timeline(db, strands, limit=LINES, before=before)
        entries = read_entries(log, lake, [offset for _, offset in places], strands)
        for at, offset in places:
            event = entries.get(offset)
            forgotten += event is None
            lost += event is LOST
            if not isinstance(event, Event) or not fits(event):
                continue
            heard.append(Heard(offset, event))
            if len(heard) == LINES:
                return Stretch(heard, (at, offset), forgotten, lost)
        read += len(places)
        if before is None or read >= MOST_READ:
            return Stretch(heard, before, forgotten, lost)


def find_event(
    db: Database, log: EventLog, lake: LakeFolder, offset: int, strands: Sequence[int]
) -> Event | None:
    """Return the event at a place in the log, where it belongs to one of the strands."""
    entry = read_entries(log, lake, [offset], strands).get(offset)
    if not isinstance(entry, Event):
        return None
    for resolution in resolutions(db, offset, offset):
        place = offset - resolution.first
        outcome = resolution.outcomes[place] if 0 <= place < resolution.count else None
        if outcome is not None and outcome.strand in strands:
            return entry
    return None
