"""The door of profiles: what the trip folds through, and what everybody reads."""

from dangol.live.profiles.counting import (
    find_restaging,
    preview_lifecycle,
    stage_counts,
    stage_dwell,
    stage_flow,
    totals,
)
from dangol.live.profiles.finding import find_named
from dangol.live.profiles.folder import Folder
from dangol.live.profiles.reading import (
    find_cards,
    find_moment,
    find_profile,
    find_profiles,
    lifecycle_in_force,
    list_customers,
    timeline,
)
from dangol.live.profiles.rules.lifecycle import default_lifecycle
from dangol.live.profiles.rules.parsing import parse_lifecycle

__all__ = [
    "Folder",
    "check_lifecycle",
    "default_lifecycle",
    "find_cards",
    "find_moment",
    "find_named",
    "find_profile",
    "find_profiles",
    "find_restaging",
    "lifecycle_in_force",
    "list_customers",
    "preview_lifecycle",
    "stage_counts",
    "stage_dwell",
    "stage_flow",
    "timeline",
    "totals",
]


def check_lifecycle(text: str) -> None:
    """Check a lifecycle document.

    Raises:
        LifecycleInvalid: it has faults; ``fields`` names each by its path.
    """
    parse_lifecycle(text)
