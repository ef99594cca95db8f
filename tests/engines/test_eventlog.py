"""The log: dense offsets, chunks that stay small, a disk that is full."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from dangol.kernel.event import Control, encode_entry
from dangol.memory.eventlog import sqlite_log
from dangol.memory.eventlog.api import EventLog, GroupCommitter, LogFull, open_log, read_entries


def entry(number: int, size: int = 0) -> bytes:
    return encode_entry(
        Control(
            action="note", brand="b", actor="x" * size, received=number, message_id=f"m{number}"
        )
    )


def test_offsets_are_dense_and_reading_gives_everything_back(log: EventLog) -> None:
    assert log.append([entry(0), entry(1)]) == 0
    assert log.append([entry(2)]) == 2
    assert log.head() == 3
    found = [e for chunk in log.read(0, 100) for e in chunk.entries()]
    assert [e.message_id for e in found] == ["m0", "m1", "m2"]


def test_reading_begins_with_the_chunk_that_holds_the_offset(log: EventLog) -> None:
    log.append([entry(n) for n in range(4)])
    log.append([entry(4)])
    assert [chunk.first for chunk in log.read(2, 1)] == [0]
    assert [chunk.first for chunk in log.read(4, 9)] == [4]
    assert log.read(5, 9) == []
    assert [chunk.first for chunk in log.chunks_at([4, 1, 3, 77, 10**20])] == [0, 4]


def test_a_large_append_is_cut_into_small_chunks(log: EventLog) -> None:
    log.append([entry(n, size=2000) for n in range(1000)])
    chunks = log.read(0, 1000)
    assert sum(chunk.count for chunk in chunks) == 1000
    assert all(len(chunk.body) <= sqlite_log.MOST_BYTES + 3000 for chunk in chunks)
    assert [c.first for c in chunks[1:]] == [c.after for c in chunks[:-1]]


def test_single_entries_are_found_by_offset(log: EventLog) -> None:
    log.append([entry(n) for n in range(10)])
    found = read_entries(log, [7, 2, 99, 10**20])
    assert {offset: e.message_id for offset, e in found.items()} == {7: "m7", 2: "m2"}


def test_a_full_disk_refuses_and_keeps_nothing(log: EventLog, tmp_path: Path) -> None:
    log.append([entry(0)])
    connection = log._connection()  # type: ignore[attr-defined]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LogFull):
        log.append([entry(n, size=3000) for n in range(50)])
    assert open_log(tmp_path).head() == 1
    connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    assert log.append([entry(1)]) == 1


def test_writers_in_several_threads_never_share_an_offset(log: EventLog) -> None:
    def write(base: int) -> None:
        for n in range(25):
            log.append([entry(base + n)])

    threads = [threading.Thread(target=write, args=(1000 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [e.message_id for chunk in log.read(0, 1000) for e in chunk.entries()]
    assert len(found) == len(set(found)) == 100


def test_opening_waits_for_who_is_making_the_file(tmp_path: Path) -> None:
    log = sqlite_log.SqliteLog(tmp_path / "log.db")
    other = sqlite3.connect(log.path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE made (x)")
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.close)
    release.start()
    assert log.head() == 0
    release.join()


def test_group_commit_acknowledges_only_what_is_on_disk(log: EventLog) -> None:
    asked, written = threading.Event(), threading.Event()

    class SlowDisk:
        def append(self, entries: Sequence[bytes]) -> int:
            asked.set()
            assert written.wait(20)
            return log.append(entries)

    async def scenario() -> None:
        committer = GroupCommitter(SlowDisk(), asyncio.get_running_loop())  # type: ignore[arg-type]
        waiting = [committer.append([entry(n)]) for n in range(200)]
        assert await asyncio.to_thread(asked.wait, 20)
        assert (log.head(), [one for one in waiting if one.done()]) == (0, [])
        written.set()
        await asyncio.gather(*waiting)
        assert log.head() == 200
        committer.close()

    asyncio.run(scenario())
    assert len(log.read(0, 1000)) < 200  # many requests shared one commit


def test_group_commit_tells_every_waiter_of_a_failure() -> None:
    class Full:
        def append(self, _entries: object) -> int:
            raise LogFull("log_not_writable", "The log is full.")

    async def scenario() -> list[object]:
        committer = GroupCommitter(Full(), asyncio.get_running_loop())  # type: ignore[arg-type]
        answers = await asyncio.gather(
            committer.append([entry(0)]), committer.append([entry(1)]), return_exceptions=True
        )
        committer.close()
        return answers

    assert [type(answer) for answer in asyncio.run(scenario())] == [LogFull, LogFull]
