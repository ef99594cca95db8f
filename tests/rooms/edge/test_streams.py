import asyncio
import json
from typing import Any
from urllib.parse import quote

import pytest

from dangol.edge import live_entries, streams
from dangol.edge.live_entries import Sight, look
from dangol.edge.requests import Message
from dangol.edge.tokens import sign_view
from dangol.kernel import clock
from dangol.kernel.clock import MINUTE
from dangol.live.profiles.api import Folder
from dangol.live.profiles.contracts import FoldInput
from dangol.live.trip.api import find_heard
from tests.rooms.edge.asgi import Answered, EdgeClient, scope_of
from tests.rooms.edge.conftest import SECRET, Deployment


def token(*brands: str, secret: str = SECRET, until: int = MINUTE) -> str:
    return sign_view(secret, brands, clock.now() + until)


def watch(
    client: EdgeClient, path: str, headers: dict[str, str] | None = None, parts: int = 2
) -> Answered:
    """Watch until the first entries, or the end of the stream, have come."""
    answered = Answered()

    told = asyncio.Event()

    async def receive() -> Message:
        await told.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        await answered.take(message)
        if len(answered.parts) == parts:  # the first part tells how soon to come back
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
    [
        ("source=sotbab-web", [4]),
        ("outcome=rejected", [3]),
        ("outcome=accepted", [1, 4]),
        ("brand=onggi", [1, 2, 3]),
        ("brand=maru", []),
    ],
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
    told = entries(watch(client, path + "&last_event_id=3"))
    assert [entry["id"] for entry in told] == [4]
    assert [entry["id"] for entry in entries(watch(client, path + "&recent=1"))] == [4]
    assert "id: 4\nevent: recalled\n" in watch(client, path + "&last_event_id=4").text


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 5000, "²"])
def test_what_is_no_number_is_as_if_it_were_not_said(
    client: EdgeClient, deployment: Deployment, number: str
) -> None:
    hear_one_of_each(client, deployment)
    path = f"/v1/live?token={token('onggi', 'sotbab')}&recent={quote(number)}"
    told = entries(watch(client, f"{path}&last_event_id={quote(number)}"))
    assert [entry["id"] for entry in told] == [1, 2, 3, 4]


def hear_quiet_then_loud(client: EdgeClient, deployment: Deployment, loud: int) -> None:
    client.send("/v1/page", {"anonymousId": "a"}, deployment.keys["sotbab"])
    batch = [{"type": "track", "event": "Hi", "userId": "u1"}] * loud
    client.send("/v1/batch", {"batch": batch}, deployment.keys["server"])
    deployment.take_trip()


def test_a_quiet_source_is_recalled_from_behind_a_loud_one(
    client: EdgeClient, deployment: Deployment
) -> None:
    hear_quiet_then_loud(client, deployment, 1500)
    path = f"/v1/live?token={token('onggi', 'sotbab')}&source=sotbab-web&recent=100"
    answered = watch(client, path)
    assert [entry["id"] for entry in entries(answered)] == [1]
    assert "id: 1501\nevent: recalled\n" in answered.text


