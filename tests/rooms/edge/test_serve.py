"""The edge as a process of its own: what it loads, how it starts, how it stops."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dangol.edge.tokens import sign_view
from dangol.kernel import clock
from dangol.kernel.clock import MINUTE
from tests.rooms.edge.conftest import SECRET, Deployment
from tests.server import free_port, wait_for

HEAVY = (
    "aiohttp",
    "django",
    "granian",
    "httptools",
    "numpy",
    "phonenumbers",
    "psycopg",
    "pyarrow",
    "uvicorn",
    "uvloop",
    "wagtail",
)
"""What an edge that only takes events need not pay for at its start."""


def test_its_import_loads_nothing_heavy() -> None:
    program = f"import sys, dangol.edge.serve; print(*(m for m in {HEAVY} if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


@contextmanager
def running(deployment: Deployment) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    folder = deployment.config.data
    (folder / "secrets.json").write_text(json.dumps({"signing": SECRET}))
    (folder / "hash_keys.json").write_text(json.dumps({"1": SECRET}))
    environment = {
        **os.environ,
        "DANGOL_DATA": str(folder),
        "DATABASE_URL": deployment.config.database_url,
    }
    command = [sys.executable, "-m", "dangol.edge.serve", "127.0.0.1", str(port)]
    process = subprocess.Popen(command, env=environment)
    try:
        assert wait_for(lambda: _status(port, "GET", "/healthz") == 200)
        yield process, port
    finally:
        process.kill()
        process.wait()


def _status(port: int, method: str, path: str, body: str = "", key: str = "") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, {"X-Write-Key": key})
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return 0
    finally:
        connection.close()
    return answer.status


@pytest.mark.timeout(180)
def test_what_was_acknowledged_before_sigterm_is_on_disk(deployment: Deployment) -> None:
    acknowledged: list[str] = []
    key = deployment.keys["onggi"]

    def send(name: int) -> None:
        for number in range(10_000):
            message = f"{name}-{number}"
            body = json.dumps({"event": "Hi", "userId": "u", "messageId": message})
            if _status(port, "POST", "/v1/track", body, key) != 200:
                return
            acknowledged.append(message)

    with running(deployment) as (process, port):
        senders = [threading.Thread(target=send, args=(name,)) for name in range(4)]
        for sender in senders:
            sender.start()
        assert wait_for(lambda: len(acknowledged) > 50)
        process.send_signal(signal.SIGTERM)
        for sender in senders:
            sender.join()
        assert process.wait(timeout=20) == 0
    kept = {entry.message_id for entry in deployment.entries()}
    assert set(acknowledged) <= kept


@pytest.mark.timeout(180)
def test_an_open_stream_does_not_keep_it_from_stopping(deployment: Deployment) -> None:
    token = sign_view(SECRET, ["onggi"], clock.now() + MINUTE)
    with running(deployment) as (process, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", f"/v1/live?token={token}")
        stream = connection.getresponse()
        assert stream.readline() == b"retry: 2000\n"
        process.send_signal(signal.SIGTERM)
        stream.read()
        connection.close()
        assert process.wait(timeout=20) == 0


def test_without_a_data_folder_it_says_what_to_do(deployment: Deployment) -> None:
    environment = {**os.environ, "DANGOL_DATA": str(deployment.config.data / "nowhere")}
    command = [sys.executable, "-m", "dangol.edge.serve", "127.0.0.1", "1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "dangol init" in done.stderr
