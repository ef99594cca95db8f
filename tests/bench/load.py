"""Load on one address: by wrk where it is installed, else by a small client of our own.

Both keep some connections busy, each sending its next request when the last one was answered.
"""

import asyncio
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import uvloop

_LUA = """
local thread = 0
function setup(worker) worker:set("id", thread); thread = thread + 1 end
local number = 0
local parts = {}
for part in string.gmatch([==[%s]==] .. "%%NUMBER%%", "(.-)%%%%NUMBER%%%%") do
  table.insert(parts, part)
end
request = function()
  number = number + 1
  local body = table.concat(parts, id .. "-" .. number)
  return wrk.format("POST", nil, {["Content-Type"]="application/json", ["X-Write-Key"]="%s"}, body)
end
"""


PACERS = 32
"""Connections that share a steady rate."""
TICK_SECONDS = 0.001
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What to send: to which path, with which key; ``%NUMBER%`` in the body is new each time."""

    path: str
    body: str = ""
    key: str = ""


@dataclass(frozen=True)
class Measured:
    """Answers a second, the 99th percentile in ms, and how many were not 200."""

    per_second: float
    p99: float
    failed: int


def measure(url: str, load: Load, *, seconds: int, connections: int, tag: str) -> Measured:
    """Keep an address busy for some seconds.

    Args:
        url: the server's address.
        load: what to send.
        seconds: how long.
        connections: how many at once.
        tag: makes the numbers of this run differ from those of others.
    """
    body = load.body.replace("%NUMBER%", f"{tag}-%NUMBER%")
    if shutil.which("wrk"):
        return _by_wrk(url, Load(load.path, body, load.key), seconds, connections)
    return asyncio.run(_by_client(url, Load(load.path, body, load.key), seconds, connections))


def _by_wrk(url: str, load: Load, seconds: int, connections: int) -> Measured:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if load.body:
            script.write(_LUA % (load.body, load.key))
            script.flush()
            command += ["-s", script.name]
        done = subprocess.run(
            [*command, url + load.path], capture_output=True, text=True, check=True
        )
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return Measured(
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", done.stdout)),
        p99=_milliseconds(_found(r"\s99%\s+(\S+)", done.stdout)),
        failed=int(failed[1]) if failed else 0,
    )


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found[1]


def _milliseconds(text: str) -> float:
    units = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * units[unit]


async def _by_client(url: str, load: Load, seconds: int, connections: int) -> Measured:
    until = time.perf_counter() + seconds
    loops = (_keep_asking(url, load, number, until) for number in range(connections))
    answers = [answer for found in await asyncio.gather(*loops) for answer in found]
    return _measured(answers, seconds)


def _measured(answers: list[tuple[bool, float]], seconds: float) -> Measured:
    taken = sorted(duration for _, duration in answers)
    return Measured(
        per_second=len(answers) / seconds,
        p99=taken[int(len(taken) * 0.99)] * 1000,
        failed=sum(1 for ok, _ in answers if not ok),
    )


def pace(url: str, load: Load, rate: float, seconds: float, tag: str) -> Measured:
    """Send at a steady rate, whatever the answers take; a request is late from when it was due.

    Args:
        url: the server's address.
        load: what to send.
        rate: requests a second.
        seconds: how long.
        tag: makes the numbers of this run differ from those of others.
    """
    load = Load(load.path, load.body.replace("%NUMBER%", f"{tag}-%NUMBER%"), load.key)
    return uvloop.run(_pace(url, load, rate, seconds))


async def _pace(url: str, load: Load, rate: float, seconds: float) -> Measured:
    parts = urlsplit(url)
    start = time.perf_counter() + 0.1
    end = start + seconds

    def pacer_of(number: int) -> "_Pacer":
        due = start + number / rate
        return _Pacer(parts.netloc, load, number, due, PACERS / rate, end)

    loop = asyncio.get_running_loop()
    pacers: list[_Pacer] = []
    for number in range(PACERS):
        _, pacer = await loop.create_connection(
            lambda number=number: pacer_of(number),  # type: ignore[misc]  # bound now, called now
            parts.hostname,
            parts.port,
        )
        pacers.append(pacer)
    while not all(pacer.is_done for pacer in pacers):
        await asyncio.sleep(TICK_SECONDS)
        for pacer in pacers:
            pacer.send_due()
    return _measured([answer for pacer in pacers for answer in pacer.answers], seconds)


class _Pacer(asyncio.Protocol):
    """One connection that sends each request when it is due, or as soon after as it can.

    Args:
        host: as it stands in the request.
        load: what to send.
        number: of this connection.
        due: when its first request is, by ``time.perf_counter``.
        every: seconds from one to the next.
        end: when none is due any more.
    """

    def __init__(
        self, host: str, load: Load, number: int, due: float, every: float, end: float
    ) -> None:
        self.answers: list[tuple[bool, float]] = []
        self._host = host
        self._load = load
        self._number = number
        self._due = due
        self._every = every
        self._end = end
        self._waits = False
        self._told = b""
        self._transport: Any = None

    @property
    def is_done(self) -> bool:
        """Whether all that was due was answered."""
        return self._due >= self._end and not self._waits

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def send_due(self) -> None:
        """Send the next request where it is due and the last one was answered."""
        if self._waits or self._due >= self._end or self._due > time.perf_counter():
            return
        self._waits = True
        self._transport.write(
            _written(self._host, self._load, f"{self._number}-{len(self.answers)}")
        )

    def data_received(self, data: bytes) -> None:
        """Take an answer, once all of it is there."""
        self._told += data
        head, end, body = self._told.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or len(body) < (int(length[1]) if length else 0):
            return
        taken = time.perf_counter() - self._due
        self.answers.append((head.startswith(b"HTTP/1.1 200"), taken))
        self._told, self._waits = b"", False
        self._due += self._every
        self.send_due()


async def _keep_asking(url: str, load: Load, number: int, until: float) -> list[tuple[bool, float]]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    answers: list[tuple[bool, float]] = []
    while time.perf_counter() < until:
        started = time.perf_counter()
        ok = await _ask(reader, writer, _written(parts.netloc, load, f"{number}-{len(answers)}"))
        answers.append((ok, time.perf_counter() - started))
    writer.close()
    return answers


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bool:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    await reader.readexactly(int(length[1]) if length else 0)
    return head.startswith(b"HTTP/1.1 200")


def _written(host: str, load: Load, number: str) -> bytes:
    body = load.body.replace("%NUMBER%", number).encode()
    method = "POST" if body else "GET"
    head = (
        f"{method} {load.path} HTTP/1.1\r\nHost: {host}\r\nX-Write-Key: {load.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
