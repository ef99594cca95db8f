"""Bringing an empty data folder to today's schema, as ``dangol init`` does."""

from pathlib import Path

from dangol.config import data_folder
from dangol.config.snapshot import lay_snapshot, snapshot_migrations
from tools.snapshot import run_migrations

ROOMS = ("access", "sources", "webhooks", "imports", "definitions", "identity", "profiles", "trip")
"""Those that have tables. Wagtail's own are of no concern to a room, and take most of the time."""


def migrate(folder: Path, database_url: str = "") -> None:
    """Make a data folder with a database of its own, or give the one behind a URL our tables."""
    if database_url:
        run_migrations(folder, database_url, ROOMS)
        return
    data_folder.make(data_folder.at_path(folder))
    assert lay_snapshot(folder / "dangol.db", snapshot_migrations())
