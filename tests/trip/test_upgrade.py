"""An upgrade that fails, or is killed: the database is what it was, and the old Dangol starts."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from dangol.config import upgrading
from dangol.config.data_folder import at_path
from dangol.kernel.errors import Unavailable
from tests.server import ENGLISH, dangol, furnish
from tools.house import PACKAGE

TRIP = sorted(path.stem for path in (PACKAGE / "live" / "trip" / "migrations").glob("0*.py"))
OLD, LAST = TRIP[0], TRIP[-1]
SCRIPT = """
import importlib, os, sys
from pathlib import Path
from dangol.config import data_folder, schema
from dangol.kernel.errors import DangolError

folder = data_folder.open_folder(Path(sys.argv[1]))
schema.start_django(folder)
from django.core.management import call_command
from django.db.migrations import RunPython

def fail(*_): raise RuntimeError("mina@example.org")
def end(*_): os._exit(9)

how, old, last = sys.argv[2:5]
if how == "back":
    call_command("migrate", "trip", old, verbosity=0, interactive=False)
    schema._stamp_file(folder).write_text("an older Dangol's")
else:
    migration = importlib.import_module(f"dangol.live.trip.migrations.{last}").Migration
    if how != "whole":
        migration.operations.append(RunPython({"fail": fail, "kill": end}[how]))
    try:
        schema.migrate(folder, lambda path: print("copy", path))
    except DangolError as error:
        sys.exit(f"{error.code}: {error}")
"""


def run(data: Path, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(data), how, OLD, LAST],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **ENGLISH},
        timeout=100,
    )


def dump(file: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A folder as an older Dangol would have it: the trip's newer migrations are not applied."""
    furnish(tmp_path)
    done = run(tmp_path, "back")
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_a_migration_that_fails_in_the_middle_leaves_all_as_it_was(older: Path) -> None:
    before = dump(older / "dangol.db")
    done = run(older, "fail")
    assert done.returncode == 1
    assert "upgrade_failed: The database could not be brought up to date (RuntimeError)" in (
        done.stderr
    )
    assert "the Dangol that ran until now starts on it" in done.stderr
    assert "mina@" not in done.stderr
    assert done.stdout == ""
    assert dump(older / "dangol.db") == before
    assert (older / "run" / "schema").read_text() == "an older Dangol's"
    assert list((older / "upgrades").iterdir()) == []


def test_what_was_killed_in_the_middle_is_begun_anew_from_what_was(older: Path) -> None:
    before = dump(older / "dangol.db")
    assert run(older, "kill").returncode == 9
    assert dump(older / "dangol.db") != before  # the migrations before it were committed
    assert not (older / "run" / "schema").exists()  # so an older Dangol does not trust it
    assert run(older, "fail").returncode == 1
    assert dump(older / "dangol.db") == before
    assert run(older, "kill").returncode == 9
    done = run(older, "whole")
    assert (done.returncode, done.stdout) == (0, f"copy {older}/upgrades/dangol.db\n"), done.stderr
    assert dump(older / "upgrades" / "dangol.db") == before
    assert not (older / "upgrades" / "dangol.unfinished").exists()
    assert dangol(older, "doctor")["database"]["schema_current"]


def test_nothing_to_do_makes_no_copy(tmp_path: Path) -> None:
    furnish(tmp_path)
    (tmp_path / "run" / "schema").unlink()
    done = run(tmp_path, "whole")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert not (tmp_path / "upgrades").exists()


def test_without_room_for_a_copy_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "dangol.db")) as connection:
        connection.execute("CREATE TABLE kept (it)")
    monkeypatch.setattr(upgrading, "LEAST_FREE", 2**60)
    with (
        pytest.raises(Unavailable, match="Nothing was changed"),
        upgrading.undone_on_failure(at_path(tmp_path, {}), lambda: None, lambda _path: None),
    ):
        raise AssertionError("it began all the same")
    assert not (tmp_path / "upgrades").exists()
