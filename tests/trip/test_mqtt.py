"""Connected devices: what they publish is counted, or told as refused; nobody else reads it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.devices import WORDS, Device, device, figure, wait_for_lanes, with_devices
from tests.server import (
    DANGOL,
    ENGLISH,
    NO_ANSWER,
    dangol,
    free_port,
    furnish,
    is_there,
    modes_of,
    wait_for,
)

SOURCE = "Seoul fridges"


class House:
    """A running house with a broker, and a source for devices."""

    def __init__(self, data: Path, environment: dict[str, str] | None = None) -> None:
        self.server, self.port = with_devices(data, environment)
        self.key = self.add_source(SOURCE)

    def add_source(self, name: str) -> str:
        """Make a source for devices; return its key."""
        told = dangol(
            self.server.data, "sources", "add", name, "--touchpoint", "device", "--brand", "shop"
        )
        return str(told["write_key"])

    def start(self) -> None:
        """Start, and wait until devices are heard."""
        self.server.start()
        wait_for_lanes(self.server)

    def device(self, name: str = "d1", **options: Any) -> Any:
        """A device of the source, connected."""
        return device(self.port, self.key, SOURCE, name, **options)

    def refused(self, source: str = SOURCE) -> Counter[str]:
        """Return what was refused of a source, by reason."""
        told = dangol(self.server.data, "refused", "list", "--source", source)
        return Counter(one["code"] for one in told)

    def events(self, user: str) -> int:
        """Return how many events a customer has; 0 where nobody is known, or nobody answers."""
        with contextlib.suppress(*NO_ANSWER):
            status, told = self.server.get(f"/v1/customers/user_id:{user}")
            return int(told["events"]) if status == 200 else 0
        return 0

    def pid_of(self, role: str) -> int:
        """Return the pid of a role."""
        told = json.loads((self.server.data / "run" / "up.json").read_text())
        return next(int(one["pid"]) for one in told["roles"] if one["name"] == role)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all that kills nothing."""
    found = House(tmp_path_factory.mktemp("devices") / "var")
    found.start()
    yield found
    found.server.stop(signal.SIGKILL)


def hello(user: str, **more: Any) -> dict[str, Any]:
    return {"event": "Door Opened", "userId": user, **more}


def test_every_call_and_every_quality_of_service_is_heard(house: House) -> None:
    with house.device() as fridge:
        for word in WORDS:
            fridge.deliver(
                {"event": "Step", "userId": "u1", "groupId": "g1", "previousId": "old"}, word
            )
        fridge.deliver({"batch": [{"type": "track", **hello("u1")}] * 2}, "batch")
        for qos in (0, 1, 2):
            fridge.deliver(hello("u1", properties={"qos": qos}), qos=qos)
        assert wait_for(lambda: house.events("u1") == len(WORDS) + 5)
    _, told = house.server.get("/v1/customers/user_id:u1/events?limit=100")
    assert Counter(event["type"] for event in told["events"]) == {
        **dict.fromkeys(WORDS, 1),
        "track": 6,
    }
    assert {event["source"] for event in told["events"]} == {SOURCE}
    assert figure(house.server, "mqtt_waiting_messages") == 0


def test_what_cannot_be_read_is_refused_with_its_reason(house: House) -> None:
    house.add_source("odd")
    key = house.add_source("faulty")
    with device(house.port, key, "faulty") as fridge:
        fridge.deliver("{broken")
        fridge.deliver(hello("odd"), "tracks")
        fridge.deliver({"event": "Nobody's"})
        fridge.deliver(hello("odd", properties={"text": "x" * 40_000}))
        half = {"type": "track", "userId": "odd"}
        fridge.deliver({"batch": [half, {"type": "track", **hello("fine")}]}, "batch")
        assert wait_for(lambda: house.events("fine") == 1)
    assert wait_for(lambda: sum(house.refused("faulty").values()) == 5)
    assert house.refused("faulty") == {
        "body_malformed": 1,
        "topic_unknown": 1,
        "identifier_missing": 1,
        "event_too_large": 1,
        "event_name_missing": 1,
    }
    assert house.events("odd") == 0


