"""What the log forgets: the oldest alone, never what a reader still needs, and its room is free."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.kernel.event import Control, encode_entry
from dangol.memory.eventlog import forgetting
from dangol.memory.eventlog.api import EventLog, Retention, open_log, read_entries, verify_log
from dangol.memory.eventlog.forgetting import Outline, end_of_forgettable

OLD = Retention(age=DAY)
LATER = clock.now() + 2 * DAY


def fill(log: EventLog, chunks: int, size: int = 0) -> None:
    for n in range(chunks):
        said = Control(action="note", brand="b", actor="x" * size, received=n, message_id=f"m{n}")
        log.append([encode_entry(said)] * 2)


def forget_all(log: EventLog, keep: Retention, before: int, now: int = LATER) -> int:
    forgotten = 0
    while part := log.forget(keep, before, now):
        forgotten += part
    return forgotten


def test_without_a_bound_nothing_is_forgotten(log: EventLog) -> None:
    fill(log, 5)
    assert forget_all(log, Retention(), 10) == 0
    assert (log.begin(), log.head()) == (0, 10)


def test_what_is_old_enough_is_forgotten_and_offsets_stay(log: EventLog) -> None:
    fill(log, 40)
    assert forget_all(log, OLD, 60) == 60
    assert (log.begin(), log.head()) == (60, 80)
    assert [chunk.first for chunk in log.read(0, 4)] == [60, 62]
    assert read_entries(log, [0, 59]) == {}
    assert read_entries(log, [60])[60].message_id == "m30"  # type: ignore[union-attr]
    found = verify_log(log, lambda _share, _count: None)
    assert (found.ok, found.begin, found.entries) == (True, 60, 20)
    fill(log, 1)
    assert log.head() == 82


def test_what_is_young_stays(log: EventLog) -> None:
    fill(log, 5)
    assert forget_all(log, OLD, 10, clock.now()) == 0


def test_a_readers_place_is_never_passed(log: EventLog) -> None:
    fill(log, 5)
    assert forget_all(log, OLD, 3) == 2  # the chunk that holds offset 3 is still needed
    assert log.begin() == 2
    assert forget_all(log, OLD, 0) == 0


def test_the_newest_chunk_always_stays_so_that_offsets_go_on(log: EventLog, tmp_path: Path) -> None:
    fill(log, 3)
    assert forget_all(log, OLD, 6) == 4
    assert open_log(tmp_path).append([b"{}"]) == 6


def test_a_log_that_is_too_large_forgets_down_to_its_size_and_gives_room_back(
    log: EventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "SPARE_PAGES", 0)
    fill(log, 60, size=20_000)
    whole = 60 * 40_000
    assert forget_all(log, Retention(size=whole // 4), 120, clock.now()) > 75
    log._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
    assert (tmp_path / "log.db").stat().st_size < whole * 0.4
    assert log.size() < whole * 0.4
    assert log.begin() > 75


def test_without_a_place_to_stop_at_forgetting_goes_by_little_steps(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 3)
    fill(log, 10)
    assert [log.forget(OLD, 20, LATER) for _ in range(4)] == [6, 6, 6, 0]


@given(
    chunks=st.lists(
        st.tuples(st.integers(1, 5), st.integers(0, 100), st.integers(1, 50)), max_size=8
    ),
    age=st.none() | st.integers(0, 100),
    size=st.none() | st.integers(0, 300),
    before=st.integers(0, 40),
)
def test_only_what_may_go_goes_and_all_of_it(
    chunks: list[tuple[int, int, int]], age: int | None, size: int | None, before: int
) -> None:
    oldest, at = [], 0
    for count, appended, taken in chunks:
        oldest.append(Outline(at, count, appended, taken))
        at += count
    taken = sum(one.size for one in oldest)
    end = end_of_forgettable(oldest, Retention(age, size), before, 100, taken) or 0
    assert end <= before
    gone = [one for one in oldest if one.first < end]
    stays = [one for one in oldest if one.first >= end]
    for place, one in enumerate(gone):
        left = taken - sum(each.size for each in gone[:place])
        assert (age is not None and one.appended < 100 - age) or (size is not None and left > size)
    if stays and stays[0].first + stays[0].count <= before:
        left = sum(each.size for each in stays)
        assert not (age is not None and stays[0].appended < 100 - age)
        assert not (size is not None and left > size)
