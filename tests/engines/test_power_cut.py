"""A power cut at any instant: what was acknowledged is on the disk, whatever was never synced.

A small library, preloaded into a writing process, records what that does to the log's files. From
the record the disk of many instants is made: what was synced is there, of the rest nothing, or a
part by chance, sectors torn. The log of each must open, be sound, and hold all that was
acknowledged before. A writer that does not sync must be found out.
"""

import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dangol.kernel.event import Control
from dangol.memory.eventlog.api import open_log, verify_log

HERE = Path(__file__).parent
CUTS = 8 * int(os.environ.get("DANGOL_KILL_ROUNDS", "4"))
ENTRIES = 500
HEAD = struct.Struct("=IIQQ")
SECTOR = 512
Step = tuple[str, str, int, int, bytes]
"""What was done (write, truncate, unlink, sync), to which file, where, how much, which bytes."""


@dataclass
class Disk:
    """The files of a folder as they would be after a power cut: what is synced, and what is not."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    pending: dict[str, list[Step]] = field(default_factory=dict)
    removed: dict[str, bytearray] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)

    def take(self, step: Step) -> None:
        what, name, _, _, body = step
        if name == "acknowledged":
            self.acknowledged += body.decode().split()
        elif what == "U":
            self.removed[name] = self.synced.pop(name, bytearray())
            self.pending.pop(name, None)
        elif what == "S" and name == "":
            self.removed.clear()
        elif what == "S":
            self.removed.pop(name, None)
            content = self.synced.setdefault(name, bytearray())
            for each in self.pending.pop(name, []):
                do(content, each)
        else:
            self.pending.setdefault(name, []).append(step)

    def lay_out(self, folder: Path, rnd: random.Random, chance: float) -> None:
        """Write the files; each step that was not synced is there by chance, or torn."""
        for name, content in self.removed.items():
            if rnd.random() > chance:  # the removal itself was not synced
                (folder / name).write_bytes(content)
        for name in {*self.synced, *self.pending}:
            content = bytearray(self.synced.get(name, b""))
            for step in self.pending.get(name, []):
                if rnd.random() < chance:
                    do(content, torn(step, rnd))
            if not name.endswith("-shm"):
                (folder / name).write_bytes(content)


def do(content: bytearray, step: Step) -> None:
    what, _, place, size, body = step
    if what == "T":
        del content[place:]
    end = place + size
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[place:end] = body


def torn(step: Step, rnd: random.Random) -> Step:
    """Return a step, or the first sectors of its write alone."""
    what, name, place, size, body = step
    if what != "W" or size <= SECTOR or rnd.random() < 0.7:
        return step
    kept = SECTOR * rnd.randrange(1, size // SECTOR + 1)
    return what, name, place, min(kept, size), body[:kept]


def read_record(file: Path) -> Iterator[Step]:
    record = file.read_bytes()
    at = 0
    while at < len(record):
        what, name_size, place, size = HEAD.unpack_from(record, at)
        at += HEAD.size
        name = record[at : at + name_size].decode()
        at += name_size
        body = record[at : at + size] if chr(what) == "W" else b""
        at += len(body)
        yield chr(what), name, place, size, body


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recording library."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs Linux and a C compiler")
    built = tmp_path_factory.mktemp("library") / "power_cut.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(built), str(HERE / "power_cut.c")]
    subprocess.run([*command, "-ldl", "-lpthread"], check=True)
    return built


def record_writer(library: Path, folder: Path, synchronous: str) -> list[Step]:
    """Let a writer run to its end, and return what it did."""
    data, record = folder / "data", folder / "record"
    data.mkdir()
    subprocess.run(
        [sys.executable, str(HERE / "power_cut_writer.py"), str(data), str(ENTRIES), synchronous],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "LD_PRELOAD": str(library),
            "DANGOL_CUT_FOLDER": str(data),
            "DANGOL_CUT_RECORD": str(record),
        },
        check=True,
        timeout=100,
    )
    return list(read_record(record))


def cut_often(
    steps: list[Step], folder: Path, rnd: random.Random
) -> Iterator[tuple[Path, list[str]]]:
    """Yield the folder as after a cut, and what was acknowledged before it, for many cuts."""
    cuts = sorted(rnd.randrange(len(steps)) for _ in range(CUTS))
    disk = Disk()
    for at, step in enumerate(steps):
        disk.take(step)
        for number in range(cuts.count(at)):
            place = folder / f"cut-{at}-{number}"
            place.mkdir()
            disk.lay_out(place, rnd, rnd.choice([0.0, 0.0, 0.3, 0.9]))
            yield place, list(disk.acknowledged)
            shutil.rmtree(place)


def find_missing(folder: Path, acknowledged: list[str]) -> set[str]:
    """Return what was acknowledged and is not there; what is there must be sound, each once."""
    log = open_log(folder)
    verified = verify_log(log, lambda _share, _count: None)
    assert verified.ok, verified.damaged
    found = [
        entry.message_id
        for chunk in log.read(0, ENTRIES)
        for entry in chunk.entries()
        if isinstance(entry, Control)
    ]
    assert len(found) == len(set(found)) == log.head() - log.begin()
    missing = set(acknowledged) - {"forgot"} - set(found)
    return missing if len(missing) > log.begin() else set()  # so many were forgotten on purpose


@pytest.mark.timeout(600)
def test_a_power_cut_loses_nothing_that_was_acknowledged(library: Path, tmp_path: Path) -> None:
    steps = record_writer(library, tmp_path, "FULL")
    assert sum(step[0] == "S" for step in steps) > 50
    told = 0
    for place, acknowledged in cut_often(steps, tmp_path, random.Random(5)):
        assert find_missing(place, acknowledged) == set()
        told += len(acknowledged)
    assert told > ENTRIES  # the cuts were made in the middle of the work


def test_a_writer_that_does_not_sync_is_found_out(library: Path, tmp_path: Path) -> None:
    steps = record_writer(library, tmp_path, "OFF")
    losses = 0
    for place, acknowledged in cut_often(steps, tmp_path, random.Random(6)):
        try:
            losses += bool(find_missing(place, acknowledged))
        except Exception:  # not even a log is left
            losses += 1
    assert losses > 0
