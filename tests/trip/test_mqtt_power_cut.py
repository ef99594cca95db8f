"""A power cut while devices publish with QoS 1: what the broker acknowledged is on its disk.

The broker runs as Dangol configures it, but for who may come in, and its system calls are recorded.
From the record the disk of many instants is made; a broker that starts on it must have all that was
acknowledged before. One that syncs later must be found out.
"""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import nats
import paho.mqtt.client as paho
import pytest

from dangol.config.broker import describe, find_program
from dangol.config.data_folder import at_path
from dangol.edge.devices.broker import STREAM, Broker, lane_name
from dangol.edge.devices.lane import Lane
from dangol.kernel import clock
from tests.server import free_port, wait_for
from tests.trip.broker_disk import RECORDING, Disk, replay

CUTS = 2 * int(os.environ.get("DANGOL_KILL_ROUNDS", "3"))
DEVICES, MESSAGES = 3, 60
KEY = "k" * 32


class Bench:
    """The broker alone, with one lane, on a folder.

    Args:
        place: for its folder and all else.
        sync_ms: as ``DANGOL_MQTT_SYNC_MS``.
    """

    def __init__(self, place: Path, sync_ms: int) -> None:
        self.place = place
        self.folder = at_path(place / "var")
        self.mqtt_port = free_port()
        self.port = free_port()
        self.broker = Broker(f"nats://127.0.0.1:{self.port}", "token", sync_ms=sync_ms)
        for needed in (self.folder.path, self.folder.logs, self.folder.run):
            needed.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def running(self, *before: str) -> Iterator[None]:
        """Run it, started by another program perhaps, and kill it at the end."""
        told = describe(self.folder, self.broker, "", "127.0.0.1", self.mqtt_port, KEY)
        del told["authorization"], told["system_account"]
        users = [{"user": lane_name(0), "password": self.broker.token}]
        users.append({"user": "device", "password": "key"})
        told["accounts"] = {lane_name(0): {"users": users, "jetstream": "enabled"}}
        configuration = self.place / "broker.conf"
        configuration.write_bytes(msgspec.json.encode(told))
        command = [*before, str(find_program()), "--config", str(configuration)]
        process = subprocess.Popen(command)
        try:
            assert wait_for(lambda: is_open(self.port) or process.poll() is not None, 30)
            yield
        finally:
            kill_broker(process.pid)
            process.wait(30)

    async def prepare_lane(self) -> None:
        """Have the lane's stream made, as the edge does; nothing is taken from it."""
        refusing = cast(Any, SimpleNamespace(refusal=True))
        lane = Lane(0, self.broker, cast(Any, None), refusing, clock.now)
        running = asyncio.create_task(lane.run())
        assert await asyncio.to_thread(wait_for, lambda: lane.ready, 30)
        running.cancel()

    async def held(self) -> set[str]:
        """Return what waits in the lane; none where the broker knows no lane, or did not start."""
        if not is_open(self.port):
            return set()
        client = await nats.connect(
            self.broker.url, user=lane_name(0), password=self.broker.token, allow_reconnect=False
        )
        try:
            stream = client.jetstream()
            state = (await stream.stream_info(STREAM)).state
            numbers = range(max(1, state.first_seq), state.last_seq + 1)
            found = [await stream.get_msg(STREAM, seq=number) for number in numbers]
            return {(message.data or b"").decode() for message in found}
        except nats.js.errors.NotFoundError:
            return set()
        finally:
            await client.close()


def kill_broker(pid: int) -> None:
    """Kill a broker, or the one that a recording program has started; that then ends by itself.

    The record is whole only then. A broker that could not start is gone already.
    """
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in started or [pid]:
            os.kill(int(each), signal.SIGKILL)


