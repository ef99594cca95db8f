"""How a lifecycle document is refused: one error, with every fault by its path."""

from collections.abc import Mapping

from dangol.live.profiles.contracts import LifecycleInvalid


def refuse(faults: Mapping[str, str]) -> LifecycleInvalid:
    """Return the refusal of a document with its faults by path."""
    return LifecycleInvalid(
        "lifecycle_invalid",
        "The lifecycle cannot be used as it is written. Correct the fields named, then try again.",
        fields=faults,
    )
