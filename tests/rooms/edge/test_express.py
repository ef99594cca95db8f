"""Usual requests, taken before they become tasks: answered and kept as the usual way does."""

import asyncio
import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from dangol.edge.answers import Answer
from dangol.edge.app import Edge
from dangol.kernel.event import Entry, Event
from dangol.memory.eventlog.api import LogFull
from dangol.registry.sources.api import set_enabled, set_limits
from dangol.registry.sources.contracts import Limits
from tests.rooms.edge.asgi import Answered, EdgeClient, scope_of
from tests.rooms.edge.conftest import Deployment
from tests.rooms.edge.sockets import served
from tests.server import wait_for

HI = {"type": "track", "event": "Hi", "userId": "u1", "messageId": "m1"}
TWO = {"batch": [HI, {**HI, "messageId": "m2"}]}
USUAL: list[tuple[str, Any, dict[str, str]]] = [
    ("/v1/track", HI, {}),
    ("/v1/t", HI, {"origin": "https://shop.example"}),
    ("/v1/batch", TWO, {"content-type": "text/plain"}),
    ("/api/s/s2s/identify", {"userId": "u1", "traits": {"email": "m@example.org"}}, {}),
    ("/v1/track", {**HI, "properties": {"card": "4111 1111 1111 1111"}}, {}),
    ("/v1/page", {"anonymousId": "a", "sentAt": "2026-01-01T00:00:00Z"}, {"sentat": "x"}),
]
OTHERS: list[tuple[str, Any, dict[str, str]]] = [
    ("/v1/track", {**HI, "event": ""}, {}),
    ("/v1/batch", {"batch": [HI, {"type": "track"}]}, {}),
    ("/v1/track", b"{", {}),
    ("/v1/track", b"\xff", {}),
    ("/v1/track", {**HI, "properties": {"x": "y" * 40_000}}, {}),
    ("/v1/nothing", HI, {}),
    ("/readyz", HI, {}),
]


