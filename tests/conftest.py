"""What tests of several kinds share: a migrated database of either engine, an event log.

The schema is migrated once for a whole run, also a parallel one, and copied for each test: a file
copy for SQLite, ``CREATE DATABASE … TEMPLATE`` for PostgreSQL.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import tests.drawing  # noqa: F401, loads the profile of Hypothesis
from dangol.engines.database import Database, open_database
from dangol.memory.eventlog.api import EventLog, open_log
from tests.postgres import Cluster, House
from tests.scheduling import Groups, place_of
from tests.schema import migrate
from tests.server import SHARED_FOLDER

MIGRATED = "migrated"
SELDOM = (100_000, 20, 50)
"""When Python looks for garbage: at its own thresholds that takes a tenth of the tests' time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: place_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """Keep together what shares a server."""
    return Groups(config, log)


def pytest_configure() -> None:
    """Make the folder that all workers of this run share, in the process that starts them."""
    gc.set_threshold(*SELDOM)
    if SHARED_FOLDER not in os.environ:
        os.environ[SHARED_FOLDER] = tempfile.mkdtemp(prefix="dangol-tests-")


def pytest_unconfigure() -> None:
    """Remove the shared folder when the process that made it ends."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ.pop(SHARED_FOLDER), ignore_errors=True)


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """A folder that all workers of one run share."""
    return Path(os.environ[SHARED_FOLDER])


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path) -> Path:
    """A data folder whose SQLite database is migrated and empty."""
    folder = shared_folder / "sqlite-template"
    with FileLock(str(folder) + ".lock"):
        if not (folder / MIGRATED).exists():
            folder.mkdir()
            migrate(folder)
            (folder / MIGRATED).touch()
    return folder / "dangol.db"


@pytest.fixture(scope="session")
def postgres(shared_folder: Path) -> Iterator[Cluster]:
    """A real PostgreSQL server with a migrated template database, one for the whole run."""
    folder = shared_folder / "postgres"
    cluster = Cluster(folder)
    with FileLock(str(folder) + ".lock"):
        if cluster.join():
            cluster.create_database("template_dangol")
            migrate(shared_folder / "postgres-data", cluster.url("template_dangol"))
    yield cluster
    with FileLock(str(folder) + ".lock"):
        cluster.leave()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database with today's schema."""
    path = tmp_path / "dangol.db"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}", durable=False)
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_house(postgres: Cluster) -> Iterator[House]:
    """A PostgreSQL database with today's schema, for the tests of one worker in turn."""
    name = postgres.create_database(template="template_dangol")
    house = House(postgres.url(name))
    yield house
    house.close()
    postgres.drop_database(name)


@pytest.fixture
def postgres_database(postgres_house: House) -> Iterator[Database]:
    """A PostgreSQL database with today's schema, as good as fresh."""
    database = open_database(postgres_house.url, durable=False)
    yield database
    database.close()
    postgres_house.restore()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database with today's schema, once on each engine."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found: Database = request.getfixturevalue(name)
    return found


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    """An empty event log."""
    return open_log(tmp_path)
