"""Deliveries known again from the tables: across restarts, for 30 days, imports for ever."""

import pytest

from dangol.engines.database import Database
from dangol.kernel.clock import DAY
from dangol.live.identity.rules import duplicates, shelves
from tests.rooms.identity.house import House
from tests.rooms.identity.tables import all_rows
from tests.rules.identity.made import TODAY, made_event


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of deliveries fill several blocks and slices."""
    monkeypatch.setattr(shelves, "BLOCK_DIGESTS", 2)
    monkeypatch.setattr(duplicates, "SLICE_BLOCKS", 2)


def heard_before(house: House, day: int, *message_ids: str) -> list[bool]:
    """Hear messages of one visitor, those named ``file…`` imported; tell which were duplicates."""
    events = [
        made_event(
            message_id,
            anonymous_id="a",
            received=TODAY + day * DAY,
            imported=message_id.startswith("file"),
        )
        for message_id in message_ids
    ]
    return [found.duplicate for found in house.hear(*events).resolved]


def test_a_delivery_is_known_after_a_restart(database: Database) -> None:
    house = House(database)
    assert heard_before(house, 0, "m1", "m2", "m1") == [False, False, True]
    house.restart()
    assert heard_before(house, 0, "m2", "m3") == [True, False]
    assert [row[:2] for row in all_rows(database, "identity_seen")["identity_seen"]] == [
        (20_000, 0),
        (20_000, 3),
    ]


def test_a_day_that_ended_moves_into_blocks_and_is_still_known(database: Database) -> None:
    house = House(database)
    ids = [f"m{number}" for number in range(10)]
    heard_before(house, 0, *ids)
    for turn in range(6):  # 8 blocks in slices of 2, with a restart in the midst of it
        assert heard_before(house, 1, *ids, f"new{turn}") == [True] * 10 + [False]
        if turn == 1:
            house.restart()
    rows = all_rows(database)
    assert len(rows["identity_seen_block"]) == 8
    assert {row[0] for row in rows["identity_seen"]} == {20_001}
    house.restart()
    assert heard_before(house, 2, *ids, "new0", "other") == [True] * 11 + [False]


def test_after_thirty_days_a_delivery_is_new_and_its_rows_are_gone(database: Database) -> None:
    house = House(database)
    heard_before(house, 0, "m1", "file-1")
    for day in range(1, 31):
        assert heard_before(house, day, "m1", "file-1") == [True, True]
    house.restart()
    assert heard_before(house, 31, "m1", "file-1") == [False, True]
    heard_before(house, 31, "m2")
    numbers = [row[0] for row in all_rows(database, "identity_seen_block")["identity_seen_block"]]
    assert [shelves.block_number(-20_001, 0)] == numbers


def test_imports_are_known_for_ever(database: Database) -> None:
    house = House(database)
    heard_before(house, 0, *(f"file-{number}" for number in range(5)))
    for day in (400, 4000):
        heard_before(house, day, *(f"other{day}-{number}" for number in range(5)))
        house.restart()
    assert heard_before(house, 4001, "file-3", "file-9") == [True, False]


def test_a_failed_commit_forgets_what_was_only_planned(database: Database) -> None:
    house = House(database)
    event = made_event("m1", anonymous_id="a")
    assert [found.duplicate for found in house.plan([event]).resolved] == [False]
    house.resolver.forget_caches()
    assert [found.duplicate for found in house.hear(event).resolved] == [False]
    assert [found.duplicate for found in house.hear(event).resolved] == [True]


def test_what_was_heard_lately_is_loaded_before_it_is_asked_for(database: Database) -> None:
    house = House(database)
    heard_before(house, 0, "m1")
    house.restart()
    house.resolver.make_ready()
    house.resolver.make_ready()
    assert heard_before(house, 0, "m1", "m2") == [True, False]
