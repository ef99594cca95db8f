"""What only a socket can do wrong: stop in the middle, lie about lengths, keep others waiting."""

import contextlib
import resource
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from dangol.kernel.event import Entry, Event
from dangol.memory.eventlog.api import open_log
from tests.server import Server
from tests.telling import tell

EVENT = b'{"event":"Seen","userId":"u-1"}'
HEX = b"%x" % len(EVENT)
STALLED = 2500
"""More than the 2,048 connections that a server of this kind takes by itself."""
FILES = STALLED + 500

LENGTHS = {
    "a chunk with no number": (b"Transfer-Encoding: chunked", b"zz\r\n" + EVENT + b"\r\n0\r\n\r\n"),
    "a chunk longer than it says": (b"Transfer-Encoding: chunked", b"5\r\n" + EVENT + b"\r\n0\r\n"),
    "a chunk of too many digits": (b"Transfer-Encoding: chunked", b"f" * 40 + b"\r\n" + EVENT),
    "chunks that end without an end": (b"Transfer-Encoding: chunked", HEX + b"\r\n" + EVENT),
    "a body shorter than it says": (b"Content-Length: 999", EVENT),
    "two lengths": (b"Content-Length: 3\r\nContent-Length: 31", EVENT),
    "a length below nothing": (b"Content-Length: -31", EVENT),
    "a length without end": (b"Content-Length: " + b"9" * 40, EVENT),
    "an end of line within a header": (b"X-A: a\nb\r\nContent-Length: 31", EVENT),
    "a header without end": (b"X-A: " + b"a" * 1_000_000, b""),
    "a thousand headers": (b"\r\n".join([b"X-A: a"] * 1000), b""),
    "no HTTP at all": (b"", b""),
}
"""Requests that are cut off or framed wrongly: a header line, and what follows the headers."""


def framed(house: Server, header: bytes, body: bytes, path: bytes = b"/v1/track") -> bytes:
    """Return a request as it goes over the wire."""
    key = house.write_key.encode()
    head = b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Write-Key: %b\r\n%b\r\n\r\n"
    return head % (path, key, header) + body


@contextlib.contextmanager
def connected(house: Server) -> Iterator[socket.socket]:
    """Connect to the house's port."""
    address = urlsplit(house.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as found:
        yield found


def exchange(house: Server, sent: bytes) -> bytes:
    """Send bytes, say that no more come, and return all that is answered."""
    with connected(house) as line:
        with contextlib.suppress(OSError):  # the other side may have hung up in the middle
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
        parts = []
        with contextlib.suppress(OSError):
            while part := line.recv(65536):
                parts.append(part)
    return b"".join(parts)


def statuses(answer: bytes) -> list[int]:
    """Return the statuses of the answers that follow each other."""
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]


def kept(house: Server, since: int) -> list[Entry]:
    chunks = open_log(house.data).read(since, 100_000)
    return [entry for chunk in chunks for entry in chunk.entries()]


def head(house: Server) -> int:
    return open_log(house.data).head()


def is_well(house: Server) -> bool:
    return house.get("/healthz") == (200, {"status": "ok"})


@pytest.mark.parametrize("path", [b"/v1/track", b"/v1/batch", b"/studio/login/"])
def test_a_request_that_is_cut_off_or_lies_about_its_length_is_the_clients_fault(
    house: Server, path: bytes
) -> None:
    before = head(house)
    for name, (header, body) in LENGTHS.items():
        sent = framed(house, header, body, path) if header else b"\x16\x03\x01\x02\x00" * 50
        answered = statuses(exchange(house, sent))
        assert all(400 <= status < 500 for status in answered), (name, answered)
    assert is_well(house)
    assert kept(house, before) == []
    tell(f"broken requests to {path.decode()}", len(LENGTHS))


def test_requests_behind_each_other_are_answered_one_by_one(house: Server) -> None:
    before = head(house)
    lengths = (b"Content-Length: %d" % len(EVENT), b"Transfer-Encoding: chunked")
    bodies = (EVENT, HEX + b"\r\n" + EVENT + b"\r\n0\r\n\r\n")
    one = [framed(house, *pair) for pair in zip(lengths, bodies, strict=True)]
    with connected(house) as line:
        line.sendall(b"".join(one * 10))
        answered = b""
        while answered.count(b'{"success":true}') < 20:
            part = line.recv(65536)
            assert part, answered
            answered += part
    assert statuses(answered) == [200] * 20
    assert all(isinstance(entry, Event) for entry in kept(house, before))
    assert len(kept(house, before)) == 20


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process open as many sockets as the test needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < FILES:
        pytest.skip(f"this machine lets nobody open {FILES} files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
@pytest.mark.parametrize("part", ["half a header", "half a body"])
def test_thousands_of_clients_who_stall_keep_nobody_else_waiting(house: Server, part: str) -> None:
    before = head(house)
    whole = framed(house, b"Content-Length: 100", EVENT)
    sent = whole if part == "half a body" else whole[:60]
    with contextlib.ExitStack() as stalled:
        for _ in range(STALLED):
            stalled.enter_context(connected(house)).sendall(sent)
        assert is_well(house)
        assert house.send({"type": "track", "event": "Seen", "userId": "u-1"})[0] == 200
    assert is_well(house)
    assert len(kept(house, before)) == 1
    tell(f"clients who stall after {part}", STALLED)
