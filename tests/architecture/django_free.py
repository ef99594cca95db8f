"""What a fresh interpreter has loaded after an import; import graphs miss ``__init__`` files."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.house import PACKAGE, Room

WITHOUT_DJANGO = ("api", "contracts", "rules", "store")
FRAMEWORKS = ("django", "wagtail")
PROGRAM = """
import importlib, sys
for name in sys.argv[2:]:
    importlib.import_module(name)
print(*(name for name in sys.argv[1].split(",") if name in sys.modules))
"""


def modules_without_django(room: Room) -> list[str]:
    """Return the import paths of a room's Django-free modules, the room itself included."""
    parts = [part for part in room.parts() if part in WITHOUT_DJANGO]
    return [room.module, *(f"{room.module}.{part}" for part in parts)]


def frameworks_loaded_by(modules: list[str], source: Path = PACKAGE.parent) -> list[str]:
    """Import modules in a fresh interpreter and return which web frameworks that loaded.

    Args:
        modules: import paths.
        source: the folder that holds the ``dangol`` package to import.
    """
    return packages_loaded_by(modules, FRAMEWORKS, source)


def packages_loaded_by(
    modules: list[str], packages: Sequence[str], source: Path = PACKAGE.parent
) -> list[str]:
    """Import modules in a fresh interpreter and return which of some packages that loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(packages), *modules],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()
