"""SIGKILL of the whole process tree under load: nothing acknowledged is lost, nothing doubled."""

import contextlib
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from dangol.config.supervisor import ROLES
from dangol.kernel.event import Event
from dangol.memory.eventlog.api import open_log
from tests.server import NO_ANSWER, Server, dangol, is_there, wait_for
from tests.telling import say

ROUNDS = int(os.environ.get("DANGOL_KILL_ROUNDS", "4"))
PER_FULL_ROUND = 4
"""Of so many rounds, one kills the tree only when the Studio answers, which takes it seconds."""


class Load:
    """Clients that send purchases until told to stop, and remember what was acknowledged."""

    def __init__(self, server: Server, clients: int) -> None:
        self._server = server
        self._stop = threading.Event()
        self._given_up = threading.Event()
        self.acknowledged: dict[str, str] = {}
        self._threads = [
            threading.Thread(target=self._client, args=(n,), daemon=True) for n in range(clients)
        ]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Stop all clients; every event begun is retried until it is acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def give_up(self) -> None:
        """Stop all clients at once, whatever was not acknowledged."""
        self._stop.set()
        self._given_up.set()

    def _client(self, number: int) -> None:
        rnd = random.Random(number)
        sent = 0
        while not self._stop.is_set():
            user, message = f"u{rnd.randrange(30)}", f"{number}-{sent}"
            sent += 1
            event = {
                "type": "track",
                "event": "Order Completed",
                "userId": user,
                "anonymousId": f"a-{user}-{rnd.randrange(3)}",
                "messageId": message,
                "properties": {"total": 0.1, "currency": "EUR"},
            }
            if self._deliver(event):
                self.acknowledged[message] = user

    def _deliver(self, event: dict[str, object]) -> bool:
        while not self._given_up.is_set():
            with contextlib.suppress(*NO_ANSWER, ValueError):  # half an answer is no JSON
                if self._server.send(event, timeout=3)[0] == 200:
                    return True
            time.sleep(0.03)
        return False


def first_deliveries(data: Path) -> Counter[str]:
    """Recount from the log, by message id: what each user did, each message once."""
    seen: dict[str, str] = {}
    log = open_log(data)
    for chunk in log.read(0, log.head()):
        for entry in chunk.entries():
            if isinstance(entry, Event):
                seen[entry.message_id] = str(entry.user_id)
    return Counter(seen.values())


@pytest.mark.timeout(600 + 15 * ROUNDS)
def test_every_acknowledged_event_is_there_exactly_once_after_kills(tmp_path: Path) -> None:
    server = Server(tmp_path, {"DANGOL_LAKE_SECONDS": "0"})
    server.start()
    load = Load(server, clients=6)
    try:
        killed = kill_under_load(server, load)
        assert killed == dict.fromkeys(ROLES, ROUNDS)
        total = hold_against_recount(server, load)
        hold_lake_against_recount(server, load)
        assert server.stop() == 0
    finally:
        load.give_up()
        server.stop(signal.SIGKILL)
    say(f"{ROUNDS} kills of {', '.join(killed)}: {total:,} acknowledged, lost 0, doubled 0")


def kill_under_load(server: Server, load: Load) -> Counter[str]:
    """Kill the tree again and again, and leave it up with every event acknowledged.

    Returns:
        How often each role was alive when it was killed.
    """
    rnd, killed = random.Random(11), Counter[str]()
    for number in range(ROUNDS):
        if number % PER_FULL_ROUND == 0:
            server.wait_for_studio()
        time.sleep(rnd.uniform(0.4, 1.5))
        killed.update(roles_alive(server.data))
        server.stop(signal.SIGKILL)
        server.start()
    time.sleep(0.5)
    load.finish()
    return killed


def roles_alive(data: Path) -> list[str]:
    """Return the roles whose processes are there."""
    standing = json.loads((data / "run" / "up.json").read_text())
    return [role["name"] for role in standing["roles"] if is_there(role["pid"])]


def hold_against_recount(server: Server, load: Load) -> int:
    """Compare what is told of each customer, and of all, with what was acknowledged."""
    acknowledged = Counter(load.acknowledged.values())
    total = sum(acknowledged.values())
    assert total > 50
    assert first_deliveries(server.data) == acknowledged  # each was retried until acknowledged

    def caught_up() -> bool:
        return bool(server.get("/v1/lifecycle?brand=shop")[1]["totals"]["events"] >= total)

    assert wait_for(caught_up, 60)
    for user, events in acknowledged.items():
        status, customer = server.get(f"/v1/customers/user_id:{user}")
        assert status == 200
        assert customer["events"] == events
        assert customer["lifetime"]["shop"]["orders"] == events
        assert customer["lifetime"]["shop"]["revenue"] == {"EUR": str(events * 1 / 10)}
    assert server.get("/v1/lifecycle?brand=shop")[1]["totals"]["events"] == total
    return total


def hold_lake_against_recount(server: Server, load: Load) -> None:
    """Verify the history's files, and compare them with what was acknowledged."""
    head = open_log(server.data).head()
    assert wait_for(lambda: dangol(server.data, "lake", "verify")["compared"] == head, 120)
    asked = "SELECT count(*) AS events, count(DISTINCT message_id) AS messages FROM events"
    (row,) = dangol(server.data, "lake", "query", asked)["rows"]
    assert row == [len(load.acknowledged)] * 2
