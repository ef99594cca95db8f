"""Events and facts for the tests of profiles, made from few words."""

import itertools
from typing import Any, cast

import msgspec

from dangol.kernel.clock import DAY
from dangol.kernel.event import Event, EventType, Touchpoint
from dangol.live.profiles.rules.facts import Facts, fold

START = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z
CALLS = ("page", "screen", "identify", "group", "alias")

_numbers = itertools.count()


def day(number: float) -> int:
    """Return the instant so many days after the start."""
    return START + round(number * DAY)


def event(
    name: str,
    at: int,
    *,
    touchpoint: str = "web",
    brand: str = "onggi",
    source: str | None = None,
    message_id: str | None = None,
    **said: Any,
) -> Event:
    """Return an event: a track of that name, or a call of that type.

    ``said`` holds ``properties``, ``traits`` and ``context`` as values.
    """
    return Event(
        type=cast(EventType, name if name in CALLS else "track"),
        name="" if name in CALLS else name,
        message_id=message_id or f"m{next(_numbers)}",
        source=source or f"{brand} {touchpoint}",
        touchpoint=cast(Touchpoint, touchpoint),
        brand=brand,
        at=at,
        received=at,
        **{part: msgspec.Raw(msgspec.json.encode(value)) for part, value in said.items()},
    )


def facts_of(*events: Event, strand: int = 0, identifiers: tuple[str, ...] = ()) -> Facts:
    """Return the facts that events make on one strand."""
    facts: Facts = {}
    for heard in events:
        fold(facts, strand, heard, identifiers)
    return facts
