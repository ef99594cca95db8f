"""What the log no longer gives, as the API and the live stream tell it."""

import sqlite3
from contextlib import closing

import pytest

from dangol.edge import customers
from dangol.edge.live_entries import Sight, look, recall
from dangol.edge.streams import written
from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.memory.eventlog.api import Retention
from tests.rooms.edge.asgi import EdgeClient
from tests.rooms.edge.conftest import Deployment

MINA = "/v1/customers/user_id:mina/events"
ALL = Sight(frozenset(["onggi"]), "", "", "en", names=True)


def hear(client: EdgeClient, deployment: Deployment, count: int) -> None:
    """Hear events of one customer, a chunk each, the later ones newer."""
    for n in range(count):
        event = {"event": f"Step {n}", "userId": "mina", "timestamp": f"2026-05-{n + 1:02}T00:00Z"}
        assert client.send("/v1/track", event, deployment.keys["onggi"]).status == 200
    deployment.take_trip()


def forget(deployment: Deployment, before: int) -> None:
    while deployment.log.forget(Retention(age=0), before, clock.now() + DAY):
        pass


def damage(deployment: Deployment, first: int) -> None:
    file = deployment.config.data / "log.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE chunk SET body = zeroblob(9) WHERE first = ?", (first,))


def test_a_timeline_tells_what_is_no_longer_held(
    client: EdgeClient, deployment: Deployment
) -> None:
    hear(client, deployment, 5)
    assert client.read(MINA, deployment.api_key).json.keys() == {"events", "next"}
    forget(deployment, 3)
    page = client.read(MINA, deployment.api_key).json
    assert [event["event"] for event in page["events"]] == ["Step 4", "Step 3"]
    assert (page["not_held"], page["next"]) == (3, None)
    assert client.read("/v1/customers/user_id:mina", deployment.api_key).json["events"] == 5


def test_what_is_not_held_is_counted_once_over_all_pages(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "MOST_LOOKED_AT", 2)
    hear(client, deployment, 9)
    forget(deployment, 6)
    seen, not_held, pages = [], 0, 0
    page = client.read(f"{MINA}?limit=2", deployment.api_key).json
    while True:
        pages += 1
        seen += [event["event"] for event in page["events"]]
        not_held += page.get("not_held", 0)
        if page["next"] is None:
            break
        page = client.read(f"{MINA}?limit=2&before={page['next']}", deployment.api_key).json
    assert seen == ["Step 8", "Step 7", "Step 6"]
    assert not_held == 6
    assert pages > 3  # one request looks at so many places and no more


def test_a_timeline_tells_what_can_no_longer_be_read(
    client: EdgeClient, deployment: Deployment
) -> None:
    hear(client, deployment, 3)
    damage(deployment, 1)
    page = client.read(MINA, deployment.api_key).json
    assert [event["event"] for event in page["events"]] == ["Step 2", "Step 0"]
    assert page["unreadable"] == 1
    assert "not_held" not in page


def test_the_live_stream_tells_of_entries_that_cannot_be_read(
    client: EdgeClient, deployment: Deployment
) -> None:
    hear(client, deployment, 3)
    damage(deployment, 1)
    news = look(deployment.database, deployment.log, ALL, 0, clock.now())
    assert ([entry.offset for entry in news.entries], news.lost) == ([0, 2], 1)
    assert b'event: lost\ndata: {"entries":1}\n\n' in written(news)
    again = recall(deployment.database, deployment.log, ALL, 10, clock.now())
    assert ([entry.offset for entry in again.entries], again.lost) == ([0, 2], 1)


def test_what_was_lost_is_counted_for_prometheus(
    client: EdgeClient, deployment: Deployment
) -> None:
    hear(client, deployment, 2)
    client.send("/v1/track", {"event": "x", "userId": "mina"}, deployment.keys["onggi"])
    damage(deployment, 2)
    deployment.take_trip()
    forget(deployment, 1)
    lines = client.get("/metrics").text.splitlines()
    assert "dangol_log_lost_entries 1" in lines
    assert "dangol_log_begin 1" in lines
    assert "dangol_trip_lag_entries 0" in lines