def test_without_a_key_nobody_comes_in(house: House) -> None:
    for key in ("wk_nobody", "", house.server.api_key):
        with device(house.port, key, SOURCE, f"stranger-{len(key)}") as stranger:
            stranger.publish(hello("stranger"))
            assert set(stranger.said) == {"Not authorized"}
    assert house.events("stranger") == 0


def test_a_key_speaks_for_its_own_source_alone_and_reads_nothing(house: House) -> None:
    other = house.add_source("others")
    with house.device("listener") as fridge, device(house.port, other, "others", "o1") as neighbour:
        for topic in ("#", "dangol/#", neighbour.topic(), "$MQTT/msgs/#"):
            assert fridge.subscribe(topic) == "Unspecified error"
        fridge.source = "others"
        fridge.deliver(hello("forged"))
        neighbour.deliver(hello("neighbour"))
        assert wait_for(lambda: house.events("neighbour") == 1)
        assert fridge.read == []
    assert house.events("forged") == 0


@pytest.mark.parametrize("how", ["silenced", "renewed"])
def test_a_device_is_put_out_when_its_key_ends(house: House, how: str) -> None:
    key = house.add_source(f"ending-{how}")
    with device(house.port, key, f"ending-{how}", how) as fridge:
        fridge.deliver(hello(how))
        assert wait_for(lambda: house.events(how) == 1)
        command = "disable" if how == "silenced" else "rotate"
        dangol(house.server.data, "sources", command, f"ending-{how}")
        assert wait_for(lambda: "Not authorized" in fridge.said)
        fridge.publish(hello(how))
        assert not wait_for(lambda: house.events(how) > 1, 2)


def test_a_will_is_heard_when_the_line_breaks_and_a_retained_message_once(house: House) -> None:
    fridge = Device(house.port, house.key, SOURCE, "mortal")
    fridge.client.will_set(fridge.topic(), json.dumps(hello("will")), qos=1, retain=True)
    fridge.connect()
    fridge.publish(hello("kept"), retain=True).wait_for_publish(10)
    fridge.vanish()
    assert wait_for(lambda: house.events("will") == 1)
    with house.device("mortal") as again:
        again.deliver(hello("kept"))
        assert wait_for(lambda: house.events("kept") == 2)
    assert house.events("will") == 1


def test_a_message_beyond_the_largest_ends_the_connection_and_nothing_else(house: House) -> None:
    with house.device("huge") as fridge, house.device("small") as other:
        fridge.publish("x" * 4_400_000)
        assert wait_for(lambda: len(fridge.said) > 1)
        other.deliver(hello("beside"))
        assert wait_for(lambda: house.events("beside") == 1)


def test_what_exceeds_a_sources_limit_is_kept_as_refused(house: House) -> None:
    key = house.add_source("limited")
    dangol(house.server.data, "sources", "limit", "limited", "--per-day", "3")
    time.sleep(2)  # the edge looks at limits again within a second
    with device(house.port, key, "limited", "limited") as fridge:
        for number in range(5):
            fridge.deliver(hello("limited", messageId=f"l{number}"))
        assert wait_for(lambda: sum(house.refused("limited").values()) == 2)
    assert house.refused("limited") == {"over_limit": 2}
    assert house.events("limited") == 3


def test_the_doctor_tells_of_devices(house: House) -> None:
    with house.device("patient"):
        assert wait_for(lambda: doctor(house)["devices"]["devices"] >= 1, 30)
    found = doctor(house)
    assert found["problems"] == []
    assert (found["devices"]["lanes"], found["devices"]["waiting"]) == (16, 0)
    assert {role["name"] for role in found["roles"]} >= {"edge", "mqtt"}


def doctor(house: House) -> dict[str, Any]:
    found: dict[str, Any] = dangol(house.server.data, "doctor")
    return found


