"""Card numbers, resident numbers and passwords are in no store of a really running Dangol."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dangol.kernel.event import Event
from dangol.live.trip.api import trip_state
from dangol.memory.eventlog.api import open_log
from tests.rules.collect.planted import SPELLINGS, order_numbers
from tests.server import DANGOL, Server, dangol, wait_for
from tests.trip.stores import digits_of, read_stores

CONTROL = "zebra-control"
PASSWORD = "hunter2-of-the-zoo"
NUMBERS = (
    *("4111111111111111", "5555555555554444", "378282246310005"),
    *("9001011234567", "8501015234567"),
)
STORES = (
    "log.db:chunk.body",
    "dangol.db:identity_",
    "dangol.db:profiles_",
    "dangol.db:trip_violation.event",
    "imports/",
    "logs/",
    "lake/",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A folder in which everything was planted that must not be kept, and what must."""
    data = tmp_path_factory.mktemp("personal") / "data"
    orders = list(order_numbers(random.Random(7), 1000))
    server = Server(data, studio=False)
    server.start()
    try:
        _plant(server, orders)
        database = _database(server)
        head = open_log(data).head()
        assert wait_for(lambda: trip_state(database).offset >= head, 90)
        database.close()
    finally:
        server.stop()
    dangol(data, "lake", "query", "SELECT count(*) FROM events")  # all history, up to this moment
    (data / "logs" / "planted.log").write_text(json.dumps({"event": CONTROL}) + "\n")
    return data, orders


def _database(server: Server) -> Any:
    from dangol.config.data_folder import at_path
    from dangol.engines.database import open_database

    return open_database(at_path(server.data).database_url)


def _plant(server: Server, orders: list[int]) -> None:
    bare = {"type": "track", "event": f"Note {CONTROL}", "userId": CONTROL}
    planted = [
        {**spelling.event({**bare, "messageId": f"m-{place}"})}
        for place, spelling in enumerate(SPELLINGS)
    ]
    planted += [{**event, "type": "identify", "traits": event.get("properties", {})}
                for event in planted]  # fmt: skip
    for event in planted[len(SPELLINGS) :]:
        event["messageId"] = f"i-{event.get('messageId')}"
    planted.append({**bare, "messageId": "p", "properties": {"password": PASSWORD}})
    planted.append({**bare, "messageId": "q", "properties": {"url": f"/?pwd={PASSWORD}"}})
    planted.append({**bare, "type": "identify", "traits": {"name": CONTROL, "pwd": PASSWORD}})
    status, said = server.send(*planted)
    assert status == 200
    assert {one["code"] for one in said["rejected"]} == {"user_id_unusable"}
    for first in range(0, len(orders), 250):
        batch = [
            {**bare, "event": "Ordered", "messageId": f"o-{number}", "properties": {"id": number}}
            for number in orders[first : first + 250]
        ]
        assert server.send(*batch) == (200, {"success": True})
    unreadable = b'{"event":"x","note":"4111 1111 1111 1111 ' + CONTROL.encode() + b'"'
    status, _ = server.ask("/v1/track", unreadable.decode(), f"Bearer {server.write_key}")
    assert status == 400
    _import(server, planted)


def _import(server: Server, planted: list[dict[str, Any]]) -> None:
    file = server.data.parent / "old.ndjson"
    lines = [json.dumps({**event, "messageId": f"f-{n}"}) for n, event in enumerate(planted)]
    file.write_text("\n".join([*lines, f"{CONTROL} 4111 1111 1111 1111"]) + "\n")
    done = subprocess.run(
        [DANGOL, "import", file, "--source", "shop", "--data", server.data, "--json"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=server.environment,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rejected"] >= 1
    file.unlink()


def test_the_scanner_finds_the_control_in_every_store(house: tuple[Path, list[int]]) -> None:
    found = {store for store, text in read_stores(house[0]) if CONTROL in text}
    for store in STORES:
        assert any(name.startswith(store) for name in found), (store, sorted(found))


def test_no_store_holds_a_number_or_a_password_that_was_planted(
    house: tuple[Path, list[int]],
) -> None:
    kept = [
        (store, number)
        for store, text in read_stores(house[0])
        for number in NUMBERS
        if number in _digits_in_reach(text)
    ]
    assert kept == []
    assert [store for store, text in read_stores(house[0]) if PASSWORD in text] == []


def test_a_thousand_order_numbers_and_times_are_kept_to_the_digit(
    house: tuple[Path, list[int]],
) -> None:
    data, orders = house
    kept = [
        json.loads(bytes(entry.properties))["id"]
        for chunk in open_log(data).read(0, 100_000)
        for entry in chunk.entries()
        if isinstance(entry, Event) and entry.name == "Ordered"
    ]
    assert sorted(kept) == sorted(set(orders))
    assert len(kept) >= 990


def _digits_in_reach(text: str) -> str:
    """Return the digits of a short text; of a long one, those that stand together in it.

    Of a whole page of a database all digits together would hold any number.
    """
    if len(text) <= 400:
        return digits_of(text)
    return "".join(letter if letter.isdigit() else "|" for letter in text.translate(_JOINED))


_JOINED = str.maketrans("", "", " -.\u00a0\u2013\u200b")
