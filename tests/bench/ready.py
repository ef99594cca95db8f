"""How soon a warm start answers, and what importing the edge costs."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dangol.config.bench import BenchRow
from tests.server import Server

IMPORT = (
    "import time; t = time.perf_counter(); import dangol.edge.app; print(time.perf_counter() - t)"
)


def run(quick: bool) -> Iterator[BenchRow]:
    """Yield seconds until ``/readyz`` of warm starts, and of the edge's import."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        server.stop()
        starts = []
        for _ in range(1 if quick else 5):
            starts.append(server.start())
            server.stop()
    starts.sort()
    yield BenchRow("ready-warm", starts[len(starts) // 2], "s", "5 s", starts[len(starts) // 2] / 5)
    imports = sorted(_import_seconds() for _ in range(3 if quick else 9))
    middle = imports[len(imports) // 2]
    yield BenchRow("ready-edge-import", middle, "s", "0.3 s", middle / 0.3)
    bare = sorted(_bare_start() for _ in range(3))
    yield BenchRow("ready-python", bare[1], "s", "an interpreter that does nothing")


def _import_seconds() -> float:
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, check=True)
    return float(done.stdout)


def _bare_start() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - started
