"""Bringing an empty data folder to today's schema, as ``dangol init`` does."""

from pathlib import Path

from dangol.config import data_folder
from dangol.config.snapshot import lay_snapshot, snapshot_migrations
from tools.snapshot import run_migrations


def migrate(folder: Path, database_url: str = "") -> None:
    """Make a data folder with a database of its own, or migrate the one behind a URL."""
    if database_url:
        run_migrations(folder, database_url)
        return
    data_folder.make(data_folder.at_path(folder))
    assert lay_snapshot(folder / "dangol.db", snapshot_migrations())
