"""A running house for what is tried from outside, and a deployment for what is tried within."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dangol.engines.database import Database
from tests.rooms.edge.conftest import Deployment, deploy
from tests.server import Server


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running Dangol whose Studio answers."""
    server = Server(tmp_path_factory.mktemp("fuzzed") / "data")
    try:
        server.start()
        server.wait_for_studio()
        yield server
    finally:
        server.stop()


@pytest.fixture
def deployment(sqlite_database: Database, tmp_path: Path) -> Deployment:
    """Brands, sources and keys, whose edge a test opens in this process."""
    return deploy(sqlite_database, tmp_path)
