"""A damaged log: what can be read is read, what cannot is told, and no offset shifts."""

import random
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from dangol.kernel.event import LOST, Control, encode_entry
from dangol.memory.eventlog.api import (
    DamagedChunk,
    EventLog,
    LogDamaged,
    open_log,
    read_entries,
    verify_log,
)

PAGE = 4096


def entry(number: int, size: int = 0) -> bytes:
    said = Control(
        action="note", brand="b", actor="x" * size, received=number, message_id=f"m{number}"
    )
    return encode_entry(said)


def fill(log: EventLog, chunks: int, size: int = 0) -> None:
    """Append chunks of two entries each."""
    for n in range(chunks):
        log.append([entry(2 * n, size), entry(2 * n + 1, size)])


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "log.db", isolation_level=None)) as connection:
        connection.execute(statement)


def messages(log: EventLog) -> list[str]:
    """Return the message ids of all entries by offset, with a gap for what is lost."""
    found: list[str] = []
    for chunk in log.read(0, 10**6):
        assert chunk.first == len(found)
        found += ["" if one is LOST else one.message_id for one in chunk.entries()]  # type: ignore[union-attr]
    return found


def quietly(_share: float, _count: int) -> None:
    """Show no progress."""


def test_a_sound_log_is_verified_whole(log: EventLog) -> None:
    fill(log, 50)
    told: list[tuple[float, int]] = []
    found = verify_log(log, lambda share, count: told.append((share, count)))
    assert (found.ok, found.begin, found.head) == (True, 0, 100)
    assert (found.chunks, found.entries, found.lost, found.damaged) == (50, 100, 0, [])
    assert told[-1] == (1.0, 100)
    assert verify_log(open_log(log.path.parent), quietly).bytes == log.size()  # type: ignore[attr-defined]


def test_an_empty_log_is_verified(log: EventLog) -> None:
    found = verify_log(log, quietly)
    assert (found.ok, found.head, found.entries) == (True, 0, 0)


def test_changed_bytes_are_noticed_and_the_rest_is_read(log: EventLog, tmp_path: Path) -> None:
    fill(log, 3)
    changed = "CAST(replace(body, 'm3', 'm9') AS BLOB)"
    change(tmp_path, f"UPDATE chunk SET body = {changed} WHERE first = 2")
    assert messages(log) == ["m0", "m1", "", "", "m4", "m5"]
    found = verify_log(log, quietly)
    assert found.damaged == [DamagedChunk(2, 2, "checksum")]
    assert (found.ok, found.entries, found.lost) == (False, 4, 2)
    entries = read_entries(log, [1, 2, 4])
    assert entries[2] is LOST
    assert [entries[n].message_id for n in (1, 4)] == ["m1", "m4"]  # type: ignore[union-attr]


@pytest.mark.parametrize("body", [b"[]", b"[{", b'[["c"],["c"]]'])
def test_bytes_that_are_no_entries_are_noticed(log: EventLog, tmp_path: Path, body: bytes) -> None:
    fill(log, 3)
    with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as connection:
        connection.execute(
            "UPDATE chunk SET body = ?, checksum = ? WHERE first = 2", (body, zlib.crc32(body))
        )
    assert messages(log) == ["m0", "m1", "", "", "m4", "m5"]
    assert verify_log(log, quietly).damaged == [DamagedChunk(2, 2, "undecodable")]


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ("first = 0", [DamagedChunk(0, 2, "missing")]),
        ("first IN (2, 4)", [DamagedChunk(2, 4, "missing")]),
    ],
)
def test_chunks_that_are_gone_are_noticed(
    log: EventLog, tmp_path: Path, gone: str, told: list[DamagedChunk]
) -> None:
    fill(log, 5)
    change(tmp_path, f"DELETE FROM chunk WHERE {gone}")
    assert verify_log(log, quietly).damaged == told
    places = range(told[0].first, told[0].first + told[0].count)
    assert messages(log) == ["" if n in places else f"m{n}" for n in range(10)]
    assert read_entries(log, [places[0]]) == {places[0]: LOST}


def overwrite_pages(folder: Path, first: int, count: int, rnd: random.Random) -> None:
    """Put noise over pages of the file, as a dying disk does."""
    with (folder / "log.db").open("r+b") as file:
        file.seek(first * PAGE)
        file.write(rnd.randbytes(count * PAGE))


@pytest.mark.parametrize("seed", range(6))
def test_pages_that_are_noise_cost_only_the_chunks_on_them(tmp_path: Path, seed: int) -> None:
    rnd = random.Random(seed)
    fill(open_log(tmp_path), 400, size=rnd.choice([10, 600, 9000]))
    change(tmp_path, "PRAGMA wal_checkpoint(TRUNCATE)")
    pages = (tmp_path / "log.db").stat().st_size // PAGE
    overwrite_pages(tmp_path, rnd.randrange(8, pages * 3 // 4), 1, rnd)
    log = open_log(tmp_path)
    found = messages(log)
    assert len(found) == 800
    right = sum(one == f"m{n}" for n, one in enumerate(found))
    assert right + found.count("") == 800  # nothing is read that was not written
    assert right > 500
    verified = verify_log(log, quietly)
    assert (verified.entries, verified.lost) == (right, found.count(""))
    assert log.append([entry(800)]) == 800


def test_where_nothing_can_be_appended_it_says_so(tmp_path: Path) -> None:
    fill(open_log(tmp_path), 10)
    change(tmp_path, "PRAGMA wal_checkpoint(TRUNCATE)")
    file = tmp_path / "log.db"
    with file.open("r+b") as whole:
        whole.truncate(2 * PAGE + 100)
    with pytest.raises(LogDamaged, match="Restore the data folder"):
        open_log(tmp_path).append([entry(99)])
