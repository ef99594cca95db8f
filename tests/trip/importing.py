"""What the tests of import share: a folder with a source, and importing into it."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from dangol.config import data_folder
from dangol.config.data_folder import DataFolder
from dangol.config.importing import ImportReport, read_mapping, run_import
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.live.trip.api import Trip, hold_trip
from dangol.memory.eventlog.api import open_log
from dangol.registry.access.api import add_brand
from dangol.registry.sources.api import add_source

NOW = 1_795_000_000_000_000


def furnish(folder: Path, database: Database) -> DataFolder:
    """Make the data folder of a migrated database, with one brand and one source."""
    made = DataFolder(folder, database.url)
    data_folder.make(made)
    add_brand(database, "shop", "Shop", now=NOW)
    add_source(database, "archive", "server", "shop", secret=False, now=NOW)
    return made


@contextlib.contextmanager
def up(folder: DataFolder, database: Database) -> Iterator[None]:
    """Have a house be up, as imports see it: its trip runs, in a thread instead of a process."""
    stop = threading.Event()
    trip = Trip(database, open_log(folder.path), clock.now)
    running = threading.Thread(target=trip.run, args=(stop,))
    with data_folder.hold(folder), hold_trip(folder.path):
        running.start()
        try:
            yield
        finally:
            stop.set()
            running.join()


def import_into(
    folder: DataFolder, database: Database, file: Path, mapping: Path | None = None
) -> ImportReport:
    """Import a file for the source."""
    return run_import(
        file,
        "archive",
        folder=folder,
        database=database,
        mapping=read_mapping(mapping) if mapping else None,
        on_progress=lambda _share, _rows: None,
    )
