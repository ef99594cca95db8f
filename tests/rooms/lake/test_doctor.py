"""What the doctor says of the lake: how far it is, whether it keeps up, whether it can be read."""

import os
import sqlite3
from pathlib import Path

import pytest

from dangol.config import data_folder, doctor
from dangol.config.standing import RoleStanding, Standing
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.clock import HOUR
from dangol.kernel.event import encode_entry
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog
from dangol.memory.lake.api import open_lake
from tests.rooms.lake.house import event

LAKE_PROBLEMS = {"lake_lagging", "lake_unreadable"}


@pytest.fixture
def folder(sqlite_database: Database, log: EventLog, tmp_path: Path) -> data_folder.DataFolder:
    """A house in which two events were resolved an hour ago and are not in the lake."""
    made = data_folder.at_path(tmp_path)
    data_folder.make(made)
    log.append([encode_entry(event(1)), encode_entry(event(2))])
    trip = Trip(sqlite_database, log, clock.now)
    while trip.step():
        pass
    with sqlite3.connect(tmp_path / "log.db") as connection:
        connection.execute("UPDATE chunk SET appended = appended - ?", (HOUR,))
    return made


def up(monkeypatch: pytest.MonkeyPatch, *roles: str) -> None:
    """Let roles run, as far as the doctor knows."""
    standing = Standing(1, "127.0.0.1", 1, 1, 0, [RoleStanding(r, os.getpid(), 0) for r in roles])
    monkeypatch.setattr(doctor, "find_standing", lambda _folder: standing)


@pytest.mark.parametrize(
    ("roles", "problems"), [(["trip", "lake"], {"lake_lagging"}), (["trip"], set()), ([], set())]
)
def test_a_lake_that_does_not_keep_up_is_told_where_it_should(
    folder: data_folder.DataFolder,
    monkeypatch: pytest.MonkeyPatch,
    roles: list[str],
    problems: set[str],
) -> None:
    up(monkeypatch, *roles)
    found = doctor.examine(folder)
    assert (found.lake.position, found.lake.lag, found.lake.files) == (0, 2, 0)
    assert 3600 <= found.lake.waits_seconds < 3700
    assert set(found.problems) & LAKE_PROBLEMS == problems


def test_a_list_of_files_that_cannot_be_read_is_told(
    folder: data_folder.DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    up(monkeypatch, "lake")
    lake = open_lake(folder.path)
    lake.path.mkdir()
    (lake.path / "manifest.json").write_text("{")
    found = doctor.examine(folder)
    assert not found.lake.readable
    assert set(found.problems) & LAKE_PROBLEMS == {"lake_unreadable"}
    assert (lake.path / "manifest.json").read_text() == "{"
