"""MQTT: from devices that publish with QoS 1 to events in the log.

Devices, broker and house share this machine. A message counts once the broker has acknowledged it,
which it does when its own disk has it, and the edge has appended its event to the log.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dangol.config.bench import BenchRow
from tests.bench.devices import Fleet, publish
from tests.devices import figure, wait_for_lanes, with_devices
from tests.server import Server, dangol, wait_for

WANTED = 5_000
DEVICES = 64
EVENT = {
    "messageId": "%N%",
    "event": "Door Opened",
    "anonymousId": "fridge-17",
    "timestamp": "2026-05-22T07:36:03.123Z",
    "properties": {"celsius": 4.5, "door": "left", "seconds": 12},
    "context": {"device": {"id": "SN-2041-0017", "model": "KR-200"}},
}


def run(quick: bool) -> Iterator[BenchRow]:
    """Yield how many messages a second are acknowledged and in the log, by how the broker syncs."""
    messages = 20 if quick else 500
    for sync_ms, name in ((0, "mqtt-messages"), (100, "mqtt-messages-100ms")):
        yield _of_a_house(messages, sync_ms, name)


def _of_a_house(messages: int, sync_ms: int, name: str) -> BenchRow:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        server, port = with_devices(data, {"DANGOL_MQTT_SYNC_MS": str(sync_ms)})
        added = dangol(data, "sources", "add", "fleet", "--touchpoint", "device", "--brand", "shop")
        server.start()
        try:
            wait_for_lanes(server)
            body = json.dumps(EVENT).encode()
            topic = "dangol/v1/fleet/track"
            warm = Fleet(
                port, added["write_key"], topic, body.replace(b"%N%", b"w-%N%"), DEVICES, 4
            )
            asyncio.run(publish(warm))
            fleet = Fleet(port, warm.key, topic, body, DEVICES, messages)
            return _measured(server, fleet, name)
        finally:
            server.stop()


def _measured(server: Server, fleet: Fleet, name: str) -> BenchRow:
    wanted = figure(server, "events_accepted_total")
    wanted += fleet.devices * fleet.messages
    started = time.perf_counter()
    asyncio.run(publish(fleet))
    assert wait_for(lambda: figure(server, "events_accepted_total") >= wanted, 60)
    taken = time.perf_counter() - started
    each = fleet.devices * fleet.messages / taken
    against = f"{WANTED} messages/s asked for"
    return BenchRow(name, each, "messages/s", against, each / WANTED)
