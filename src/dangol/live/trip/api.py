"""The door of the trip: run it, and read what became of entries.

What runs it is loaded only when it is asked for, so that who only reads starts sooner.
"""

from typing import TYPE_CHECKING

from dangol.engines.database import Database
from dangol.kernel.late import load_late
from dangol.live.trip.contracts import (
    TURNED_AWAY,
    Activity,
    Heard,
    HourOfSource,
    Keep,
    LostSpan,
    Refused,
    RefusedFilter,
    RefusedUnknown,
    Resent,
    Resolution,
    SetAside,
    TripRunning,
    TripState,
    TurnedAway,
    Violation,
)
from dangol.live.trip.refused import (
    count_refused,
    get_refused,
    heard_today,
    known_names,
    list_hours,
    list_ready,
    list_reasons,
    list_refused,
    list_refused_codes,
)
from dangol.live.trip.store import (
    count_lost,
    count_resolved,
    find_aside,
    list_activity,
    list_aside,
    list_heard,
    list_lost,
    list_violations,
    settle_state,
)
from dangol.live.trip.store import find_state as trip_state
from dangol.live.trip.store import list_resolutions as resolutions

if TYPE_CHECKING:
    from dangol.live.trip.loop import Trip, hold_trip
    from dangol.live.trip.redriving import Judging, JudgingOf, redrive

__all__ = [
    "TURNED_AWAY",
    "Activity",
    "Heard",
    "HourOfSource",
    "Judging",
    "JudgingOf",
    "Keep",
    "LostSpan",
    "Refused",
    "RefusedFilter",
    "RefusedUnknown",
    "Resent",
    "Resolution",
    "SetAside",
    "Trip",
    "TripRunning",
    "TripState",
    "TurnedAway",
    "Violation",
    "count_lost",
    "count_refused",
    "count_resolved",
    "find_aside",
    "find_heard",
    "get_refused",
    "heard_ever",
    "heard_today",
    "hold_trip",
    "known_names",
    "list_aside",
    "list_hours",
    "list_lost",
    "list_ready",
    "list_reasons",
    "list_refused",
    "list_refused_codes",
    "list_violations",
    "redrive",
    "resolutions",
    "settle_state",
    "source_activity",
    "trip_state",
]

__getattr__ = load_late(
    "dangol.live.trip",
    {"loop": ("Trip", "hold_trip"), "redriving": ("Judging", "JudgingOf", "redrive")},
)


def source_activity(database: Database, since: int) -> dict[str, Activity]:
    """Return what each source sent since an instant (µs, whole hours), by source name."""
    return {activity.source: activity for activity in list_activity(database, since)}


def heard_ever(database: Database) -> dict[str, Heard]:
    """Return all that was ever heard of each source, by name."""
    return {heard.source: heard for heard in list_heard(database, "")}


def find_heard(database: Database, source: str) -> Heard | None:
    """Return all that was ever heard of a source, None where it never spoke."""
    return next(iter(list_heard(database, source)), None) if source else None
