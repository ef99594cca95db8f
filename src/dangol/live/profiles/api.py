"""The door of profiles: what the trip folds through, and what everybody reads.

What folds is loaded only when it is asked for, so that who only reads starts sooner.
"""

from typing import TYPE_CHECKING

from dangol.kernel.late import load_late
from dangol.live.profiles.counting import (
    find_restaging,
    preview_lifecycle,
    stage_counts,
    stage_dwell,
    stage_flow,
    totals,
)
from dangol.live.profiles.finding import find_named
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

if TYPE_CHECKING:
    from dangol.live.profiles.folder import Folder

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

__getattr__ = load_late("dangol.live.profiles", {"folder": ("Folder",)})


def check_lifecycle(text: str) -> None:
    """Check a lifecycle document.

    Raises:
        LifecycleInvalid: it has faults; ``fields`` names each by its path.
    """
    parse_lifecycle(text)