def headers_for(deployment: Deployment, headers: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {deployment.keys['onggi']}", **headers}


def at_once(
    client: EdgeClient, path: str, body: bytes, headers: dict[str, str], method: str = "POST"
) -> Answer | None:
    """Return the answer of a request that was taken; None where it is to go the usual way."""
    answers: asyncio.Queue[Answer | None] = asyncio.Queue()

    async def take() -> Answer | None:
        scope = scope_of(method, path, headers)
        if not client.edge.take_at_once(scope, body, answers.put_nowait):
            return None
        return await answers.get()

    answer: Answer | None = client.run(take())
    return answer


def known(entries: list[Entry]) -> list[Entry]:
    """Return entries without what differs from one request to the next."""
    return [
        msgspec.structs.replace(entry, received=0, at=0, message_id="")
        if isinstance(entry, Event)
        else entry
        for entry in entries
    ]


def encoded(wire: Any) -> bytes:
    return wire if isinstance(wire, bytes) else json.dumps(wire).encode()


def warm_up(client: EdgeClient, deployment: Deployment) -> None:
    """Let the source be heard before, so that it is known."""
    assert client.send("/v1/track", HI, deployment.keys["onggi"]).status == 200


@pytest.mark.parametrize(("path", "wire", "headers"), USUAL)
def test_what_is_usual_is_answered_and_kept_as_ever(
    client: EdgeClient, deployment: Deployment, path: str, wire: Any, headers: dict[str, str]
) -> None:
    warm_up(client, deployment)
    sent = headers_for(deployment, headers)
    before = len(deployment.entries())
    usual: Answered = client.ask("POST", path, encoded(wire), sent)
    middle = len(deployment.entries())
    counted = dict(client.resources.counters.requests), client.resources.counters.accepted
    taken = at_once(client, path, encoded(wire), sent)
    assert taken is not None
    assert (taken.status, taken.body) == (usual.status, usual.body)
    told = {name.decode(): value.decode() for name, value in taken.headers}
    assert told == {name: value for name, value in usual.headers.items() if name in told}
    assert usual.headers.keys() - told.keys() == {"content-length"}
    entries = deployment.entries()
    assert known(entries[middle:]) == known(entries[before:middle])
    assert client.resources.counters.accepted == counted[1] + len(entries) - middle
    changed = dict(client.resources.counters.requests).items() - counted[0].items()
    assert [status for (_, status), _ in changed] == [200]


@pytest.mark.parametrize(("path", "wire", "headers"), OTHERS)
def test_what_is_refused_is_left_to_the_usual_way_as_if_untouched(
    client: EdgeClient, deployment: Deployment, path: str, wire: Any, headers: dict[str, str]
) -> None:
    warm_up(client, deployment)
    counted = dict(client.resources.counters.requests)
    assert at_once(client, path, encoded(wire), headers_for(deployment, headers)) is None
    assert len(deployment.entries()) == 1
    assert client.resources.counters.requests == counted
    assert not client.resources.counters.rejected


def test_what_is_packed_or_of_nobody_or_of_another_method_is_left(
    client: EdgeClient, deployment: Deployment
) -> None:
    body, sent = encoded(HI), headers_for(deployment, {})
    assert at_once(client, "/v1/track", body, sent) is None  # never heard before
    warm_up(client, deployment)
    assert at_once(client, "/v1/track", body, {}) is None
    assert at_once(client, "/v1/track", body, {"authorization": "Bearer wk_none"}) is None
    assert at_once(client, "/v1/track", body, sent, method="PUT") is None
    packed = {**sent, "content-encoding": "gzip"}
    assert at_once(client, "/v1/track", gzip.compress(body), packed) is None
    assert at_once(client, "/v1/track", body, sent) is not None


def test_who_has_a_limit_or_is_silenced_goes_the_usual_way(
    client: EdgeClient, deployment: Deployment
) -> None:
    warm_up(client, deployment)
    sent = headers_for(deployment, {})
    set_limits(deployment.database, "onggi-web", Limits(per_second=1))
    assert wait_for(lambda: goes_the_usual_way(client, sent))
    set_limits(deployment.database, "onggi-web", Limits())
    assert wait_for(lambda: not goes_the_usual_way(client, sent))
    set_enabled(deployment.database, "onggi-web", False)
    assert wait_for(lambda: goes_the_usual_way(client, sent))


def goes_the_usual_way(client: EdgeClient, sent: dict[str, str]) -> bool:
    """Tell whether a request is not taken at once, a moment later."""
    client.run(asyncio.sleep(0.05))
    return at_once(client, "/v1/track", encoded(HI), sent) is None


def test_a_log_that_is_full_sends_everybody_the_usual_way(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up(client, deployment)

    def fail(_entries: object) -> int:
        raise LogFull("log_full", "It is full.")

    monkeypatch.setattr(client.resources.log, "append", fail)
    accepted = client.resources.counters.accepted
    assert at_once(client, "/v1/track", encoded(HI), headers_for(deployment, {})) is None
    assert client.resources.counters.accepted == accepted


def test_what_nobody_foresaw_is_left_to_the_usual_way(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up(client, deployment)
    monkeypatch.setattr(client.resources, "keyring", None)
    assert at_once(client, "/v1/track", encoded(HI), headers_for(deployment, {})) is None


@pytest.fixture
def port(deployment: Deployment) -> Iterator[int]:
    """The edge behind a real socket."""
    edge = Edge(deployment.config)
    with served(edge, 10, edge.take_at_once) as found:
        yield found


def request_of(deployment: Deployment, number: int, more: str = "") -> bytes:
    body = encoded({**HI, "messageId": f"m{number}"})
    head = (
        "POST /v1/track HTTP/1.1\r\nHost: a\r\n"
        f"Authorization: Bearer {deployment.keys['onggi']}\r\n"
        f"Content-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


def read_answers(line: socket.socket, count: int) -> list[bytes]:
    """Return the statuses of some answers."""
    told = b""
    while told.count(b'{"success":true}') < count:
        told += line.recv(65536)
    return [part.split(b" ", 2)[1] for part in told.split(b"HTTP/1.1")[1:]]


def test_requests_on_one_connection_are_answered_in_order(
    deployment: Deployment, port: int
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for number in range(3):  # one after the other
            line.sendall(request_of(deployment, number))
            assert read_answers(line, 1) == [b"200"]
        line.sendall(b"".join(request_of(deployment, number) for number in range(3, 8)))
        assert read_answers(line, 5) == [b"200"] * 5
        whole = request_of(deployment, 8)
        line.sendall(whole[:-9])  # the body comes in two parts
        line.sendall(whole[-9:])
        assert read_answers(line, 1) == [b"200"]
        line.sendall(request_of(deployment, 9, "Connection: close\r\n"))
        assert read_answers(line, 1) == [b"200"]
        assert line.recv(100) == b""
    events = [entry for entry in deployment.entries() if isinstance(entry, Event)]
    assert [event.message_id for event in events] == [f"m{number}" for number in range(10)]


def test_who_goes_before_the_answer_harms_nobody(deployment: Deployment, port: int) -> None:
    for number in range(3):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(request_of(deployment, number))
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(request_of(deployment, 9))
        assert read_answers(line, 1) == [b"200"]
    events = [entry for entry in deployment.entries() if isinstance(entry, Event)]
    assert "m9" in [event.message_id for event in events]  # the others may come in, at any time
