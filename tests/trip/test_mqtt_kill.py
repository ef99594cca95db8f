"""SIGKILL of the broker, of the edge, of the whole house, while a device publishes with QoS 1.

What the broker acknowledged is in the log; what a device numbers is counted once, however often it
was sent, handed over or appended.
"""

import contextlib
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from dangol.kernel.event import Event
from dangol.memory.eventlog.api import open_log
from tests.devices import Device, wait_for_lanes
from tests.server import wait_for
from tests.trip.test_mqtt import SOURCE, House

ROUNDS = int(os.environ.get("DANGOL_KILL_ROUNDS", "2"))
DEVICES = 4
PAUSE = 0.004


class Load:
    """Devices that publish until they are told to stop; ``acknowledged`` are their numbers.

    ``people`` are whose devices they are, so that a house may be killed in several ways.
    """

    def __init__(self, house: House, name: str) -> None:
        self.people = [f"{name}-{number}" for number in range(DEVICES)]
        self.acknowledged: list[str] = []
        self.sent = 0
        self._stop = threading.Event()
        self._adding = threading.Lock()
        self.devices = [
            Device(house.port, house.key, SOURCE, person).connect() for person in self.people
        ]
        self._threads = [
            threading.Thread(target=self._publish, args=(n,), daemon=True) for n in range(DEVICES)
        ]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Stop, and wait until every message is acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        assert wait_for(lambda: len(self.acknowledged) == self.sent, 90)
        for one in self.devices:
            one.leave()

    def _publish(self, number: int) -> None:
        """Publish one after the other; the client's own numbers follow each other from 1 on."""
        device, person = self.devices[number], self.people[number]
        client = device.client
        client.on_publish = lambda *told: self.acknowledged.append(f"{person}-{told[2]}")
        last = 0
        while not self._stop.is_set():
            last += 1
            event = {"event": "Step", "userId": person, "messageId": f"{person}-{last}"}
            assert device.publish(event).mid == last
            time.sleep(PAUSE)
        with self._adding:
            self.sent += last


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all that is killed; each test has devices and people of its own."""
    found = House(tmp_path_factory.mktemp("killed") / "var")
    found.start()
    yield found
    found.server.stop(signal.SIGKILL)


def kill_the_broker(house: House) -> None:
    os.kill(house.pid_of("mqtt"), signal.SIGKILL)


def kill_the_edge(house: House) -> None:
    os.kill(house.pid_of("edge"), signal.SIGKILL)


def kill_the_house(house: House) -> None:
    house.server.restart()


def kill_under_load(house: House, load: Load, kill: Callable[[House], None]) -> None:
    """Kill again and again at random moments, and leave all up with everything acknowledged."""
    rnd = random.Random(5)
    for _ in range(ROUNDS):
        time.sleep(rnd.uniform(0.6, 2.0))
        with contextlib.suppress(ProcessLookupError):  # it was being started again just now
            kill(house)
    time.sleep(1)
    load.finish()


def counted(house: House, people: list[str]) -> int:
    return sum(house.events(person) for person in people)


def appended(house: House, people: list[str]) -> Counter[str]:
    """Return the message ids of these people in the log, and how often each stands there."""
    log = open_log(house.server.data)
    return Counter(
        entry.message_id
        for chunk in log.read(0, log.head())
        for entry in chunk.entries()
        if isinstance(entry, Event) and entry.user_id in people
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kill", [kill_the_broker, kill_the_edge, kill_the_house])
def test_what_was_acknowledged_is_counted_once(house: House, kill: Callable[[House], None]) -> None:
    load = Load(house, kill.__name__)
    kill_under_load(house, load, kill)
    assert load.sent > 100
    assert len(set(load.acknowledged)) == load.sent
    assert wait_for(lambda: counted(house, load.people) >= load.sent, 60)
    assert set(appended(house, load.people)) == set(load.acknowledged)
    assert counted(house, load.people) == load.sent
    assert house.refused() == {}


@pytest.mark.timeout(300)
def test_what_is_handed_over_twice_is_known_again_without_a_number_of_its_own(
    house: House,
) -> None:
    rnd = random.Random(7)
    sent = 0
    for number in range(ROUNDS):
        with house.device(f"unnumbered-{number}") as fridge:
            os.kill(house.pid_of("edge"), signal.SIGSTOP)
            several = [fridge.publish({"event": "Step", "userId": "u0"}) for _ in range(300)]
            assert wait_for(lambda told=several: all(one.is_published() for one in told), 60)
            sent += len(several)
        killed = house.pid_of("edge")
        os.kill(killed, signal.SIGCONT)
        time.sleep(rnd.uniform(0.005, 0.15))  # in the middle of hearing them
        os.kill(killed, signal.SIGKILL)
        assert wait_for(lambda before=killed: house.pid_of("edge") != before)
        wait_for_lanes(house.server)
    assert wait_for(lambda: house.events("u0") >= sent, 60)
    assert sum(appended(house, ["u0"]).values()) >= sent
    assert house.events("u0") == sent
