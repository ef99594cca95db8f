"""The lifecycle: which events signal which stage, how long a signal counts, what is first.

The document's form is described in the shipped ``lifecycle.yaml`` and read by ``rules/parsing.py``;
the meaning is in ``rules/stages.py``.
"""

from functools import cache
from importlib.resources import files

import msgspec

from dangol.live.profiles.contracts import Stage

GROUND: Stage = "discover"
"""Where everybody is from the first event on, for ever."""
NEVER = 1 << 62
"""Later than any instant: the end of what does not end."""


class Signal(msgspec.Struct, frozen=True):
    """What holds a stage, and for how long.

    ``events`` empty means any event, ``touchpoints`` empty any touchpoint. ``again`` leaves out the
    first occurrence of each event. ``after`` leaves out what was before the first signal of another
    stage. ``lapse`` is in µs, ``NEVER`` where it holds for ever.
    """

    stage: Stage
    events: frozenset[str]
    touchpoints: frozenset[str]
    again: bool
    after: Stage | None
    lapse: int


class Lifecycle(msgspec.Struct, frozen=True):
    """A checked lifecycle, ready to be applied.

    ``order`` names the stages that have signals, each after those that it waits for. Signals of
    any touchpoint are found in ``by_event``, the others in ``by_touchpoint``.
    """

    precedence: tuple[Stage, ...]
    order: tuple[Stage, ...]
    by_event: dict[str, tuple[Signal, ...]]
    by_touchpoint: tuple[Signal, ...]

    def hears(self, event: str, touchpoint: str) -> bool:
        """Tell whether an event means anything for a stage."""
        return event in self.by_event or any(
            touchpoint in signal.touchpoints and (not signal.events or event in signal.events)
            for signal in self.by_touchpoint
        )


@cache
def default_lifecycle() -> str:
    """Return the text of the lifecycle that Dangol ships."""
    return (files("dangol.live.profiles") / "lifecycle.yaml").read_text()
