"""Imports that were begun in the Studio: done beside all else, stopped, killed, gone on with."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dangol.config.data_folder import DataFolder
from dangol.config.file_jobs import FileJobs
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.live.collect.api import glance, guess, write_mapping
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import find_profile
from dangol.memory.eventlog.api import open_log
from dangol.registry.access.api import add_brand
from dangol.registry.imports.api import (
    add_import,
    ask_again,
    ask_stop,
    describe,
    find_refused,
    get_import,
    new_id,
    settle,
    start,
)
from dangol.registry.imports.contracts import Counts, Import
from dangol.registry.sources.api import add_source, get_source, list_sources
from tests.server import wait_for
from tests.spreadsheets import write_orders
from tests.trip.importing import NOW, furnish, up

PEOPLE = 20


@pytest.fixture
def folder(tmp_path: Path, database: Database) -> DataFolder:
    return furnish(tmp_path, database)


@pytest.fixture
def house(folder: DataFolder, database: Database) -> Iterator[DataFolder]:
    """The same folder while a house is up on it, of which the jobs are a part."""
    with up(folder, database):
        yield folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return where files are made that are then uploaded."""
    made = tmp_path / "desk"
    made.mkdir()
    return made


def write_many(path: Path, count: int) -> Path:
    """Write an order list of many rows."""
    with path.open("w", encoding="cp949", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("주문번호", "회원번호", "주문일시", "결제금액"))
        for number in range(count):
            rows.writerow((f"o{number}", f"m{number % PEOPLE}", "2026-03-02 14:05", "39,000"))
    return path


def begin(folder: DataFolder, database: Database, file: Path, source: str = "sheet") -> Import:
    """Upload a file, take its guess, and let it wait for its turn."""
    import_id, looked = new_id(), glance(file)
    choices = guess(looked)
    arrived = Path(shutil.copy(file, folder.path / "arriving"))
    settle(folder.path, import_id, arrived, file.name)
    add_import(
        database,
        import_id,
        brand="shop",
        source=source,
        touchpoint="web",
        by="mina",
        file=file.name,
        size=file.stat().st_size,
        now=NOW,
    )
    mapping = write_mapping(choices, looked, "KRW")
    describe(database, import_id, wish="{}", headers="h", choices="{}", mapping=mapping)
    start(database, import_id)
    return get_import(database, import_id)


def events_of(database: Database, kind: str, value: str) -> int:
    """Return how many events a customer has."""
    customer = find_customer(database, kind, value)
    assert customer is not None
    profile = find_profile(database, customer, frozenset({"shop"}), clock.now())
    assert profile is not None
    return profile.events


def never() -> bool:
    return False


def test_a_file_is_imported_and_its_source_made(
    house: DataFolder, database: Database, data: Path
) -> None:
    one = begin(house, database, write_orders(data / "orders.csv", "t"))
    assert FileJobs(house, database, never).step()
    done = get_import(database, one.id)
    assert (done.state, done.counts) == ("done", Counts(1.0, 5, 3, 0, 2))
    source = get_source(database, "sheet")
    assert (source.brand, source.proven, source.write_key) == ("shop", True, "")
    assert events_of(database, "email", "6781.t@example.com") == 2
    refused = find_refused(house.path, one.id)
    assert refused is not None
    assert len(refused.read_text().splitlines()) == 2
    again = begin(house, database, write_orders(data / "orders.csv", "t"))
    assert FileJobs(house, database, never).step()
    assert get_import(database, again.id).counts == Counts(1.0, 5, 0, 3, 2)
    assert not FileJobs(house, database, never).step()


def test_walls_hold_where_the_source_became_another_brand_s(
    house: DataFolder, database: Database, data: Path
) -> None:
    add_brand(database, "maru", "Maru", now=NOW)
    one = begin(house, database, write_many(data / "a.csv", 10))
    add_source(database, "sheet", "web", "maru", secret=True, now=NOW)
    FileJobs(house, database, never).step()
    failed = get_import(database, one.id)
    assert failed.state == "failed"
    assert failed.fault is not None
    assert "another brand" in failed.fault.say("en")
    assert open_log(house.path).head() == 0


def test_a_file_that_is_gone_is_told(house: DataFolder, database: Database, data: Path) -> None:
    one = begin(house, database, write_many(data / "a.csv", 10))
    shutil.rmtree(house.path / "imports" / "uploads" / one.id)
    assert FileJobs(house, database, never).step()
    failed = get_import(database, one.id)
    assert (failed.state, failed.fault is not None) == ("failed", True)
    assert "sheet" not in {source.name for source in list_sources(database)}


def test_a_stopped_import_goes_on_and_counts_nothing_twice(
    house: DataFolder, database: Database, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangol.config.file_jobs.TELL_SECONDS", 0.0)
    one = begin(house, database, write_many(data / "a.csv", 9000))
    looks = iter(range(100))

    def stop_at_the_second_look() -> bool:
        if next(looks) == 1:
            ask_stop(database, one.id)
        return False

    FileJobs(house, database, stop_at_the_second_look).step()
    stopped = get_import(database, one.id)
    assert stopped.state == "stopped"
    appended = open_log(house.path).head()
    assert 0 < appended < 9000
    ask_again(database, one.id)
    FileJobs(house, database, never).step()
    done = get_import(database, one.id)
    assert (done.state, done.counts) == ("done", Counts(1.0, 9000, 9000, 0, 0))
    assert open_log(house.path).head() == 9000


def test_a_process_that_is_told_to_end_leaves_the_rest_to_the_next(
    house: DataFolder, database: Database, data: Path
) -> None:
    one = begin(house, database, write_many(data / "a.csv", 9000))
    looks = iter(range(100))
    FileJobs(house, database, lambda: next(looks) > 0).step()
    assert get_import(database, one.id).state == "queued"
    assert 0 < open_log(house.path).head() < 9000
    FileJobs(house, database, never).step()
    assert get_import(database, one.id).counts == Counts(1.0, 9000, 9000, 0, 0)


def start_role(folder: DataFolder, database: Database) -> "subprocess.Popen[bytes]":
    """Start the role, as `dangol up` does."""
    url = database.url if database.dialect == "postgresql" else ""
    return subprocess.Popen(
        [sys.executable, "-m", "dangol.config.roles.jobs"],
        env={**os.environ, "DANGOL_DATA": str(folder.path), "DATABASE_URL": url},
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.timeout(180)
def test_a_killed_import_goes_on_without_loss_or_double_count(
    folder: DataFolder, database: Database, data: Path
) -> None:
    rows = 20_000
    one = begin(folder, database, write_many(data / "a.csv", rows))
    log = open_log(folder.path)
    process = start_role(folder, database)
    try:
        for share in (0.1, 0.5):
            assert wait_for(lambda share=share: log.head() >= share * rows, 60)
            process.kill()
            process.wait()
            assert get_import(database, one.id).state == "running"
            assert log.head() < rows
            process = start_role(folder, database)
        assert wait_for(lambda: get_import(database, one.id).state == "done", 120)
    finally:
        process.terminate()
        process.wait()
    counts = get_import(database, one.id).counts
    assert (counts.read, counts.accepted + counts.duplicates, counts.rejected) == (rows, rows, 0)
    per_person = rows // PEOPLE
    assert {events_of(database, "user_id", f"m{n}") for n in range(PEOPLE)} == {per_person}
