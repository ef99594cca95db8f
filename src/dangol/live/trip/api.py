"""The door of the trip: run it, and read what became of entries."""

from dangol.engines.database import Database
from dangol.live.trip.contracts import Activity, Resolution, SetAside, TripRunning, TripState
from dangol.live.trip.loop import Trip, hold_trip
from dangol.live.trip.store import find_state as trip_state
from dangol.live.trip.store import list_activity, list_aside
from dangol.live.trip.store import list_resolutions as resolutions

__all__ = [
    "Activity",
    "Resolution",
    "SetAside",
    "Trip",
    "TripRunning",
    "TripState",
    "hold_trip",
    "list_aside",
    "resolutions",
    "source_activity",
    "trip_state",
]


def source_activity(database: Database, since: int = 0) -> dict[str, Activity]:
    """Return what each source sent since an instant (µs, whole hours), by source name."""
    return {activity.source: activity for activity in list_activity(database, since)}
