"""What sources send against their tracking plans, counted from the flags that events carry."""

from collections.abc import Sequence

from dangol.kernel.event import Entry, Event, Rejection
from dangol.live.identity.contracts import Resolved
from dangol.live.trip.contracts import Violation

MOST_OF_SOURCE = 1000
"""Violations of one source that are told apart; whatever else it sends is counted together."""

Key = tuple[str, str, str, str, str]


def count_violations(
    first: int, entries: Sequence[Entry], outcomes: Sequence[Resolved | None]
) -> list[Violation]:
    """Count the flags of some entries; an event that came twice is counted once.

    Args:
        first: offset of the first entry.
        entries: what the log holds from there on.
        outcomes: what became of each.
    """
    counted: dict[Key, list[int]] = {}
    brands: dict[str, str] = {}
    for offset, (entry, outcome) in enumerate(zip(entries, outcomes, strict=True), start=first):
        if not isinstance(entry, (Event, Rejection)) or not entry.flags:
            continue
        if outcome is not None and outcome.duplicate:
            continue
        brands[entry.source] = entry.brand
        for flag in dict.fromkeys(entry.flags):
            key = (entry.source, flag.event, flag.path, flag.kind, flag.done)
            row = counted.setdefault(key, [0, entry.received, entry.received, offset])
            row[0] += 1
            row[1] = min(row[1], entry.received)
            row[2] = max(row[2], entry.received)
            row[3] = offset
    return [Violation(*key, brands[key[0]], *row) for key, row in sorted(counted.items())]
