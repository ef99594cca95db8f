"""In which state a source is, from what was heard of it. Pure."""

from typing import Literal

from dangol.kernel.clock import DAY
from dangol.live.trip.contracts import Heard
from dangol.registry.sources.contracts import Source

State = Literal["off", "waiting", "speaking", "quiet", "silent"]

QUIET_AFTER = DAY
RHYTHM = 7 * DAY
"""A source heard over a shorter time, such as an import, has no rhythm that it could break."""
USUAL = 1.5
"""A silence so many times the longest so far is no weekend any more."""


def state_of(source: Source, heard: Heard | None, now: int) -> State:
    """Tell a source's state.

    Args:
        source: the source.
        heard: all that was ever heard of it, or None.
        now: microseconds UTC.

    Returns:
        ``off`` where it is disabled, ``waiting`` before its first event, ``speaking`` within a day
        of its last one; then ``silent`` where it breaks its own rhythm, else ``quiet``.
    """
    if not source.enabled:
        return "off"
    if heard is None or not heard.last_heard:
        return "waiting"
    silence = now - heard.last_heard
    if silence <= QUIET_AFTER:
        return "speaking"
    has_rhythm = heard.last_heard - heard.first_heard >= RHYTHM
    return "silent" if has_rhythm and silence > USUAL * heard.longest_silence else "quiet"
