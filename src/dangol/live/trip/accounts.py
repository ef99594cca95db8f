"""What a batch means for the accounts: what was refused and why, and under which names all came.

Nothing here decides about an event; it only keeps what people want to look up, within bounds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from dangol.engines.database import Writes, load_queries
from dangol.kernel.clock import DAY, HOUR
from dangol.kernel.event import Control, Entry, Event, Rejection
from dangol.live.trip.contracts import REDRIVEN, TURNED_AWAY, Keep, Redriven, TurnedAway

Q = load_queries("dangol.live.trip", "accounts")

NAMES_FOR_DAYS = 30
"""A name that its source did not send for so long counts as new again."""
MOST_REMEMBERED = 200_000
"""Names in memory, so that each is written once a day."""

_redriven = msgspec.json.Decoder(Redriven).decode
_turned_away = msgspec.json.Decoder(TurnedAway).decode

Placed = Sequence[tuple[int, Entry]]
"""Entries with their offsets, in log order."""


class Accounts:
    """Plans what is kept of a batch beside its events.

    Memory speaks as if every plan had been applied; after a failed commit it must be thrown away.

    Args:
        keep: how much of what was refused is kept.
    """

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._day = 0
        self._names: set[tuple[str, str]] = set()

    def plan(self, entries: Placed) -> Writes:
        """Return what must be written of some entries."""
        writes = self._name_writes(entry for _, entry in entries if isinstance(entry, Event))
        others = [(at, entry) for at, entry in entries if not isinstance(entry, Event)]
        if others:
            writes += self._refused_writes(
                [(at, entry) for at, entry in others if isinstance(entry, Rejection)]
            )
            writes.append((Q.add_reason, count_reasons(entry for _, entry in others)))
            writes += _solving_writes(
                (at, entry) for at, entry in others if isinstance(entry, Control)
            )
        return [(query, rows) for query, rows in writes if rows]

    def _refused_writes(self, refused: Sequence[tuple[int, Rejection]]) -> Writes:
        if not refused:
            return []
        kinds: defaultdict[tuple[str, str], list[tuple[object, ...]]] = defaultdict(list)
        for position, entry in refused:
            kinds[entry.source, entry.code].append(_refused_row(position, entry))
        newest = max(entry.received for _, entry in refused)
        most = self._keep.refused
        return [
            (Q.keep_refused, [row for rows in kinds.values() for row in rows[-most:]]),
            (Q.prune_refused, [(*kind, most) for kind in kinds]),
            (Q.forget_refused, [(newest - self._keep.days * DAY,)]),
        ]

    def _name_writes(self, events: Iterable[Event]) -> Writes:
        """Return the names that were not yet written today; a file's rows pass by the guard."""
        found: dict[tuple[str, str], int] = {}
        known = self._names
        for event in events:
            if event.type == "track" and not event.imported:
                day = event.received // DAY
                if day > self._day:
                    self._day = day
                    known.clear()
                named = (event.source, event.name)
                if named not in known:
                    found[named] = day
        if len(self._names) > MOST_REMEMBERED:
            self._names.clear()
        self._names.update(found)
        forget = [(self._day - NAMES_FOR_DAYS,)] if found else []
        rows = [(*named, day) for named, day in sorted(found.items())]
        return [(Q.keep_name, [*rows]), (Q.forget_names, [*forget])]


def count_reasons(entries: Iterable[Entry]) -> list[tuple[object, ...]]:
    """Return how often each source was refused in each hour for each reason."""
    counted: Counter[tuple[str, int, str]] = Counter()
    for entry in entries:
        if isinstance(entry, Rejection):
            counted[entry.source, entry.received - entry.received % HOUR, entry.code] += 1
        elif isinstance(entry, Control) and entry.action == TURNED_AWAY:
            told = _turned_away(entry.body)
            hour = entry.received - entry.received % HOUR
            counted[told.source, hour, told.code] += told.requests
    return [(*key, times) for key, times in sorted(counted.items())]


def _solving_writes(controls: Iterable[tuple[int, Control]]) -> Writes:
    writes: Writes = []
    for position, control in controls:
        if control.action == REDRIVEN:
            told = _redriven(control.body)
            writes.append(
                (Q.note_attempt, [(control.received, told.code, told.message, told.position)])
                if told.code
                else (Q.solve_refused, [(position - 1, control.received, told.position)])
            )
    return writes


def _refused_row(position: int, entry: Rejection) -> tuple[object, ...]:
    return (
        position,
        entry.source,
        entry.brand,
        entry.touchpoint,
        entry.code,
        entry.message,
        entry.message_id,
        entry.type,
        entry.name,
        entry.received,
        entry.raw,
        entry.call,
        entry.sent_at,
        entry.whole,
    )
