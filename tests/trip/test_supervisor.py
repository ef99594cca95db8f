"""The supervised tree: ready, healed, stopped cleanly, never orphaned. Real processes."""

import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server import DANGOL, Server, dangol, free_port, wait_for


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """One folder for all tests here; each starts and ends its own tree."""
    return Server(tmp_path_factory.mktemp("tree") / "var")


@pytest.fixture
def tree(server: Server) -> Iterator[Server]:
    """A tree that is up."""
    server.start()
    yield server
    server.stop(signal.SIGKILL)


def roles(server: Server) -> dict[str, Any]:
    """Return what the doctor says of each role."""
    return {role["name"]: role for role in dangol(server.data, "doctor")["roles"]}


def is_there(pid: int) -> bool:
    """Tell whether a process is there and not a zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def family(pid: int) -> set[int]:
    """Return a process with all its descendants."""
    found = {pid}
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found |= family(int(child))
    return found


def test_a_tree_is_ready_serves_the_studio_and_stops_cleanly(server: Server) -> None:
    assert server.start() < 30
    state = roles(server)
    assert sorted(state) == ["edge", "trip", "web"]
    assert all(role["alive"] and role["restarts"] == 0 for role in state.values())
    assert wait_for(lambda: _studio_answers(server))
    pids = family(json.loads((server.data / "run" / "up.json").read_text())["pid"])
    assert len(pids) >= 4
    assert server.stop(signal.SIGTERM) == 0
    assert not [pid for pid in pids if is_there(pid)]
    assert roles(server) == {}
    said = (server.data / "up.out").read_text()
    assert "Dangol is ready at" in said
    assert "Dangol has stopped." in said
    assert "Traceback" not in said


def _studio_answers(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}/studio/login/", timeout=5) as answer:
            return b"csrfmiddlewaretoken" in answer.read()
    except OSError:
        return False


@pytest.mark.parametrize("name", ["edge", "trip", "web"])
def test_a_role_that_dies_is_started_again_and_reported(tree: Server, name: str) -> None:
    before = roles(tree)[name]["pid"]
    os.kill(before, signal.SIGKILL)
    again = wait_for(lambda: (role := roles(tree)[name])["pid"] != before and role["alive"])
    assert again
    role = roles(tree)[name]
    assert (role["restarts"], role["last_end"]) == (1, "SIGKILL")
    errors = dangol(tree.data, "doctor")["errors"]
    assert any(error["what"] == "role_ended" for error in errors)
    assert wait_for(lambda: tree.send({"type": "track", "event": "X", "userId": "u"})[0] == 200)


def test_no_process_outlives_a_killed_supervisor(server: Server) -> None:
    server.start()
    supervisor = json.loads((server.data / "run" / "up.json").read_text())["pid"]
    pids = family(supervisor)
    os.kill(supervisor, signal.SIGKILL)
    assert wait_for(lambda: not [pid for pid in pids - {supervisor} if is_there(pid)])
    server.stop(signal.SIGKILL)
    server.start()
    assert server.stop(signal.SIGTERM) == 0


def test_a_second_tree_on_the_same_folder_is_refused(tree: Server) -> None:
    done = subprocess.run(
        [DANGOL, "up", "--data", str(tree.data), "--port", str(free_port())],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={**os.environ, "DANGOL_LANGUAGE": "en"},
    )
    assert done.returncode == 1
    assert "already runs on the data folder" in done.stderr
    assert all(role["alive"] for role in roles(tree).values())


def test_an_interrupt_stops_it_as_cleanly(server: Server) -> None:
    server.start()
    assert server.stop(signal.SIGINT) == 0
