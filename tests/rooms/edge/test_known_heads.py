"""Heads that were read before are not read again, and nothing else changes by that."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dangol.edge import listening
from dangol.edge.answers import Answer
from dangol.edge.listening import LONGEST_REMEMBERED, MOST_HEADS, Heads
from tests.rooms.edge.sockets import served

SUCCESS = Answer(200, b"{}", [(b"content-type", b"application/json")])


class Counter:
    """An application that hears usual requests by their bodies, and tells who came the usual way.

    ``taken`` holds the bodies that were taken, ``asked`` those of requests that became tasks.
    ``answers`` holds back what is to be answered where ``slow`` is set; ``fails`` lets the next one
    that was taken come to nothing.
    """

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.asked: list[bytes] = []
        self.slow = False
        self.fails = False
        self.refuses = False
        self.scopes: list[Any] = []

    def take_at_once(self, scope: Any, body: bytes, done: Callable[[Answer | None], None]) -> bool:
        if self.refuses or b"x-odd" in dict(scope["headers"]):
            return False
        self.taken.append(bytes(body))
        self.scopes.append(scope)
        answer, self.fails = (None if self.fails else SUCCESS), False
        if self.slow:
            asyncio.get_running_loop().call_later(0.2, done, answer)
        else:
            done(answer)
        return True

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for _ in ("startup", "shutdown"):
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.asked.append(body)
        length = (b"content-length", b"2")
        await send({"type": "http.response.start", "status": 202, "headers": [length]})
        await send({"type": "http.response.body", "body": b"{}"})


@pytest.fixture
def app() -> Counter:
    return Counter()


@pytest.fixture
def port(app: Counter) -> Iterator[int]:
    with served(app, 10, app.take_at_once) as found:
        yield found


@pytest.fixture
def line(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as opened:
        yield opened


def request_of(body: bytes, *more: str, path: str = "/v1/track") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: a", f"Content-Length: {len(body)}", *more, "", ""]
    return "\r\n".join(lines).encode() + body


def answers(line: socket.socket, count: int) -> list[bytes]:
    told = b""
    while told.count(b"{}") < count:
        part = line.recv(65536)
        assert part, "the connection was closed"
        told += part
    return [part.split(b" ", 2)[1] for part in told.split(b"HTTP/1.1")[1:]]


def test_the_same_head_is_read_once_and_each_body_is_heard(
    app: Counter, line: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []
    find = Heads.find

    def counted(heads: Heads, data: bytes) -> Any:
        known = find(heads, data)
        found.append(known is not None)
        return known

    monkeypatch.setattr(Heads, "find", counted)
    bodies = [b"first", b"other", b"third", b"a longer one", b"agree"]
    for body in bodies:
        line.sendall(request_of(body))
        assert answers(line, 1) == [b"200"]
    assert app.taken == bodies
    assert found == [False, True, True, False, True]
    assert [scope["raw_path"] for scope in app.scopes] == [b"/v1/track"] * 5


def test_a_head_is_known_to_other_connections_without_the_first_ones_address(
    app: Counter, port: int
) -> None:
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(request_of(b"hello"))
            assert answers(line, 1) == [b"200"]
    assert app.scopes[0]["client"] is not None
    assert app.scopes[1]["client"] is None


@pytest.mark.parametrize("cut", [1, 10, 40, -3])
def test_what_comes_in_parts_is_put_together(app: Counter, line: socket.socket, cut: int) -> None:
    line.sendall(request_of(b"first"))
    assert answers(line, 1) == [b"200"]
    whole = request_of(b"other")
    line.sendall(whole[:cut])
    assert not _has_answer(line)
    line.sendall(whole[cut:] + request_of(b"third"))
    assert len(answers(line, 2)) == 2
    assert sorted([*app.taken, *app.asked]) == [b"first", b"other", b"third"]


def test_requests_sent_ahead_are_answered_in_order(app: Counter, line: socket.socket) -> None:
    line.sendall(request_of(b"first"))
    assert answers(line, 1) == [b"200"]
    app.slow = True
    line.sendall(request_of(b"other"))
    assert not _has_answer(line)
    line.sendall(request_of(b"third") + request_of(b"odd", "X-Odd: 1"))
    line.sendall(request_of(b"fifth"))
    assert answers(line, 4)[:3] == [b"200", b"200", b"202"]
    assert app.taken[:3] == [b"first", b"other", b"third"]
    assert [*app.asked, *app.taken[3:]] == [b"odd", b"fifth"]


def test_a_slow_disk_costs_nobody_the_connection(
    app: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HEAD_SECONDS", "KEEP_ALIVE_SECONDS"):
        monkeypatch.setattr(listening, name, 0.1)
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.02)
    with contextlib.ExitStack() as opened:
        address = ("127.0.0.1", opened.enter_context(served(app, 10, app.take_at_once)))
        line = opened.enter_context(socket.create_connection(address, timeout=10))
        for body in (b"first", b"other"):
            line.sendall(request_of(body))
            assert answers(line, 1) == [b"200"]
        app.slow = True
        line.sendall(request_of(b"third"))
        assert answers(line, 1) == [b"200"]
        assert _is_let_go(line), "who asks for nothing more is let go"


def test_what_could_not_be_written_is_asked_the_usual_way(
    app: Counter, line: socket.socket
) -> None:
    line.sendall(request_of(b"first"))
    assert answers(line, 1) == [b"200"]
    app.fails = True
    line.sendall(request_of(b"other"))
    assert answers(line, 1) == [b"202"]
    app.refuses = True
    line.sendall(request_of(b"third"))
    assert answers(line, 1) == [b"202"]
    assert app.asked == [b"other", b"third"]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        (["Connection: close"], "/v1/track"),
        (["Expect: 100-continue"], "/v1/track"),
        (["Transfer-Encoding: chunked"], "/v1/track"),
        ([f"X-Long: {'n' * LONGEST_REMEMBERED}"], "/v1/track"),
    ],
)
def test_a_head_that_says_more_is_read_each_time(more: list[str], path: str) -> None:
    heads = Heads()
    data = request_of(b"hello", *more, path=path)
    named = [one.split(": ", 1) for one in ("Content-Length: 5", *more)]
    scope = {
        "headers": [(name.lower().encode(), value.encode()) for name, value in named],
        "http_version": "1.1",
    }
    heads.remember(data, scope, 5)  # type: ignore[arg-type]
    closes = more == ["Connection: close"]  # that is the connection's to know
    assert (heads.find(data) is not None) is closes


def test_a_connection_that_shall_close_closes(app: Counter, port: int) -> None:
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(request_of(b"hello", "Connection: close"))
            told = b""
            while part := line.recv(65536):
                told += part
            assert b"connection: close" in told
    assert app.taken == [b"hello", b"hello"]


def test_what_is_under_way_is_answered_before_the_edge_stops(app: Counter) -> None:
    with served(app, 10, app.take_at_once) as port:
        line = socket.create_connection(("127.0.0.1", port), timeout=10)
        line.sendall(request_of(b"first"))
        assert answers(line, 1) == [b"200"]
        app.slow = True
        line.sendall(request_of(b"other"))
        assert not _has_answer(line)
    assert answers(line, 1) == [b"200"]
    assert line.recv(100) == b""
    line.close()


def test_heads_that_flood_in_are_forgotten() -> None:
    heads = Heads()
    requests = [request_of(b"hello", f"X-Number: {number}") for number in range(3 * MOST_HEADS)]
    scope = {"headers": [(b"content-length", b"5")], "http_version": "1.1"}
    for data in requests:
        heads.remember(data, scope, 5)  # type: ignore[arg-type]
        assert heads.find(data) is not None
    assert sum(heads.find(data) is not None for data in requests) <= MOST_HEADS


def _is_let_go(line: socket.socket) -> bool:
    try:
        return line.recv(100) == b""
    except ConnectionResetError:
        return True


def _has_answer(line: socket.socket) -> bool:
    """Tell whether an answer comes within a moment."""
    line.settimeout(0.1)
    try:
        line.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return False
    finally:
        line.settimeout(10)
    return True
