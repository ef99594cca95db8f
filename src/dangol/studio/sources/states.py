"""In which state a source is, from what was heard of it. Pure."""

from typing import Literal

from dangol.kernel.clock import DAY
from dangol.live.trip.contracts import Activity
from dangol.registry.sources.contracts import Source

State = Literal["off", "waiting", "speaking", "silent"]

SILENT_AFTER = DAY


def state_of(source: Source, heard: Activity | None, now: int) -> State:
    """Tell a source's state.

    Args:
        source: the source.
        heard: all that was ever heard of it, or None.
        now: microseconds UTC.

    Returns:
        ``off`` where it was silenced, ``waiting`` before its first event, ``silent`` where a day
        passed without any, else ``speaking``.
    """
    if not source.enabled:
        return "off"
    if heard is None or not heard.last_heard:
        return "waiting"
    return "silent" if now - heard.last_heard > SILENT_AFTER else "speaking"
