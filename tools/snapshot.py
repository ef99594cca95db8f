"""Write anew what the migrations make of an empty SQLite database, after a migration was added.

The roles are a part of it, so a change of their rights asks for it as well.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dangol.config import data_folder
from dangol.config.snapshot import REMARK, SNAPSHOT, migrating_packages

_MIGRATE = """
import sys, django
from django.core.management import call_command
django.setup()
for named in [[application] for application in sys.argv[1:]] or [[]]:
    call_command("migrate", *named, skip_checks=True, verbosity=0, interactive=False)
if not sys.argv[1:]:
    from dangol.config.people import lay_roles
    lay_roles()
"""
"""One process for all: loading Django takes longer than the migrations of a room."""
_APPLIED = re.compile(r"(INSERT INTO \"django_migrations\" VALUES\(.*)'[^']*'(\);)")
_KEY = re.compile(r"'[0-9a-f]{32}'")


def main() -> None:
    """Migrate an empty folder and keep what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        SNAPSHOT.write_text(snapshot_of_migrations(Path(folder)), encoding="utf-8")


def snapshot_of_migrations(folder: Path) -> str:
    """Return what the migrations and the roles make, as SQL that makes anew what never repeats.

    Args:
        folder: empty; gets a data folder.
    """
    run_migrations(folder)
    connection = sqlite3.connect(folder / "dangol.db")
    lines = [_make_anew(line) for line in connection.iterdump()]
    connection.close()
    return "\n".join([REMARK + migrating_packages(), *lines]) + "\n"


def run_migrations(folder: Path, database_url: str = "", applications: Sequence[str] = ()) -> None:
    """Make a data folder and apply migrations, one by one, to its database or that of a URL.

    Args:
        folder: becomes a data folder.
        database_url: empty for SQLite in the folder.
        applications: only those of these, and what they need; empty for all.

    Raises:
        RuntimeError: they failed.
    """
    data_folder.make(data_folder.at_path(folder))
    done = subprocess.run(
        [sys.executable, "-c", _MIGRATE, *applications],
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


def _make_anew(line: str) -> str:
    line = _APPLIED.sub(r"\1CURRENT_TIMESTAMP\2", line)
    return _KEY.sub("lower(hex(randomblob(16)))", line)


if __name__ == "__main__":
    main()
