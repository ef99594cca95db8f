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
from urllib.parse import urlsplit

_LUA = """
local thread = 0
function setup(worker) worker:set("id", thread); thread = thread + 1 end
local number = 0
request = function()
  number = number + 1
  local body = string.gsub([==[%s]==], "%%%%NUMBER%%%%", id .. "-" .. number)
  return wrk.format("POST", nil, {["Content-Type"]="application/json", ["X-Write-Key"]="%s"}, body)
end
"""


PACERS = 16
"""Connections that share a steady rate."""


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
        p99=_milliseconds(_found(r"99%\s+(\S+)", done.stdout)),
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


async def pace(url: str, load: Load, rate: float, seconds: float, tag: str) -> Measured:
    """Send at a steady rate, whatever the answers take; a request is late from when it was due.

    Args:
        url: the server's address.
        load: what to send.
        rate: requests a second.
        seconds: how long.
        tag: makes the numbers of this run differ from those of others.
    """
    load = Load(load.path, load.body.replace("%NUMBER%", f"{tag}-%NUMBER%"), load.key)
    start = time.perf_counter() + 0.1
    loops = (
        _keep_pace(url, load, number, PACERS / rate, start, seconds) for number in range(PACERS)
    )
    answers = [answer for found in await asyncio.gather(*loops) for answer in found]
    return _measured(answers, seconds)


async def _keep_pace(
    url: str, load: Load, number: int, every: float, start: float, seconds: float
) -> list[tuple[bool, float]]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    answers: list[tuple[bool, float]] = []
    due = start + every * number / PACERS
    while due < start + seconds:
        await asyncio.sleep(due - time.perf_counter())
        ok = await _ask(reader, writer, _written(parts.netloc, load, f"{number}-{len(answers)}"))
        answers.append((ok, time.perf_counter() - due))
        due += every
    writer.close()
    return answers


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
    length = re.search(rb"content-length: (\d+)", head.lower())
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
