"""An empty house on each database, or on SQLite where the database does not matter."""

from pathlib import Path

import pytest

from dangol.engines.database import Database
from tests.rooms.lake.house import House, build


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return build(database, tmp_path)


@pytest.fixture
def sqlite_house(sqlite_database: Database, tmp_path: Path) -> House:
    return build(sqlite_database, tmp_path)
