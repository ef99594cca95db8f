"""The supervised tree: ready, healed, stopped cleanly, never orphaned. Real processes."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dangol.config.roles.web import STOP_SECONDS
from tests.server import DANGOL, Server, dangol, free_port, modes_of, wait_for


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """One folder for all tests here; each starts and ends its own tree."""
    return Server(tmp_path_factory.mktemp("tree") / "var")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A tree that is up all the time."""
    server = Server(tmp_path_factory.mktemp("steady") / "var")
    server.start()
    yield server
    server.stop(signal.SIGKILL)


def supervisor_of(server: Server) -> int:
    """Return the pid of the supervisor, as it wrote it down."""
    pid: int = json.loads((server.data / "run" / "up.json").read_text())["pid"]
    return pid


def role_of(server: Server, name: str) -> dict[str, Any]:
    """Return what the supervisor wrote down of a role."""
    standing = json.loads((server.data / "run" / "up.json").read_text())
    found: dict[str, Any] = next(role for role in standing["roles"] if role["name"] == name)
    return found


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
    (server.data / "run" / "schema").unlink()  # as if an older Dangol had made the folder
    assert server.start() < 30
    found = dangol(server.data, "doctor")
    assert (found["up"], found["url"], found["problems"]) == (True, server.url, [])
    roles = {role["name"]: (role["alive"], role["restarts"]) for role in found["roles"]}
    assert roles == dict.fromkeys(("edge", "trip", "web", "lake", "jobs"), (True, 0))
    assert wait_for(lambda: _studio_answers(server))
    assert modes_of(file for file in server.data.rglob("*") if file.name != "up.out") == {0o600}
    pids = family(supervisor_of(server))
    assert len(pids) >= 4
    assert server.stop(signal.SIGTERM) == 0
    assert not [pid for pid in pids if is_there(pid)]
    found = dangol(server.data, "doctor")
    assert (found["up"], found["roles"]) == (False, [])
    said = (server.data / "up.out").read_text()
    assert "bringing it up to date" in said
    assert "Dangol is ready at" in said
    assert "Dangol has stopped." in said
    assert "Traceback" not in said


def _studio_answers(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}/studio/login/", timeout=5) as answer:
            return b"csrfmiddlewaretoken" in answer.read()
    except OSError:
        return False


@pytest.mark.parametrize("name", ["edge", "trip", "web", "lake", "jobs"])
def test_a_role_that_dies_is_started_again_and_reported(tree: Server, name: str) -> None:
    before = role_of(tree, name)
    os.kill(before["pid"], signal.SIGKILL)
    assert wait_for(lambda: role_of(tree, name)["pid"] != before["pid"])
    after = role_of(tree, name)
    assert (after["restarts"], after["last_end"]) == (before["restarts"] + 1, "SIGKILL")
    assert f"The role {name} ended (SIGKILL)." in (tree.data / "up.out").read_text()
    errors = dangol(tree.data, "doctor")["errors"]
    assert any(error["what"] == f"role_ended {name} SIGKILL" for error in errors)
    assert wait_for(lambda: _is_heard(tree, f"after-{name}"))


def _is_heard(server: Server, user: str) -> bool:
    try:
        server.send({"type": "track", "event": "X", "userId": user})
        return server.get(f"/v1/customers/user_id:{user}")[0] == 200
    except OSError:
        return False


def test_a_second_tree_on_the_same_folder_is_refused(tree: Server) -> None:
    before = supervisor_of(tree)
    done = subprocess.run(
        [DANGOL, "up", "--data", str(tree.data), "--port", str(free_port())],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "DANGOL_LANGUAGE": "en"},
    )
    assert done.returncode == 1
    assert "already runs on the data folder" in done.stderr
    assert supervisor_of(tree) == before
    assert is_there(before)


def test_no_process_outlives_a_killed_supervisor(server: Server) -> None:
    server.start()
    supervisor = supervisor_of(server)
    pids = family(supervisor)
    os.kill(supervisor, signal.SIGKILL)
    assert wait_for(lambda: not [pid for pid in pids - {supervisor} if is_there(pid)])
    assert server.stop() == -signal.SIGKILL


def test_a_tree_that_is_stopped_while_the_studio_loads_stops_cleanly(server: Server) -> None:
    for how in (signal.SIGTERM, signal.SIGINT):
        server.start()
        asked = time.monotonic()
        assert server.stop(how) == 0
        assert time.monotonic() - asked < STOP_SECONDS  # else the Studio was ended by force


def test_the_house_lives_on_when_nobody_hears_it_any_more(server: Server) -> None:
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with _up(server, free_port(), "--only", "edge,trip,lake", **quiet) as house:
        assert house.stdout is not None
        house.stdout.readline()
        house.stdout.close()
        before = role_of(server, "trip")
        os.kill(before["pid"], signal.SIGKILL)
        assert wait_for(lambda: role_of(server, "trip")["pid"] != before["pid"])
        house.send_signal(signal.SIGHUP)  # the terminal goes too; nohup asks to stay
        assert not wait_for(lambda: house.poll() is not None, 1)
        house.send_signal(signal.SIGTERM)
        assert house.wait(40) == 0


def test_roles_that_do_not_listen_need_no_port(server: Server) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        (server.data / "run" / "up.json").unlink(missing_ok=True)
        taken = other.getsockname()[1]
        with _up(server, taken, "--only", "trip", stdout=subprocess.DEVNULL) as house:
            assert wait_for((server.data / "run" / "up.json").exists)
            house.send_signal(signal.SIGTERM)
            assert house.wait(40) == 0


@contextlib.contextmanager
def _up(
    server: Server, port: int, *options: str, **streams: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a house as nohup does, with SIGHUP ignored."""
    command = ["nohup", DANGOL, "up", "--data", server.data, "--port", str(port), *options]
    house = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, env=server.environment, start_new_session=True, **streams
    )
    with house:
        yield house
        with contextlib.suppress(ProcessLookupError):
            os.killpg(house.pid, signal.SIGKILL)
