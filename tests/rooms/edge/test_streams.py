import asyncio
import json
from typing import Any

import pytest

from dangol.edge import live_entries, streams
from dangol.edge.live_entries import Sight, look
from dangol.edge.requests import Message
from dangol.edge.tokens import sign_view
from dangol.kernel import clock
from dangol.kernel.clock import MINUTE
from tests.rooms.edge.asgi import Answered, EdgeClient, scope_of
from tests.rooms.edge.conftest import SECRET, Deployment


def token(*brands: str, secret: str = SECRET, until: int = MINUTE) -> str:
    return sign_view(secret, brands, clock.now() + until)


def watch(client: EdgeClient, path: str, headers: dict[str, str] | None = None) -> Answered:
    """Watch until the first entries, or the end of the stream, have come."""
    answered = Answered()

    told = asyncio.Event()

    async def receive() -> Message:
        await told.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        await answered.take(message)
        if len(answered.parts) == 2:  # the first part tells how soon to come back
            told.set()

    client.run(client.edge(scope_of("GET", path, headers), receive, send))
    return answered


def entries(answered: Answered) -> list[dict[str, Any]]:
    found = []
    for block in answered.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if lines.get("event") == "entry":
            found.append({**json.loads(lines["data"]), "id": int(lines["id"])})
    return found


def hear_one_of_each(client: EdgeClient, deployment: Deployment) -> None:
    track = {"type": "track", "event": "Hi", "userId": "u1", "messageId": "m1"}
    nobody = {"type": "track", "event": "x", "messageId": "m2"}
    client.send("/v1/batch", {"batch": [track, track, nobody]}, deployment.keys["server"])
    client.send("/v1/page", {"anonymousId": "a"}, deployment.keys["sotbab"])
    deployment.take_trip()


def test_entries_are_told_with_what_became_of_them(either_deployment: Deployment) -> None:
    with EdgeClient(either_deployment.config) as client:
        hear_one_of_each(client, either_deployment)
        answered = watch(client, f"/v1/live?token={token('onggi', 'sotbab')}")
    assert answered.headers["content-type"].startswith("text/event-stream")
    told = entries(answered)
    assert [(entry["outcome"], entry["source"], entry["id"]) for entry in told] == [
        ("accepted", "onggi-server", 1),
        ("duplicate", "onggi-server", 2),
        ("rejected", "onggi-server", 3),
        ("accepted", "sotbab-web", 4),
    ]
    first, refused = told[0], told[2]
    assert (first["type"], first["event"], first["touchpoint"]) == ("track", "Hi", "server")
    assert first["customer"]
    assert first["label"]
    assert refused["code"] == "identifier_missing"
    assert "whose" in refused["reason"]


def test_only_brands_in_view_are_told(client: EdgeClient, deployment: Deployment) -> None:
    hear_one_of_each(client, deployment)
    told = entries(watch(client, f"/v1/live?token={token('sotbab')}"))
    assert [entry["brand"] for entry in told] == ["sotbab"]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [("source=sotbab-web", [4]), ("outcome=rejected", [3]), ("outcome=accepted", [1, 4])],
)
def test_a_watcher_may_want_less(
    client: EdgeClient, deployment: Deployment, wanted: str, ids: list[int]
) -> None:
    hear_one_of_each(client, deployment)
    path = f"/v1/live?token={token('onggi', 'sotbab')}&{wanted}"
    assert [entry["id"] for entry in entries(watch(client, path))] == ids


def test_a_broken_stream_goes_on_where_it_ended(client: EdgeClient, deployment: Deployment) -> None:
    hear_one_of_each(client, deployment)
    path = f"/v1/live?token={token('onggi', 'sotbab')}"
    told = entries(watch(client, path, {"last-event-id": "2"}))
    assert [entry["id"] for entry in told] == [3, 4]
    assert [entry["id"] for entry in entries(watch(client, path + "&recent=1"))] == [4]


def test_nothing_is_told_before_the_trip_has_decided(
    client: EdgeClient, deployment: Deployment
) -> None:
    hi = {"event": "Hi", "userId": "u1"}
    client.send("/v1/track", hi, deployment.keys["server"])
    sight = Sight(frozenset(["onggi"]), "", "", "en", names=True)
    news = look(deployment.database, deployment.log, sight, 0, clock.now())
    assert (news.entries, news.position) == ([], 0)
    deployment.take_trip()
    news = look(deployment.database, deployment.log, sight, 0, clock.now())
    assert ([entry.event for entry in news.entries], news.position) == (["Hi"], 1)


def test_who_must_not_see_names_sees_entries_without_them(
    client: EdgeClient, deployment: Deployment
) -> None:
    hear_one_of_each(client, deployment)
    right = sign_view(SECRET, ["onggi"], clock.now() + MINUTE, names=False)
    told = entries(watch(client, f"/v1/live?token={right}"))
    assert told[0]["customer"]
    assert {entry["label"] for entry in told} == {""}


def test_a_flood_is_cut_and_says_so(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear_one_of_each(client, deployment)
    monkeypatch.setattr(live_entries, "MOST_AT_ONCE", 1)
    answered = watch(client, f"/v1/live?token={token('onggi', 'sotbab')}")
    assert 'event: skipped\ndata: {"entries":3}\n\n' in answered.text
    assert [entry["id"] for entry in entries(answered)] == [4]


@pytest.mark.parametrize(
    "right",
    ["", "x", "x.y", token("onggi", secret="another"), token("onggi", until=-1)],
    ids=["none", "word", "two words", "another house's", "expired"],
)
def test_without_a_right_nothing_is_told(client: EdgeClient, right: str) -> None:
    answer = client.get(f"/v1/live?token={right}")
    assert (answer.status, answer.json["code"]) == (401, "token_unusable")


def test_an_unknown_outcome_is_refused(client: EdgeClient) -> None:
    answer = client.get(f"/v1/live?token={token('onggi')}&outcome=lost")
    assert (answer.status, answer.json["code"]) == (400, "outcome_unknown")


def test_a_quiet_stream_is_kept_alive(client: EdgeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0)
    assert ": still here\n\n" in watch(client, f"/v1/live?token={token('onggi')}").text


def test_a_stream_ends_with_the_right_to_it(client: EdgeClient) -> None:
    answered = Answered()

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        await answered.take(message)
        if len(answered.parts) == 1:
            client.resources.clock = lambda: clock.now() + 2 * MINUTE

    client.run(client.edge(scope_of("GET", f"/v1/live?token={token('onggi')}"), receive, send))
    assert answered.text.endswith("event: ended\ndata: {}\n\n")
    assert client.resources.counters.watchers == 0


def test_a_stream_ends_when_the_edge_stops(client: EdgeClient) -> None:
    answered = Answered()

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def stop_soon() -> None:
        begun = asyncio.Event()

        async def send(message: Message) -> None:
            await answered.take(message)
            if answered.parts:
                begun.set()

        stream = client.edge(scope_of("GET", f"/v1/live?token={token('onggi')}"), receive, send)
        running = asyncio.create_task(stream)
        await asyncio.wait_for(begun.wait(), 20)
        assert client.resources.counters.watchers == 1
        client.edge.stop_streams()
        await running

    client.run(stop_soon())
    assert client.resources.counters.watchers == 0
