"""SDKs of others, unmodified, on a really running Dangol that is killed while they send."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.sdks.house import House

HERE = Path(__file__).parent


@pytest.fixture(scope="package")
def modules() -> Path:
    """Where the SDKs for Node and browsers are installed, in the locked versions."""
    installed, locked = HERE / "node_modules" / ".locked.json", HERE / "package-lock.json"
    with FileLock(HERE / ".node_modules.lock"):
        if not installed.exists() or installed.read_bytes() != locked.read_bytes():
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(command, cwd=HERE, check=True, capture_output=True, timeout=300)
            shutil.copy(locked, installed)
    return installed.parent


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running Dangol with a source for servers and one for browsers."""
    found = House(tmp_path_factory.mktemp("sdks") / "var")
    found.start()
    yield found
    found.server.stop()
