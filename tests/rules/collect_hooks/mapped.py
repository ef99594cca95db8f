"""Short ways to map deliveries in the rules' tests."""

from typing import Any

import msgspec

from dangol.kernel.clock import parse_time
from dangol.kernel.event import Event, Rejection
from dangol.live.collect.api import Delivery, hear_delivery, shipped_mappings
from dangol.registry.sources.contracts import Source
from dangol.registry.webhooks.contracts import Provider
from tests.deliveries import encode

RECEIVED = parse_time("2026-11-25T09:00:00Z")[0]
SHOP = Source("onggi-shop", "server", "onggi", "", True, True, "", 0)


def hear_shipped(
    provider: Provider, topic: str, body: dict[str, Any], number: str = "d1"
) -> list[Event | Rejection]:
    """Return the log entries of a delivery by the mappings that ship with Dangol."""
    delivery = Delivery(topic, number, encode(body))
    heard = hear_delivery(delivery, SHOP, shipped_mappings(provider), received=RECEIVED)
    assert heard.accepted == len([entry for entry in heard.entries if isinstance(entry, Event)])
    return [entry for entry in heard.entries if isinstance(entry, Event | Rejection)]


def events_of(provider: Provider, topic: str, body: dict[str, Any]) -> list[Event]:
    """Return the events of a delivery, certain that nothing was refused."""
    entries = hear_shipped(provider, topic, body)
    assert all(isinstance(entry, Event) for entry in entries), entries
    return [entry for entry in entries if isinstance(entry, Event)]


def said(event: Event) -> dict[str, Any]:
    """Return an event's properties."""
    return read_raw(event.properties)


def read_raw(raw: msgspec.Raw) -> dict[str, Any]:
    """Return an object of an event."""
    found: dict[str, Any] = msgspec.json.decode(raw)
    return found
