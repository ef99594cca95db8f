"""A deployment with brands, sources and keys, and its edge in this process."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dangol.edge.config import EdgeConfig
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.event import Entry
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.registry.access.api import add_brand, add_key
from dangol.registry.sources.api import add_source
from tests.rooms.edge.asgi import EdgeClient

SECRET = "a-secret-of-this-test"


@dataclass
class Deployment:
    """One data folder with three brands, one of them walled, and a source for each."""

    database: Database
    log: EventLog
    config: EdgeConfig
    keys: dict[str, str] = field(default_factory=dict)
    api_key: str = ""

    def entries(self) -> list[Entry]:
        return [entry for chunk in self.log.read(0, 10_000) for entry in chunk.entries()]

    def take_trip(self) -> None:
        """Let everything that was heard become known."""
        trip = Trip(self.database, self.log, clock.now)
        while trip.step():
            pass


def deploy(database: Database, folder: Path) -> Deployment:
    now = clock.now()
    config = EdgeConfig(data=folder, database_url=database.url, secret=SECRET)
    found = Deployment(database, open_log(folder), config)
    for brand, walled in (("onggi", False), ("sotbab", False), ("maru", True)):
        add_brand(database, brand, brand.title(), now=now, walled=walled)
        _, found.keys[brand] = add_source(
            database, f"{brand}-web", "web", brand, secret=False, now=now
        )
    _, found.keys["server"] = add_source(
        database, "onggi-server", "server", "onggi", secret=True, now=now
    )
    found.api_key = add_key(database, "all", "read", [], now=now)
    return found


@pytest.fixture
def deployment(sqlite_database: Database, tmp_path: Path) -> Deployment:
    return deploy(sqlite_database, tmp_path)


@pytest.fixture
def either_deployment(database: Database, tmp_path: Path) -> Deployment:
    """The same on each of the two databases."""
    return deploy(database, tmp_path)


@pytest.fixture
def client(deployment: Deployment) -> Iterator[EdgeClient]:
    with EdgeClient(deployment.config) as found:
        yield found
