"""What benchmarks stand on: an empty, migrated data folder."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dangol.engines.database import Database, open_database


@contextlib.contextmanager
def fresh_database(folder: Path) -> Iterator[Database]:
    """Migrate an empty SQLite database in a folder and open it as the trip does."""
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env={
            **os.environ,
            "DANGOL_DATA": str(folder),
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "dangol.config.settings",
        },
        check=True,
    )
    database = open_database(f"sqlite:///{folder / 'dangol.db'}", durable=False)
    try:
        yield database
    finally:
        database.close()
