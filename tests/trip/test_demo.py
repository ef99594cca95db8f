"""The demo as a stranger starts it: a living house, and the same house again."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dangol.config import data_folder
from dangol.config.staging import find_mark
from dangol.demo.api import list_sources
from dangol.demo.world import HISTORY_DAYS, happen
from dangol.engines.database import open_database
from dangol.kernel.clock import DAY
from dangol.live.trip.api import trip_state
from dangol.memory.eventlog.api import open_log
from tests.server import DANGOL, ENGLISH, dangol, free_port, wait_for

OPTIONS = ("--customers=40", "--no-browser")
LIVING = "go on living"


@contextlib.contextmanager
def demo(data: Path, port: int) -> Iterator[Path]:
    """Run the demo until the end of the block; gives the file of what it says."""
    said = data.with_name(f"{data.name}-{port}.txt")
    with said.open("wb") as out:
        running = subprocess.Popen(
            [DANGOL, "demo", f"--data={data}", f"--port={port}", *OPTIONS],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **ENGLISH},
        )
    try:
        assert wait_for(lambda: LIVING in said.read_text() or running.poll() is not None, 100)
        yield said
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0, said.read_text()


def first_known(data: Path) -> str:
    """Return the address of the first person of the history who told one."""
    mark = json.loads((data / "demo.json").read_text())
    start = mark["began"] - HISTORY_DAYS * DAY
    acts = happen(mark["seed"], mark["customers"], start)
    return next(str(act.traits["email"]) for act in acts if "email" in act.traits)


def ask_customer(data: Path, port: int, who: str) -> Any:
    """Return a customer's profile by id or identifier; None where nobody is known by it."""
    key = json.loads((data / "demo.json").read_text())["api_key"]
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/customers/{who}",
        headers={"Authorization": f"Bearer {key}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError:
        return None


def position(data: Path) -> int:
    """Return how far the trip is."""
    with contextlib.closing(open_database(f"sqlite:///{data}/dangol.db")) as database:
        return trip_state(database).offset


@pytest.mark.timeout(300)
def test_the_demo_tells_its_history_once_and_lives_on(tmp_path: Path) -> None:
    data, port = tmp_path / "house", free_port()
    with demo(data, port) as said:
        text = said.read_text()
        assert f"http://127.0.0.1:{port}/studio/" in text
        assert "Twelve weeks of history are in" in text
        mark = json.loads((data / "demo.json").read_text())
        for person in mark["users"]:
            assert person["name"] in text
            assert person["password"] in text
        head = open_log(data).head()
        assert wait_for(lambda: position(data) >= head, 60)
        known = ask_customer(data, port, f"email:{first_known(data)}")
        assert known["events"] > 0
    entries = open_log(data).head()
    port = free_port()
    with demo(data, port) as said:
        text = said.read_text()
        assert "Twelve weeks of history" not in text
        assert mark["users"][0]["password"] in text
        again = ask_customer(data, port, known["id"])  # also if she was merged into another since
        assert again["events"] >= known["events"]
        assert wait_for(lambda: open_log(data).head() > entries)
    assert 1000 < entries < open_log(data).head() < 1.5 * entries


def test_the_demo_keeps_away_from_a_real_house(tmp_path: Path) -> None:
    data = tmp_path / "house"
    dangol(data, "init", "--brand", "Shop")
    done = subprocess.run(
        [DANGOL, "demo", "--data", data, "--port", str(free_port()), "--no-browser"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **ENGLISH},
    )
    assert done.returncode == 1
    assert "holds a real house" in done.stderr
    assert not (data / "demo.json").exists()
    assert dangol(data, "sources", "list") == []


def test_a_demo_that_is_interrupted_goes_on_in_its_folder(tmp_path: Path) -> None:
    folder = data_folder.at_path(tmp_path / "house", {})
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, folder.path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    mark = find_mark(folder)
    assert mark is not None
    assert (len(mark.users), len(mark.keys), mark.customers) == (7, len(list_sources()), 40)
    assert mark.api_key


INTERRUPTED = """
import sys
from pathlib import Path
from dangol.config import data_folder, staging
folder = data_folder.at_path(Path(sys.argv[1]), {})
furnish = staging._furnish
def interrupted(*_):
    raise KeyboardInterrupt
staging._furnish = interrupted
try:
    staging.prepare_house(folder, 40, now=1)
except KeyboardInterrupt:
    staging._furnish = furnish
    staging.prepare_house(folder, 50, now=2)
"""