def test_recalling_goes_back_only_so_far(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear_quiet_then_loud(client, deployment, 30)
    monkeypatch.setattr(live_entries, "MOST_READ", 30)
    path = f"/v1/live?token={token('onggi', 'sotbab')}&source=sotbab-web&recent=5"
    assert entries(watch(client, path)) == []


def test_what_nobody_wanted_is_not_skipped(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_entries, "MOST_AT_ONCE", 3)
    hear_quiet_then_loud(client, deployment, 30)
    sight = Sight(frozenset(["sotbab"]), "", "", "en", names=True)
    news = look(deployment.database, deployment.log, sight, 0, clock.now())
    assert ([entry.offset for entry in news.entries], news.skipped) == ([0], 0)


def test_what_was_set_aside_is_told_apart_in_plain_words(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Folder.plan

    def fail_for_mina(folder: Folder, inputs: list[FoldInput], *rest: Any) -> Any:
        if any(one.event.user_id == "mina" for one in inputs):
            raise ValueError("mina@example.org")
        return plan(folder, inputs, *rest)

    monkeypatch.setattr(Folder, "plan", fail_for_mina)
    batch = [{"type": "track", "event": "Hi", "userId": user} for user in ("mina", "noah")]
    client.send("/v1/batch", {"batch": batch}, deployment.keys["server"])
    deployment.take_trip()
    path = f"/v1/live?token={token('onggi')}"
    told = entries(watch(client, path))
    assert [entry["outcome"] for entry in told] == ["aside", "accepted"]
    assert (told[0]["code"], told[0]["customer"]) == ("set_aside", None)
    assert "could not work on this event" in told[0]["reason"]
    assert "mina@" not in json.dumps(told[0])
    assert [entry["id"] for entry in entries(watch(client, path + "&outcome=aside"))] == [1]
    assert [entry["id"] for entry in entries(watch(client, path + "&outcome=accepted"))] == [2]
    heard = find_heard(deployment.database, "onggi-server")
    assert heard is not None
    assert heard.accepted == 1


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


def test_who_must_not_see_names_sees_none_in_the_name_of_a_page_either(
    client: EdgeClient, deployment: Deployment
) -> None:
    page = {"name": "Account of mina@example.org", "userId": "u1", "messageId": "for-mina@x.org"}
    client.send("/v1/page", page, deployment.keys["server"])
    deployment.take_trip()
    right = sign_view(SECRET, ["onggi"], clock.now() + MINUTE, names=False)
    (told,) = entries(watch(client, f"/v1/live?token={right}"))
    assert (told["event"], told["message_id"]) == ("Account of m•••@e•••.org", "f•••@x•••.org")


def test_a_flood_is_cut_and_says_so(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear_one_of_each(client, deployment)
    monkeypatch.setattr(live_entries, "MOST_AT_ONCE", 1)
    path = f"/v1/live?token={token('onggi', 'sotbab')}&last_event_id=0"
    answered = watch(client, path)
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
    answered = watch(client, f"/v1/live?token={token('onggi')}", parts=3)
    assert "id: 0\nevent: quiet\n" in answered.text


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


def test_entries_are_watched_by_type(client: EdgeClient, deployment: Deployment) -> None:
    key = deployment.keys["server"]
    client.send("/v1/track", {"event": "Hi", "userId": "u1"}, key)
    client.send("/v1/page", {"name": "Home", "userId": "u1"}, key)
    client.send("/v1/page", {"name": "Lost"}, key)
    deployment.take_trip()
    told = entries(watch(client, f"/v1/live?token={token('onggi')}&type=page"))
    assert [(entry["event"], entry["outcome"]) for entry in told] == [
        ("Home", "accepted"),
        ("Lost", "rejected"),
    ]


def test_a_customer_is_watched_also_by_what_came_before_two_were_found_one(
    client: EdgeClient, deployment: Deployment
) -> None:
    key = deployment.keys["server"]
    for sent in ({"anonymousId": "a1"}, {"userId": "u1"}, {"userId": "other"}):
        client.send("/v1/track", {"event": "Hi", **sent}, key)
    client.send("/v1/identify", {"anonymousId": "a1", "userId": "u1"}, key)
    client.send("/v1/track", {"event": "Bye"}, key)  # refused, so it is nobody's
    deployment.take_trip()
    whose = client.read("/v1/customers/user_id:u1", deployment.api_key).json["id"]
    told = entries(watch(client, f"/v1/live?token={token('onggi')}&customer={whose}"))
    assert [entry["id"] for entry in told] == [1, 2, 4]
    answer = client.get(f"/v1/live?token={token('onggi')}&customer=nobody")
    assert (answer.status, answer.json["code"]) == (400, "customer_unusable")
