"""Devices that publish by MQTT 3.1.1 as fast as they are acknowledged, in few instructions each.

A client library would take more of the processor than the house that is measured.
"""

import asyncio
import struct
from dataclasses import dataclass

WINDOW = 32
"""Messages of a device that may wait for their acknowledgement."""
CONNECT, PUBLISH_ONCE = 0x10, 0x32
ACKNOWLEDGEMENT = 4
"""Bytes of a CONNACK, and of a PUBACK."""


@dataclass(frozen=True)
class Fleet:
    """Devices, and what each of them publishes with QoS 1; ``%N%`` in it is new each time."""

    port: int
    key: str
    topic: str
    body: bytes
    devices: int
    messages: int


async def publish(fleet: Fleet) -> None:
    """Let every device publish its messages; return when all are acknowledged."""
    await asyncio.gather(*(_device(fleet, number) for number in range(fleet.devices)))


async def _device(fleet: Fleet, number: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", fleet.port)
    writer.write(_connect(f"device-{number}", fleet.key))
    answer = await reader.readexactly(ACKNOWLEDGEMENT)
    assert answer[3] == 0, answer
    sent = acknowledged = rest = 0
    while acknowledged < fleet.messages:
        while sent < fleet.messages and sent - acknowledged < WINDOW:
            sent += 1
            body = fleet.body.replace(b"%N%", b"%d-%d" % (number, sent))
            writer.write(_publish(fleet.topic, sent % 0xFFFF + 1, body))
        came = await reader.read(4096)
        assert came, "the broker hung up"
        acknowledged += (rest + len(came)) // ACKNOWLEDGEMENT
        rest = (rest + len(came)) % ACKNOWLEDGEMENT
    writer.close()


def _connect(client: str, key: str) -> bytes:
    flags_and_pulse = bytes([4, 0b1100_0010]) + struct.pack("!H", 0)
    names = b"".join(map(_text, (client, "device", key)))
    return _packet(CONNECT, _text("MQTT") + flags_and_pulse + names)


def _publish(topic: str, number: int, body: bytes) -> bytes:
    return _packet(PUBLISH_ONCE, _text(topic) + struct.pack("!H", number) + body)


def _packet(kind: int, rest: bytes) -> bytes:
    length, digits = len(rest), bytearray()
    while True:
        length, digit = divmod(length, 128)
        digits.append(digit | 0x80 if length else digit)
        if not length:
            return bytes([kind]) + bytes(digits) + rest


def _text(value: str) -> bytes:
    written = value.encode()
    return struct.pack("!H", len(written)) + written
