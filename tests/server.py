"""A really running Dangol on a throw-away folder, driven only from outside."""

import base64
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock

from tests.warm import ENGLISH, run

SHARED_FOLDER = "DANGOL_TEST_FOLDER"
"""Environment variable: a folder that all processes of one test run share."""
DANGOL = Path(sys.executable).with_name("dangol")
NO_ANSWER = (OSError, http.client.HTTPException)
"""What asking somebody raises who is not up, or is killed meanwhile."""


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def dangol(data: Path, *arguments: str) -> Any:
    """Run one command and return what it printed as JSON."""
    done = run(*arguments, "--json", data=data)
    if done.returncode:
        raise RuntimeError(f"dangol {' '.join(arguments)}: {done.stderr[-1500:]}")
    return json.loads(done.stdout)


def furnish(data: Path) -> tuple[dict[str, Any], str]:
    """Make a data folder with the brand Shop and a source; return what init said and the key.

    Making one takes long, so tests copy one that is made once for the whole run.
    """
    shared = os.environ.get(SHARED_FOLDER)
    if shared is None:
        return _make(data)
    template = Path(shared) / "shop"
    with FileLock(f"{template}.lock"):
        told = template / "told.json"
        if not told.exists():
            told.write_text(json.dumps(_make(template)))
        first, write_key = json.loads(told.read_text())
    shutil.copytree(template, data, dirs_exist_ok=True, ignore=shutil.ignore_patterns("told.json"))
    first["data"] = str(data)
    return first, write_key


def _make(data: Path) -> tuple[dict[str, Any], str]:
    first = dangol(data, "init", "--brand", "Shop")
    added = dangol(data, "sources", "add", "shop", "--touchpoint", "server", "--brand", "shop")
    return first, added["write_key"]


class Server:
    """One data folder with one brand and one source, and its process tree.

    ``url`` is told by ``start``, which finds a port anew each time.

    Args:
        data: an empty folder.
        environment: more environment variables, such as DATABASE_URL.
        studio: whether its process runs too, which loads Django: half of what a start costs.
        options: more options of ``dangol up``.
    """

    def __init__(
        self,
        data: Path,
        environment: dict[str, str] | None = None,
        *,
        studio: bool = True,
        options: Sequence[str] = (),
    ) -> None:
        self.data = data
        self.options = [*options] if studio else [*options, "--only", "edge,trip,lake"]
        self.environment = {**os.environ, **ENGLISH, **(environment or {})}
        self.url = ""
        self.first, self.write_key = furnish(data)
        self.api_key: str = self.first["api_key"]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60) -> float:
        """Start the tree and wait until it is ready; return the seconds that took.

        Another program may take the port before the tree does; then one more is tried.
        """
        took, said = self._start(free_port(), seconds)
        if took is None and "is in use" in said:
            took, said = self._start(free_port(), seconds)
        if took is None:
            raise RuntimeError(f"not ready: {said[-3000:]}")
        return took

    def restart(self) -> None:
        """Kill the tree without a word and start it again at the same address."""
        self.stop(signal.SIGKILL)
        took, said = self._start(int(self.url.rpartition(":")[2]), 60)
        assert took is not None, said[-3000:]

    def _start(self, port: int, seconds: float) -> tuple[float | None, str]:
        """Start on a port; return how long that took, or None and what the tree said."""
        self.url = f"http://127.0.0.1:{port}"
        with (self.data / "up.out").open("ab") as out:
            before = out.tell()
            self._process = subprocess.Popen(
                [DANGOL, "up", "--data", str(self.data), "--port", str(port), *self.options],
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=self.environment,
            )
        started = time.monotonic()
        while time.monotonic() - started < seconds and self._process.poll() is None:
            if self._opens("/readyz"):
                return time.monotonic() - started, ""
            time.sleep(0.05)
        self.stop(signal.SIGKILL)
        return None, (self.data / "up.out").read_bytes()[before:].decode()

    def wait_for_studio(self) -> None:
        """Wait until the Studio answers; its process is up some time after the tree is ready."""
        assert wait_for(lambda: self._opens("/studio/login/"), 90), "the Studio does not answer"

    def _opens(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return bool(answer.status == 200)
        except NO_ANSWER:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the whole process tree and return the supervisor's exit code.

        After SIGKILL a role may still wait for the disk; the tree has ended when all of them have.
        """
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            if how == signal.SIGKILL:
                os.killpg(self._process.pid, how)
            else:
                self._process.send_signal(how)
        code = self._process.wait(timeout=60)
        if how == signal.SIGKILL:
            roles = _roles_of(self.data)
            assert wait_for(lambda: not any(map(is_there, roles)), 60), f"still there: {roles}"
        return code

    def send(self, *events: dict[str, Any], timeout: float = 10) -> tuple[int, Any]:
        """Send events as one batch with the source's write key."""
        basic = base64.b64encode(f"{self.write_key}:".encode()).decode()
        return self.ask("/v1/batch", {"batch": events}, f"Basic {basic}", timeout)

    def get(self, path: str, timeout: float = 10) -> tuple[int, Any]:
        """Read something with the API key."""
        return self.ask(path, None, f"Bearer {self.api_key}", timeout)

    def metrics(self) -> list[str]:
        """Read the lines of the figures for Prometheus; none while nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/metrics", timeout=10) as answer:
                return str(answer.read().decode()).splitlines()
        except NO_ANSWER:
            return []

    def ask(self, path: str, body: Any, authorization: str, timeout: float = 10) -> tuple[int, Any]:
        """Make one request; return the status and the JSON answer."""
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": authorization, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


def is_there(pid: int) -> bool:
    """Tell whether a process is there and not a zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def modes_of(paths: Iterable[Path]) -> set[int]:
    """Return which rights files have; what is removed meanwhile has none."""
    found = set()
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            told = path.stat()
            if stat.S_ISREG(told.st_mode):
                found.add(stat.S_IMODE(told.st_mode))
    return found


def _roles_of(data: Path) -> list[int]:
    """Return the pids of the roles, as the supervisor wrote them down; none where it did not."""
    try:
        return [role["pid"] for role in json.loads((data / "run" / "up.json").read_text())["roles"]]
    except FileNotFoundError:
        return []


def wait_for(question: Callable[[], Any], seconds: float = 20) -> Any:
    """Ask until the answer is true, and return it; the last answer where time runs out."""
    until = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < until:
        time.sleep(0.05)
    return answer
