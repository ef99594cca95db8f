"""What the command line says of a log that is sound, damaged, or behind its database."""

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.server import dangol, furnish
from tests.warm import run


def change(file: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(statement)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose log holds two imports, all of it worked on."""
    data = tmp_path_factory.mktemp("imported") / "var"
    furnish(data)
    for n in range(2):
        rows = data.with_name(f"rows-{n}.ndjson")
        rows.write_text(json.dumps({"type": "track", "event": "Hi", "userId": f"u{n}"}) + "\n")
        dangol(data, "import", str(rows), "--source", "shop")
    return data


@pytest.fixture
def house(imported: Path, tmp_path: Path) -> Path:
    """The same, for one test to do harm to."""
    return Path(shutil.copytree(imported, tmp_path / "var"))


def problems(data: Path) -> Any:
    return json.loads(run("doctor", "--json", data=data).stdout)["problems"]


def test_a_sound_log_is_said_to_be_sound(house: Path) -> None:
    done = run("log", "verify", data=house)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 entries in 2 chunks can be read, from offset 0 on." in done.stdout
    assert "Nothing is damaged." in done.stdout
    assert problems(house) == []


def test_damaged_chunks_are_named_and_end_with_1(house: Path) -> None:
    change(house / "log.db", "UPDATE chunk SET body = zeroblob(9) WHERE first = 1")
    done = run("log", "verify", data=house)
    assert done.returncode == 1
    assert "1 entries cannot be read any more" in done.stdout
    assert "checksum" in done.stdout
    told = json.loads(run("log", "verify", "--json", data=house).stdout)
    assert (told["ok"], told["entries"], told["lost"]) == (False, 1, 1)
    assert told["damaged"] == [{"first": 1, "count": 1, "reason": "checksum"}]
    assert problems(house) == ["log_damaged"]  # as long as that is what was last seen
    change(house / "log.db", "DELETE FROM chunk WHERE first = 1")
    change(house / "dangol.db", "UPDATE trip_checkpoint SET position = 1")
    assert run("log", "verify", data=house).returncode == 0
    assert problems(house) == []


def test_the_doctor_tells_of_lost_entries(house: Path) -> None:
    change(house / "dangol.db", "INSERT INTO trip_lost VALUES (0, 3, 'checksum', 1)")
    assert problems(house) == ["log_damaged"]
    assert "`dangol log verify` tells which events are lost" in run("doctor", data=house).stderr


def test_the_doctor_tells_of_a_log_that_is_older_than_the_database(house: Path) -> None:
    change(house / "log.db", "DELETE FROM chunk WHERE first = 1")
    assert problems(house) == ["log_behind"]


@pytest.mark.parametrize("name", ["DANGOL_LOG_DAYS", "DANGOL_DISK_FLOOR_MB"])
def test_a_bound_that_is_no_number_is_refused_before_anything_starts(
    house: Path, name: str
) -> None:
    done = run("up", **{name: "many"}, data=house)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"The setting {name} must be a number from 0 on" in done.stderr
