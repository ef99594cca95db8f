"""The bounds of a connection, met by strangers through real sockets."""

import contextlib
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from dangol.edge import listening
from tests.rooms.edge.sockets import served

MOST = 3
ASK = b"GET / HTTP/1.1\r\nHost: a\r\n"


async def hello(scope: Any, receive: Any, send: Any) -> None:
    """An application that answers with 200 to a body and with 204 to none."""
    if scope["type"] == "lifespan":
        for word in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{word}.complete"})
        return
    status = 200 if (await receive())["body"] else 204
    length = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": length})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that waits half a second for a head of 1,000 bytes, and takes three connections."""
    monkeypatch.setattr(listening, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(listening, "LARGEST_HEAD", 1000)
    with served(hello, MOST) as found:
        yield found


@contextlib.contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        yield line


def until_the_end(line: socket.socket) -> bytes:
    """Return what is still told before the other side closes the connection."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := line.recv(65536):
            parts.append(part)
    return b"".join(parts)


def refusal(answer: bytes) -> tuple[int, str]:
    """Return the status and code of an answer in the contract's form."""
    head, _, body = answer.partition(b"\r\n\r\n")
    told = json.loads(body)
    assert told["message"]
    return int(head.split()[1]), told["code"]


def test_requests_follow_each_other_on_one_connection(port: int) -> None:
    with connected(port) as line:
        for _ in range(3):
            line.sendall(ASK + b"\r\n")
            assert line.recv(65536).startswith(b"HTTP/1.1 204")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"\x16\x03\x01\x02\x00", (400, "request_malformed")),
        (b"GET nowhere HTTP/1.1\r\n\r\n", (400, "request_malformed")),
        (ASK + b"X-A: " + b"a" * 2000, (431, "headers_too_large")),
        (ASK + b"X-A: a\r\n" * 300, (431, "headers_too_large")),
    ],
)
def test_what_cannot_be_read_is_told_in_the_form_of_the_contract(
    port: int, sent: bytes, expected: tuple[int, str]
) -> None:
    with connected(port) as line:
        line.sendall(sent)
        assert refusal(until_the_end(line)) == expected


@pytest.mark.parametrize("first", [b"", b"GET / HT", ASK, b"\r\n\r\n"])
def test_who_never_finishes_a_head_is_put_out(port: int, first: bytes) -> None:
    with connected(port) as line:
        line.sendall(first)
        assert until_the_end(line) == b""


def test_who_asked_before_may_not_begin_for_ever(port: int) -> None:
    with connected(port) as line:
        line.sendall(ASK + b"\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 204")
        line.sendall(b"\r\n")
        assert until_the_end(line) == b""


def test_more_connections_than_there_is_room_for_are_told_to_come_again(port: int) -> None:
    with contextlib.ExitStack() as several:
        lines = [several.enter_context(connected(port)) for _ in range(MOST)]
        with connected(port) as one_more:
            answer = until_the_end(one_more)
        assert refusal(answer) == (503, "busy")
        assert b"retry-after: 2" in answer
        lines[0].sendall(ASK + b"\r\n")
        assert lines[0].recv(65536).startswith(b"HTTP/1.1 204")


def test_a_body_that_nobody_reads_is_not_taken_for_a_head(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" + b"x" * 100)
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
        line.sendall(b"x" * 4900 + ASK + b"\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 204")


@pytest.mark.parametrize("name", [b"Upgrade", b"upgrade"])
def test_a_wish_for_another_protocol_costs_no_body(port: int, name: bytes) -> None:
    wish = b"Connection: Upgrade, HTTP2-Settings\r\n" + name + b": h2c\r\nHTTP2-Settings: AAMA\r\n"
    with connected(port) as line:
        for body in (b"{}", b"Upgrade: me"):
            head = b"POST / HTTP/1.1\r\nHost: a\r\n" + wish + b"Content-Length: %d\r\n\r\n"
            line.sendall(head % len(body) + body)
            assert line.recv(65536).startswith(b"HTTP/1.1 200")


def test_the_end_of_a_request_never_hangs_on_a_wish_in_its_body(port: int) -> None:
    lines = b"\nupgrade: a" * 9
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (4 + len(lines))
    with connected(port) as line:
        line.sendall(head + b"more")  # answered before the rest of its body comes
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
        line.sendall(lines)
        line.sendall(ASK + b"\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 204")
