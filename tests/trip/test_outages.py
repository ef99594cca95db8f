"""Disks that are full, a log that is read-only, a trip that stands still: under a running house.

Senders hear 503 and when to come back; nothing acknowledged is lost; all goes on by itself.
"""

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dangol.memory.eventlog.api import LogFull, open_log
from tests.server import Server, wait_for

HUGE = resource.RLIM_INFINITY


def hello(number: int, size: int = 0) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Hi",
        "userId": f"u{number % 5}",
        "messageId": f"m{number}",
        "properties": {"text": "x" * size},
    }


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A running house; a test may say with which environment."""
    found = Server(tmp_path, getattr(request, "param", {}), studio=False)
    found.start()
    try:
        yield found
    finally:
        for role in roles(found):
            os.kill(role["pid"], signal.SIGCONT)
        found.stop(signal.SIGKILL)


def roles(server: Server) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((server.data / "run" / "up.json").read_text())["roles"]
    return found


def pid_of(server: Server, name: str) -> int:
    return next(int(role["pid"]) for role in roles(server) if role["name"] == name)


def answer(server: Server, event: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
    """Send one event; return status, ``Retry-After`` and body."""
    request = urllib.request.Request(
        f"{server.url}/v1/track",
        data=json.dumps(event).encode(),
        headers={"Authorization": f"Bearer {server.write_key}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as told:
            return told.status, "", json.loads(told.read())
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("retry-after", ""), json.loads(error.read())


def events_known(server: Server) -> int:
    found: int = server.get("/v1/lifecycle?brand=shop")[1]["totals"]["events"]
    return found


def test_a_disk_that_is_full_refuses_with_a_time_and_goes_on(server: Server) -> None:
    accepted = 0
    for n in range(5):
        accepted += answer(server, hello(n))[0] == 200
    edge = pid_of(server, "edge")
    full = (server.data / "log.db-wal").stat().st_size
    resource.prlimit(edge, resource.RLIMIT_FSIZE, (full, HUGE))  # as if no block were free
    for n in range(5, 10):
        status, retry, body = answer(server, hello(n, size=20_000))
        assert (status, body["code"]) == (503, "log_not_writable")
        assert int(retry) > 0
        assert "nothing was accepted" in body["message"]
    resource.prlimit(edge, resource.RLIMIT_FSIZE, (HUGE, HUGE))
    for n in range(5, 10):
        accepted += answer(server, hello(n, size=20_000))[0] == 200
    assert accepted == 10
    assert wait_for(lambda: events_known(server) == 10)
    assert open_log(server.data).head() == 10


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB of its own, where this system lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by root alone")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Write a file until not a block is free."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(64 * 1024)):
            pass
    return ballast


def test_a_whole_disk_that_is_full_loses_nothing_and_goes_on(small_disk: Path) -> None:
    server = Server(small_disk / "house", {"DANGOL_DISK_FLOOR_MB": "0"}, studio=False)
    server.start()
    try:
        accepted = sum(answer(server, hello(n))[0] == 200 for n in range(5))
        ballast = fill(small_disk)
        number, refused = 5, 0
        while refused < 5:
            status, retry, body = answer(server, hello(number, size=20_000))
            number += 1
            accepted += status == 200
            if status != 200:
                assert (status, body["code"]) == (503, "log_not_writable")
                assert int(retry) > 0
                refused += 1
        assert server.get("/healthz")[0] == 200
        ballast.unlink()
        assert wait_for(lambda: answer(server, hello(number))[0] == 200)
        assert wait_for(lambda: events_known(server) == accepted + 1, 60)
        assert open_log(server.data).head() == accepted + 1
    finally:
        server.stop(signal.SIGKILL)


def test_a_floor_leaves_the_trip_room_to_work_off_what_was_heard(small_disk: Path) -> None:
    server = Server(small_disk / "house", {"DANGOL_DISK_FLOOR_MB": "30"}, studio=False)
    server.start()
    try:
        accepted = 0
        while (told := answer(server, hello(accepted, size=30_000)))[0] == 200:
            accepted += 1
        assert (told[0], told[2]["code"]) == (503, "disk_nearly_full")
        assert wait_for(lambda: events_known(server) == accepted, 60)
        assert shutil.disk_usage(small_disk).free > 10 * 1024**2
    finally:
        server.stop(signal.SIGKILL)


@pytest.mark.parametrize("server", [{"DANGOL_MOST_WAITING": "20"}], indirect=True)
def test_a_trip_that_stands_still_refuses_in_time_and_goes_on(server: Server) -> None:
    trip = pid_of(server, "trip")
    os.kill(trip, signal.SIGSTOP)
    accepted, number = 0, 0
    while (told := answer(server, hello(number)))[0] == 200:
        accepted, number = accepted + 1, number + 1
        assert accepted < 5000
    status, retry, body = told
    assert (status, body["code"]) == (503, "too_many_waiting")
    assert int(retry) > 0
    assert "no more than 20 may" in body["message"]
    assert accepted > 20
    os.kill(trip, signal.SIGCONT)
    assert wait_for(lambda: answer(server, hello(number))[0] == 200)
    assert wait_for(lambda: events_known(server) == accepted + 1)


def test_a_log_that_is_read_only_refuses_and_is_left_as_it_was(tmp_path: Path) -> None:
    open_log(tmp_path).append([b"{}"])
    before = (tmp_path / "log.db").read_bytes()
    assert told_to_a_reader(tmp_path) == "log_not_writable"
    assert (tmp_path / "log.db").read_bytes() == before
    assert open_log(tmp_path).append([b"{}"]) == 1


def told_to_a_reader(folder: Path) -> str:
    """Return what appending says to somebody who may only read the folder."""
    for path in (folder, *folder.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in folder.parents[:2]:  # those that this test run made
        parent.chmod(0o755)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, append_as_nobody(folder).encode())
        os._exit(0)
    os.waitpid(child, 0)
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return os.read(reader, 100).decode()


def append_as_nobody(folder: Path) -> str:
    """Append without the rights of root, for whom nothing is read-only; return the code."""
    try:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setegid(65534)
            os.seteuid(65534)
        open_log(folder).append([b"{}"])
    except LogFull as refusal:
        return refusal.code
    except BaseException as failure:
        return repr(failure)
    return "appended"