def is_open(port: int) -> bool:
    """Tell whether somebody listens at a port."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def publish(port: int) -> dict[str, list[str]]:
    """Publish from several devices until all is acknowledged; return each one's messages by port.

    The number of a message is its place there, from 1 on.
    """
    said: dict[str, list[str]] = {}
    acknowledged: list[int] = []
    clients = []
    for device in range(DEVICES):
        client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id=f"d{device}")
        client.username_pw_set("device", "key")
        client.on_publish = lambda *told: acknowledged.append(told[2])
        client.max_inflight_messages_set(10)
        client.connect("127.0.0.1", port)
        client.loop_start()
        assert wait_for(client.is_connected)
        said[str(cast(Any, client.socket()).getsockname()[1])] = texts = []
        for number in range(MESSAGES):
            texts.append(f"{device}-{number} " + "x" * random.Random(number).choice([9, 900, 9000]))
            client.publish("dangol/v1/shop/track", texts[-1], qos=1)
        clients.append(client)
    assert wait_for(lambda: len(acknowledged) == DEVICES * MESSAGES, 60)
    for client in clients:
        client.loop_stop()
    return said


def record_broker(place: Path, sync_ms: int) -> tuple[Bench, Path, dict[str, list[str]]]:
    """Let devices publish, and return the broker, the record of what it did, and what they said."""
    bench, record = Bench(place, sync_ms), place / "record"
    with bench.running(*RECORDING, str(record)):
        asyncio.run(bench.prepare_lane())
        said = publish(bench.mqtt_port)
    return bench, record, said


def steps_with_acknowledgements(bench: Bench, record: Path) -> list[int]:
    """Return the steps from the first acknowledgement on; after the last one, all is as it is."""
    disk, found = Disk(str(bench.folder.path / "mqtt")), []
    for at, _ in enumerate(replay(record, disk, bench.mqtt_port)):
        if disk.acknowledged:
            found.append(at)
    for name, content in disk.names.items():
        content.sync(len(content.pending))
        if f"/{STREAM}/msgs/" in name:  # of others, the broker's end may have cut a write short
            assert Path(disk.root, name).read_bytes() == content.synced, name
    return found


def find_losses(
    bench: Bench, record: Path, said: dict[str, list[str]], seed: int
) -> Iterator[tuple[set[str], set[str]]]:
    """Yield what was acknowledged before a cut, and what of it is missing, for many cuts."""
    rnd = random.Random(seed)
    cuts = sorted(rnd.choices(steps_with_acknowledgements(bench, record), k=CUTS))
    disk = Disk(str(bench.folder.path / "mqtt"))
    for at, _ in enumerate(replay(record, disk, bench.mqtt_port)):
        for number in range(cuts.count(at)):
            after = Bench(bench.place / f"cut-{at}-{number}", bench.broker.sync_ms)
            disk.lay_out(after.folder.path / "mqtt", rnd, rnd.choice([0.0, 0.0, 0.3, 0.9]))
            acknowledged = {said[peer][mid - 1] for peer, mid in disk.acknowledged}
            with after.running():
                yield acknowledged, acknowledged - asyncio.run(after.held())
            shutil.rmtree(after.place)


@pytest.fixture(autouse=True, scope="module")
def may_record(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Programs may be recorded here."""
    tried = tmp_path_factory.mktemp("tried") / "record"
    command = [*RECORDING, str(tried), "true"]
    if (
        shutil.which("strace") is None
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("needs strace, and leave to record programs")


@pytest.mark.timeout(1800)
def test_a_power_cut_loses_nothing_that_the_broker_acknowledged(tmp_path: Path) -> None:
    told = 0
    for acknowledged, missing in find_losses(*record_broker(tmp_path, sync_ms=0), seed=5):
        assert missing == set()
        told += len(acknowledged)
    assert told > DEVICES * MESSAGES  # the cuts were made in the middle of the work


@pytest.mark.timeout(600)
def test_a_broker_that_syncs_later_is_found_out(tmp_path: Path) -> None:
    losses = find_losses(*record_broker(tmp_path, sync_ms=100), seed=6)
    assert any(missing for _, missing in losses)
