"""A customer and an event as the contract's JSON."""

from typing import Any

from dangol.kernel.clock import format_time
from dangol.kernel.event import Event
from dangol.kernel.ids import customer_id
from dangol.live.profiles.contracts import Lifetime, Profile, StageFact, TouchpointFact

Json = dict[str, Any]  # what the JSON encoder takes


def customer_json(profile: Profile) -> Json:
    """Return a profile as ``GET /v1/customers/…`` answers it."""
    return {
        "id": customer_id(profile.customer),
        "label": profile.label,
        "identifiers": [
            {
                "type": fact.type,
                "value": fact.value,
                "first_seen": format_time(fact.first_seen),
                "last_seen": format_time(fact.last_seen),
            }
            for fact in profile.identifiers
        ],
        "traits": {name: fact.value for name, fact in profile.traits.items()},
        "stages": {brand: _stage_json(stage) for brand, stage in profile.stages.items()},
        "consents": {},
        "audiences": [],
        "touchpoints": _touchpoints_json(profile.touchpoints),
        "lifetime": {brand: _lifetime_json(life) for brand, life in profile.lifetime.items()},
        "events": profile.events,
        "first_seen": format_time(profile.first_seen),
        "last_seen": format_time(profile.last_seen),
    }


def event_json(event: Event) -> Json:
    """Return an event as ``…/events`` answers it: by Segment's names where it has some."""
    return {
        "type": event.type,
        "event": event.name,
        "messageId": event.message_id,
        "timestamp": format_time(event.at),
        "receivedAt": format_time(event.received),
        "source": event.source,
        "touchpoint": event.touchpoint,
        "brand": event.brand,
        "properties": event.properties,
        "traits": event.traits,
        "context": event.context,
    }


def _stage_json(stage: StageFact) -> Json:
    return {
        "current": stage.current,
        "since": format_time(stage.since),
        "until": _time_or_null(stage.until),
        "lapsed": stage.lapsed,
        "milestones": {name: format_time(at) for name, at in stage.milestones.items()},
    }


def _touchpoints_json(facts: list[TouchpointFact]) -> Json:
    """Join what the sources of each touchpoint heard."""
    joined: dict[str, Json] = {}
    latest: dict[str, int] = {}
    for fact in facts:
        touchpoint = joined.setdefault(fact.touchpoint, {"events": 0, "sources": {}})
        touchpoint["events"] += fact.events
        touchpoint["sources"][fact.source] = {
            "brand": fact.brand,
            "events": fact.events,
            "last_seen": format_time(fact.last_seen),
        }
        latest[fact.touchpoint] = max(latest.get(fact.touchpoint, 0), fact.last_seen)
    for name, at in latest.items():
        joined[name]["last_seen"] = format_time(at)
    return joined


def _lifetime_json(lifetime: Lifetime) -> Json:
    return {
        "orders": lifetime.orders,
        "revenue": {currency: format(sum_, "f") for currency, sum_ in lifetime.revenue.items()},
        "first_order": _time_or_null(lifetime.first_order),
        "last_order": _time_or_null(lifetime.last_order),
    }


def _time_or_null(at: int | None) -> str | None:
    return None if at is None else format_time(at)
