"""The door of the trip: run it, and read what became of entries."""

from dangol.engines.database import Database
from dangol.live.trip.contracts import (
    Activity,
    Heard,
    LostSpan,
    Resolution,
    SetAside,
    TripRunning,
    TripState,
)
from dangol.live.trip.loop import Trip, hold_trip
from dangol.live.trip.store import (
    count_lost,
    find_aside,
    list_activity,
    list_aside,
    list_heard,
    list_lost,
    settle_state,
)
from dangol.live.trip.store import find_state as trip_state
from dangol.live.trip.store import list_resolutions as resolutions

__all__ = [
    "Activity",
    "Heard",
    "LostSpan",
    "Resolution",
    "SetAside",
    "Trip",
    "TripRunning",
    "TripState",
    "count_lost",
    "find_aside",
    "find_heard",
    "heard_ever",
    "hold_trip",
    "list_aside",
    "list_lost",
    "resolutions",
    "settle_state",
    "source_activity",
    "trip_state",
]


def source_activity(database: Database, since: int) -> dict[str, Activity]:
    """Return what each source sent since an instant (µs, whole hours), by source name."""
    return {activity.source: activity for activity in list_activity(database, since)}


def heard_ever(database: Database) -> dict[str, Heard]:
    """Return all that was ever heard of each source, by name."""
    return {heard.source: heard for heard in list_heard(database, "")}


def find_heard(database: Database, source: str) -> Heard | None:
    """Return all that was ever heard of a source, None where it never spoke."""
    return next(iter(list_heard(database, source)), None) if source else None
