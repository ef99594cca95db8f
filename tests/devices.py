"""A device as its makers write one: paho-mqtt, unmodified, on a running Dangol with a broker."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import paho.mqtt.client as paho

from dangol.edge.devices.broker import LANES
from tests.server import Server, free_port, wait_for

SECONDS = 60
WORDS = ("track", "identify", "page", "screen", "group", "alias")


class Device:
    """One client, connected; it comes back by itself when the line breaks.

    Args:
        port: of the broker.
        key: a source's write key.
        source: the source's name.
        name: what it calls itself.
        options: more for paho's client.
    """

    def __init__(self, port: int, key: str, source: str, name: str = "d1", **options: Any) -> None:
        self.source = source
        self.said: list[str] = []
        """The broker's answers to its attempts to come in."""
        self.read: list[str] = []
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id=name, **options)
        self.client.username_pw_set("device", key)
        self.client.reconnect_delay_set(1, 1)
        self.client.on_connect = lambda *told: self.said.append(str(told[3]))
        self.client.on_message = lambda *told: self.read.append(told[2].topic)
        self._port = port

    def connect(self) -> "Device":
        """Come in; wait for the broker's answer."""
        self.client.connect("127.0.0.1", self._port)
        self.client.loop_start()
        assert wait_for(lambda: self.said), "the broker does not answer"
        return self

    def topic(self, word: str = "track") -> str:
        """Return its own topic for a kind of call."""
        return f"dangol/v1/{quote(self.source, safe='')}/{word}"

    def publish(
        self, body: object, word: str = "track", *, qos: int = 1, retain: bool = False
    ) -> paho.MQTTMessageInfo:
        """Publish JSON, or a text as it is."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.publish(self.topic(word), text, qos=qos, retain=retain)

    def deliver(self, body: object, word: str = "track", *, qos: int = 1) -> None:
        """Publish, and wait until it is acknowledged."""
        self.publish(body, word, qos=qos).wait_for_publish(SECONDS)

    def subscribe(self, topic: str) -> str:
        """Ask to read a topic; return the broker's word."""
        told: list[str] = []
        done = threading.Event()

        def note(*answer: Any) -> None:
            told.extend(map(str, answer[3]))
            done.set()

        self.client.on_subscribe = note
        self.client.subscribe(topic, 1)
        assert done.wait(10)
        return told[0]

    def leave(self) -> None:
        """Say good-bye."""
        self.client.disconnect()
        self.client.loop_stop()

    def vanish(self) -> None:
        """Be gone without a word, as when the power goes; the broker then tells its will."""
        self.client.loop_stop()
        socket = self.client.socket()
        assert socket is not None
        socket.close()


@contextmanager
def device(port: int, key: str, source: str, name: str = "d1", **options: Any) -> Iterator[Device]:
    """A device that is connected, and leaves at the end."""
    found = Device(port, key, source, name, **options).connect()
    try:
        yield found
    finally:
        found.leave()


def with_devices(data: Any, environment: dict[str, str] | None = None) -> tuple[Server, int]:
    """Return a house that hears devices, not started yet, and their port."""
    port = free_port()
    options = ("--mqtt", "--mqtt-port", str(port))
    return Server(data, environment, studio=False, options=options), port


def wait_for_lanes(server: Server) -> None:
    """Wait until every lane of the broker is heard; the tree is ready some time before."""
    assert wait_for(lambda: figure(server, "mqtt_lanes") == LANES, SECONDS)


def figure(server: Server, name: str) -> float:
    """Return one of the server's own figures; 0 while it is not told."""
    lines = server.metrics()
    return float(next((ln.split()[1] for ln in lines if ln.startswith(f"dangol_{name} ")), "0"))
