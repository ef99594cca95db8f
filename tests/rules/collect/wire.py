"""What the tests of hearing share: sources, an instant, short ways to send."""

import json
from typing import Any

from dangol.kernel.clock import parse_time
from dangol.kernel.event import Entry, Event, Rejection
from dangol.live.collect.api import Call, hear
from dangol.live.collect.contracts import Heard
from dangol.registry.sources.contracts import Source

RECEIVED = parse_time("2026-11-22T09:00:00Z")[0]
SHOP = Source("shop", "web", "onggi", "wk_1", False, True, "", 0)


def hear_json(wire: Any, call: Call = "track", source: Source = SHOP, **more: Any) -> Heard:
    """Hear a value as the JSON of a request's body."""
    body = wire if isinstance(wire, bytes) else json.dumps(wire).encode()
    return hear(body, call, source, received=RECEIVED, new_id=lambda: "fresh", **more)


def track(**fields: Any) -> dict[str, Any]:
    """Return a track call that is accepted, with some fields changed."""
    return {"event": "Viewed", "userId": "u1", "messageId": "m1", **fields}


def heard_event(wire: Any, call: Call = "track", **more: Any) -> Event:
    """Return the one event that a call becomes."""
    heard = hear_json(wire, call, **more)
    assert heard.refused == []
    return event_of(heard.entries[0])


def refusal_code(wire: Any, call: Call = "track") -> str:
    """Return why a call is refused, certain that nothing of it was accepted."""
    heard = hear_json(wire, call)
    assert heard.accepted == 0
    assert [type(entry) for entry in heard.entries] == [Rejection]
    return heard.refused[0].code


def event_of(entry: Entry) -> Event:
    assert isinstance(entry, Event)
    return entry