def test_what_waits_in_the_broker_can_be_read_by_nobody(house: House) -> None:
    card = "4111111111111111"
    os.kill(house.pid_of("edge"), signal.SIGSTOP)
    try:
        fridge = Device(house.port, house.key, SOURCE, "early")
    finally:
        os.kill(house.pid_of("edge"), signal.SIGCONT)
    fridge.connect()
    fridge.deliver(hello("planted", properties={"note": card, "control": "planted-control"}))
    assert wait_for(lambda: house.events("planted") == 1)
    fridge.leave()
    kept = b"".join(file.read_bytes() for file in (house.server.data / "mqtt").rglob("*.blk"))
    assert kept
    assert b"planted-control" not in kept
    assert card.encode() not in kept


@pytest.fixture
def small(tmp_path: Path) -> Iterator[House]:
    """A house whose broker keeps little."""
    found = House(tmp_path / "var", {"DANGOL_MQTT_MB": "16"})
    found.start()
    yield found
    with contextlib.suppress(ProcessLookupError):
        os.kill(found.pid_of("edge"), signal.SIGCONT)
    found.server.stop(signal.SIGKILL)


def test_a_house_with_a_broker_stops_cleanly_and_keeps_its_files_to_itself(small: House) -> None:
    with small.device() as fridge:
        fridge.deliver(hello("last"))
        assert wait_for(lambda: small.events("last") == 1)
    broker = small.pid_of("mqtt")
    kept = [*(small.server.data / "mqtt").rglob("*")]
    kept += [small.server.data / "run" / "mqtt.conf", small.server.data / "logs" / "broker.log"]
    assert modes_of(kept) == {0o600}
    assert small.server.stop(signal.SIGTERM) == 0
    assert not is_there(broker)
    assert small.key not in (small.server.data / "logs" / "broker.log").read_text()


def test_a_broker_needs_a_port_that_is_free_and_an_edge_that_hears(tmp_path: Path) -> None:
    furnish(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        taken = str(other.getsockname()[1])
        assert "--mqtt-port" in refusal_of(tmp_path, "--mqtt-port", taken)
    assert "the role edge hears devices" in refusal_of(tmp_path, "--only", "trip")
    assert not (tmp_path / "run" / "up.json").exists()


def refusal_of(data: Path, *options: str) -> str:
    """Return why a house with a broker did not start."""
    command = [DANGOL, "up", "--mqtt", "--port", str(free_port()), "--data", str(data), *options]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env=os.environ | ENGLISH
    )
    assert done.returncode != 0
    return " ".join(done.stderr.replace("│", " ").split())


def test_a_disk_that_is_nearly_full_puts_devices_out_and_lets_them_in_again(
    tmp_path: Path,
) -> None:
    free = shutil.disk_usage(tmp_path).free // 1024**2
    found = House(tmp_path / "var", {"DANGOL_DISK_FLOOR_MB": str(free - 400)})
    found.start()
    ballast = tmp_path / "ballast"
    try:
        with found.device() as fridge:
            fridge.deliver(hello("before"))
            assert wait_for(lambda: found.events("before") == 1)
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, 800 * 1024**2)
            assert wait_for(lambda: "Not authorized" in fridge.said)
            kept = fridge.publish(hello("after", messageId="kept"))
            ballast.unlink()
            assert wait_for(lambda: found.events("after") == 1, 60)
            assert kept.mid == 2
    finally:
        found.server.stop(signal.SIGKILL)


def test_a_broker_that_is_full_acknowledges_nothing_and_goes_on_when_it_is_heard(
    small: House,
) -> None:
    with small.device() as fridge:
        os.kill(small.pid_of("edge"), signal.SIGSTOP)
        sent = [
            fridge.publish(hello("full", messageId=f"m{n}", properties={"text": "x" * 30_000}))
            for n in range(60)
        ]
        assert not wait_for(lambda: all(one.is_published() for one in sent), 5)
        acknowledged = sum(one.is_published() for one in sent)
        assert 0 < acknowledged < 60
        os.kill(small.pid_of("edge"), signal.SIGCONT)
        assert wait_for(lambda: all(one.is_published() for one in sent), 60)
        assert wait_for(lambda: small.events("full") == 60, 60)
