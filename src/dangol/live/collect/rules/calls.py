"""Which paths take events, and what each of them expects."""

from typing import Literal, get_args

from dangol.kernel.event import EventType

Call = EventType | Literal["batch"]

EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)

_SEGMENT: dict[str, Call] = {
    **{event_type: event_type for event_type in EVENT_TYPES},
    "batch": "batch",
    "import": "batch",
    "t": "track",
    "i": "identify",
    "p": "page",
    "s": "screen",
    "g": "group",
    "a": "alias",
    "b": "batch",
}
_JITSU: dict[str, Call] = {
    **{event_type: event_type for event_type in EVENT_TYPES},
    "batch": "batch",
}

COLLECTION_PATHS: dict[str, Call] = {
    **{f"/v1/{word}": call for word, call in _SEGMENT.items()},
    **{f"/api/s/{word}": call for word, call in _JITSU.items()},
    **{f"/api/s/s2s/{word}": call for word, call in _JITSU.items()},
}
"""Every path that takes events: Segment's long and short forms, Jitsu's for both sides."""
