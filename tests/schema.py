"""Bringing an empty data folder to today's schema, as ``dangol init`` does."""

import os
import subprocess
import sys
from pathlib import Path

from dangol.config import data_folder


def migrate(folder: Path, database_url: str = "") -> None:
    """Make a data folder and migrate its database, or the one behind a URL."""
    data_folder.make(data_folder.at_path(folder))
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"],
        env={
            **os.environ,
            "DANGOL_DATA": str(folder),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "dangol.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
