"""What the log no longer holds is read from the lake, by offset and by customer."""

import sqlite3

import pytest

from dangol.kernel.event import LOST
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import find_profile, timeline
from dangol.memory.lake import parquet, reading
from dangol.memory.lake.api import compact_next, read_customer, read_entries
from tests.rooms.lake.house import NOW, House, event, events


def forget(house: House, before: int) -> None:
    """Drop the log's chunks before an offset, as retention does."""
    with sqlite3.connect(house.log._log.path) as connection:  # type: ignore[attr-defined]
        connection.execute("DELETE FROM chunk WHERE first < ?", (before,))


def test_entries_come_from_the_log_or_else_from_the_lake(house: House) -> None:
    for part in (0, 5, 10):
        house.hear(*events(range(part, part + 5)))
    house.write()
    entries = house.entries()
    forget(house, 10)
    found = read_entries(house.log, house.lake, [0, 7, 12, 99])  # type: ignore[arg-type]
    assert found == {offset: entries[offset] for offset in (0, 7, 12)}


def test_a_customers_timeline_reaches_beyond_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP", 16)
    house.hear(event(1000, None, anonymous_id="a"), *events(range(60), people=30))
    house.write()
    house.hear(event(1001, "u3", anonymous_id="a"))  # the visitor was u3 all along
    house.write()
    compact_next(house.lake, whole=True)
    forget(house, 10**9)
    customer = find_customer(house.database, "user_id", "u3")
    assert customer is not None
    profile = find_profile(house.database, customer, frozenset({"shop"}), NOW)
    assert profile is not None
    places, _ = timeline(house.database, profile.strands, limit=10)
    offsets = [offset for _, offset in places]
    found = read_entries(house.log, house.lake, offsets, profile.strands)  # type: ignore[arg-type]
    names = [found[offset].message_id for offset in offsets]
    assert sorted(names) == ["m1000", "m1001", "m3", "m33"]


def test_only_groups_that_can_be_the_customers_are_unpacked(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP", 4)
    sqlite_house.hear(*events(range(40), people=10))
    sqlite_house.write()
    looked: list[int] = []
    read_group = reading._read_group
    monkeypatch.setattr(
        reading,
        "_read_group",
        lambda opened, group, wanted: looked.append(group) or read_group(opened, group, wanted),  # type: ignore[func-returns-value]
    )
    assert set(read_customer(sqlite_house.lake, [3], [3, 13, 23])) == {3, 13, 23}
    assert looked == [3]
    looked.clear()
    assert set(read_customer(sqlite_house.lake, [], [3, 13])) == {3, 13}
    assert looked == [0, 1, 2, 3]


def test_a_damaged_file_hides_nothing_of_the_others(
    sqlite_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    for part in (0, 5):
        sqlite_house.hear(*events(range(part, part + 5)))
        sqlite_house.write()
    sqlite_house.paths()[0].write_bytes(b"PAR1 no more PAR1")
    assert set(read_customer(sqlite_house.lake, [], [1, 6])) == {6}
    assert [record.getMessage() for record in caplog.records] == ["lake file damaged"]


def test_what_damage_made_unreadable_in_the_log_is_whole_in_the_lake(sqlite_house: House) -> None:
    sqlite_house.hear(event(1), event(2))
    sqlite_house.hear(event(3))
    sqlite_house.write()
    entries = sqlite_house.entries()
    with sqlite3.connect(sqlite_house.log._log.path) as connection:  # type: ignore[attr-defined]
        connection.execute("UPDATE chunk SET body = zeroblob(9) WHERE first = 0")
    assert sqlite_house.entries()[:2] == [LOST, LOST]
    found = read_entries(sqlite_house.log, sqlite_house.lake, [0, 1, 2])  # type: ignore[arg-type]
    assert [found[offset] for offset in range(3)] == entries


def test_without_a_lake_only_the_log_is_read(sqlite_house: House) -> None:
    sqlite_house.hear(event(1))
    assert set(read_entries(sqlite_house.log, sqlite_house.lake, [0, 5])) == {0}  # type: ignore[arg-type]
    assert not (sqlite_house.path / "lake").exists()
