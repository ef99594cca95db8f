"""What the edge and the broker's own process agree on: names, addresses, who may connect.

The broker keeps what devices publish in *lanes*. Each is synced to disk before a message in it is
acknowledged, and lanes are synced beside each other: with one lane the disk's answer to each single
message is all that there is time for (1,000 messages/s against 6,000 with 16 lanes, tried).
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from dangol.kernel.environment import find_number
from dangol.live.collect.contracts import LARGEST_BODY

LANES = 16
STREAM = "$MQTT_msgs"
"""Where the broker keeps what was published with QoS 1 and 2."""
STORED = "$MQTT.msgs."
"""What it writes before the subject of a message there."""
CONSUMER = "dangol"
DOOR, SYSTEM = "DOOR", "SYS"
"""The accounts in which the edge lets devices in, and hears who left."""
MEGABYTE = 1024**2
USUAL_MB, LEAST_MB = 1024, 16
LARGEST_MESSAGE = LARGEST_BODY + 64 * 1024
"""Bytes of a message with its topic; whoever sends more is disconnected by the broker."""


@dataclass(frozen=True)
class Broker:
    """One broker as the edge reaches it.

    Args:
        url: where it listens for the edge, on loopback.
        token: the secret that the two share while they run.
        most_bytes: what may wait in all its lanes; beyond, nothing is acknowledged.
        sync_ms: how often it syncs to disk, ms; 0 for each message, before it is acknowledged.
    """

    url: str
    token: str = field(repr=False)
    most_bytes: int = USUAL_MB * MEGABYTE
    sync_ms: int = 0


def find_broker(environment: Mapping[str, str]) -> Broker | None:
    """Return the broker that an environment tells of; None where devices are not heard.

    Args:
        environment: ``DANGOL_BROKER_URL`` and ``DANGOL_BROKER_TOKEN``; ``DANGOL_MQTT_MB`` and
            ``DANGOL_MQTT_SYNC_MS``, where they are stated.

    Raises:
        Unusable: one of the numbers is none.
    """
    url = environment.get("DANGOL_BROKER_URL", "")
    if not url:
        return None
    stated = find_number(environment, "DANGOL_MQTT_MB")
    most = int(max(LEAST_MB, USUAL_MB if stated is None else stated) * MEGABYTE)
    sync_ms = int(find_number(environment, "DANGOL_MQTT_SYNC_MS") or 0)
    return Broker(url, environment.get("DANGOL_BROKER_TOKEN", ""), most, sync_ms)


def lane_name(number: int) -> str:
    """Return the account of a lane."""
    return f"LANE{number}"


def lane_of(client_id: str) -> int:
    """Return the lane of a device: always the same one, so that its messages stay in order."""
    return zlib.crc32(client_id.encode()) % LANES


def accounts() -> list[str]:
    """Return all accounts of the broker; in each the edge is the one user by name."""
    return [*map(lane_name, range(LANES)), DOOR, SYSTEM]
