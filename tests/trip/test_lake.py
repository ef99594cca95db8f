"""The lake of a really running house: written, verified, asked, and read where the log ends."""

import json
import signal
import sqlite3
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server import Server, dangol, wait_for
from tests.warm import run


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A house whose lake is written without waiting, with what two customers did."""
    data = tmp_path_factory.mktemp("lake") / "var"
    server = Server(data, {"DANGOL_LAKE_SECONDS": "0"}, studio=False)
    server.start()
    try:
        for number in range(4):
            assert server.send(*_events(number))[0] == 200
        assert wait_for(lambda: _lag(server) == 0, 60), "the lake is not written"
        yield server
    finally:
        server.stop(signal.SIGKILL)


def _events(number: int) -> list[dict[str, Any]]:
    shown = {"type": "track", "event": "Product Viewed", "userId": "mina"}
    bought = {
        "type": "track",
        "event": "Order Completed",
        "userId": "noah",
        "properties": {"total": 18.99, "currency": "EUR"},
    }
    return [
        {**shown, "messageId": f"v{number}"},
        {**bought, "messageId": f"o{number}"},
    ]


def _lag(server: Server) -> float:
    with sqlite3.connect(server.data / "log.db") as connection:
        if not connection.execute("SELECT count(*) FROM chunk").fetchone()[0]:
            return -1
    found: float = _metric(server, "dangol_lake_lag_entries")
    return found


def _metric(server: Server, name: str) -> float:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])


def test_the_running_house_writes_its_lake_and_it_is_whole(server: Server) -> None:
    verified = dangol(server.data, "lake", "verify")
    assert (verified["ok"], verified["rows"], verified["compared"]) == (True, 8, 8)
    found = dangol(server.data, "doctor")
    assert (found["lake"]["lag"], found["lake"]["position"], found["problems"]) == (0, 8, [])
    assert _metric(server, "dangol_lake_bytes") == found["lake"]["bytes"] > 0


def test_it_is_asked_by_sql(server: Server) -> None:
    question = (
        "SELECT name, count(*) AS n, sum((properties->>'total')::DECIMAL(9,2)) AS total "
        "FROM events GROUP BY name ORDER BY name"
    )
    answer = dangol(server.data, "lake", "query", question)
    assert answer["rows"] == [["Order Completed", 4, "75.96"], ["Product Viewed", 4, None]]
    assert [column["name"] for column in answer["columns"]] == ["name", "n", "total"]
    assert answer["more"] is False


def test_what_may_not_be_asked_is_refused_with_a_sentence(server: Server) -> None:
    done = run("lake", "query", "DROP VIEW events", data=server.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Ask with one SELECT statement; nothing else is allowed here.\n"


def test_files_are_joined_and_nothing_changes_for_who_asks(server: Server) -> None:
    said = dangol(server.data, "lake", "compact")
    assert said["files"] == 1
    assert said["files_before"] >= 1
    assert dangol(server.data, "lake", "verify")["ok"]


def test_a_timeline_reaches_beyond_what_the_log_holds(server: Server) -> None:
    before = server.get("/v1/customers/user_id:noah/events")
    with sqlite3.connect(server.data / "log.db") as connection:
        connection.execute("DELETE FROM chunk WHERE first < 6")
    assert server.get("/v1/customers/user_id:noah/events") == before
    assert [event["messageId"] for event in before[1]["events"]] == ["o3", "o2", "o1", "o0"]
    verified = dangol(server.data, "lake", "verify")
    assert (verified["ok"], verified["rows"], verified["compared"]) == (True, 8, 2)


def test_a_damaged_file_is_told_and_the_command_fails(server: Server) -> None:
    (path,) = (server.data / "lake").rglob("*.parquet")
    content = path.read_bytes()
    path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
    done = run("lake", "verify", "--json", data=server.data)
    path.write_bytes(content)
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"]) == (1, False)
    assert [fault["code"] for fault in found["faults"]] == ["file_damaged"]
