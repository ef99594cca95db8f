"""A really running Dangol on a throw-away folder, driven only from outside."""

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock

SHARED_FOLDER = "DANGOL_TEST_FOLDER"
"""Environment variable: a folder that all processes of one test run share."""
DANGOL = Path(sys.executable).with_name("dangol")


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def dangol(data: Path, *arguments: str, timeout: float = 120) -> Any:
    """Run one command and return what it printed as JSON."""
    done = subprocess.run(
        [DANGOL, *arguments, "--json", "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
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

    Args:
        data: an empty folder.
        environment: more environment variables, such as DATABASE_URL.
    """

    def __init__(self, data: Path, environment: dict[str, str] | None = None) -> None:
        self.data = data
        self.environment = {**os.environ, **(environment or {})}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.first, self.write_key = furnish(data)
        self.api_key: str = self.first["api_key"]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60) -> float:
        """Start the tree and wait until it is ready; return the seconds that took."""
        with (self.data / "up.out").open("ab") as out:
            self._process = subprocess.Popen(
                [DANGOL, "up", "--data", str(self.data), "--port", str(self.port)],
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=self.environment,
            )
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if self._process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(self.url + "/readyz", timeout=2).status == 200:
                    return time.monotonic() - started
            time.sleep(0.05)
        raise RuntimeError("not ready: " + (self.data / "up.out").read_text()[-3000:])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the whole process tree and return the supervisor's exit code."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            if how == signal.SIGKILL:
                os.killpg(self._process.pid, how)
            else:
                self._process.send_signal(how)
        return self._process.wait(timeout=40)

    def send(self, *events: dict[str, Any], timeout: float = 10) -> tuple[int, Any]:
        """Send events as one batch with the source's write key."""
        basic = base64.b64encode(f"{self.write_key}:".encode()).decode()
        return self.ask("/v1/batch", {"batch": events}, f"Basic {basic}", timeout)

    def get(self, path: str, timeout: float = 10) -> tuple[int, Any]:
        """Read something with the API key."""
        return self.ask(path, None, f"Bearer {self.api_key}", timeout)

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


def wait_for(question: Callable[[], Any], seconds: float = 20) -> Any:
    """Ask until the answer is true, and return it; the last answer where time runs out."""
    until = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < until:
        time.sleep(0.05)
    return answer
