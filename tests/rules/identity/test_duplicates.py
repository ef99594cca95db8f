"""What was heard before: exact, for 30 days of the log, imports for ever, whatever happens."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from dangol.kernel.clock import DAY
from dangol.live.identity.rules import duplicates as rules
from dangol.live.identity.rules import shelves
from dangol.live.identity.rules.deliveries import (
    KEEP_DAYS,
    SeenWrites,
    block_number,
    delivery_of,
    shelf_of_block,
)
from dangol.live.identity.rules.duplicates import Duplicates
from tests.drawing import draw
from tests.rules.identity.made import TODAY, made_event

FILE = "F"


@dataclass
class Tables:
    """What the tables would hold."""

    appended: list[tuple[int, bytes]] = field(default_factory=list)
    blocks: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def apply(self, writes: SeenWrites) -> None:
        self.appended += [(shelf, b"".join(heard)) for shelf, heard in writes.heard.items()]
        self.blocks.update({number: (words, heard) for number, words, heard in writes.blocks})
        self.appended = [row for row in self.appended if row[0] not in writes.closed]
        if (first := writes.forget_before) is not None:
            self.appended = [row for row in self.appended if row[0] < 0 or row[0] >= first]
            kept = {n: b for n, b in self.blocks.items() if n < 0 or shelf_of_block(n) >= first}
            self.blocks = kept

    def fetch(self, numbers: list[int]) -> dict[int, bytes]:
        return {number: self.blocks[number][1] for number in numbers}

    def open(self) -> Duplicates:
        filters = ((number, self.blocks[number][0]) for number in sorted(self.blocks))
        return Duplicates(self.appended, filters)


class House:
    """Deliveries heard batch by batch, with what is kept of them."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.duplicates = self.tables.open()

    def hear(self, *said: tuple[int, str]) -> list[bool]:
        """Hear message ids on days after the first one, those that begin with F of a file."""
        batch = [
            delivery_of(
                made_event(
                    message_id.removeprefix(FILE),
                    received=TODAY + day * DAY,
                    imported=message_id.startswith(FILE),
                )
            )
            for day, message_id in said
        ]
        answer = self.duplicates.seen(batch, self.tables.fetch)
        self.tables.apply(self.duplicates.take_writes())
        return answer

    def restart(self) -> None:
        self.duplicates = self.tables.open()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make shelves spill, split into blocks and slices with a handful of digests."""
    monkeypatch.setattr(shelves, "BLOCK_DIGESTS", 2)
    monkeypatch.setattr(shelves, "SPILL", 3)
    monkeypatch.setattr(rules, "SLICE_BLOCKS", 1)


def test_the_same_id_from_one_source_is_a_duplicate_and_from_another_is_not() -> None:
    events = [made_event("m1"), made_event("m2"), made_event("m1"), made_event("m1", source="app")]
    seen = Duplicates().seen([delivery_of(event) for event in events], Tables().fetch)
    assert seen == [False, False, True, False]


def test_source_and_id_cannot_be_mistaken_for_each_other() -> None:
    one, other = made_event("b1", source="a"), made_event("1", source="ab")
    assert delivery_of(one)[1] != delivery_of(other)[1]


def test_an_id_is_forgotten_after_thirty_days() -> None:
    house = House()
    assert house.hear((0, "m")) == [False]
    assert house.hear((KEEP_DAYS, "m")) == [True]
    assert house.hear((KEEP_DAYS + 1, "m")) == [False]
    assert house.hear((KEEP_DAYS + 2, "m")) == [True]


def test_an_import_is_kept_for_ever_whatever_its_id() -> None:
    house = House()
    assert house.hear((0, "F7"), (0, "m"), (0, "import-9")) == [False, False, False]
    for day in (100, 1000, 5000):
        house.restart()
        assert house.hear((day, "F7"), (day, "m"), (day, "import-9")) == [True, False, False]


def test_what_was_heard_live_and_comes_in_a_file_too_is_one_event() -> None:
    house = House()
    assert house.hear((0, "m"), (0, "Fm"), (0, "Fn"), (0, "n")) == [False, True, False, True]
    house.restart()
    assert house.hear((100, "Fm"), (100, "m"), (100, "n")) == [True, True, True]


def test_what_is_too_old_leaves_the_tables() -> None:
    house = House()
    house.hear((0, "m"), (0, "F7"))
    house.hear((1, "n"))
    house.hear((1, "o"))
    assert sorted(map(shelf_of_block, house.tables.blocks)) == [-1 - 20_000, 20_000]
    house.hear((40, "p"))
    house.hear((40, "q"))
    assert [shelf_of_block(number) for number in house.tables.blocks] == [-1 - 20_000]
    assert {shelf for shelf, _ in house.tables.appended} == {20_040}


def test_a_clock_that_runs_behind_changes_nothing() -> None:
    house = House()
    assert house.hear((5, "m"), (4, "n"), (0, "m"), (5, "n")) == [False, False, True, True]
    assert {shelf for shelf, _ in house.tables.appended} == {20_005}


def test_a_plan_that_was_never_committed_leaves_no_trace() -> None:
    house = House()
    house.hear((0, "m"))
    batch = [delivery_of(made_event("n"))]
    assert house.duplicates.seen(batch, house.tables.fetch) == [False]
    house.restart()
    assert house.duplicates.seen(batch, house.tables.fetch) == [False]


@pytest.mark.usefixtures("small")
def test_a_day_that_ended_is_written_slice_by_slice() -> None:
    house = House()
    ids = [f"m{number}" for number in range(20)]
    house.hear(*((0, one) for one in ids))
    writes = []
    for day in range(1, 40):
        answer = house.hear(*((1, one) for one in ids), (1, f"new{day}"))
        assert answer == [True] * 20 + [False]
        writes.append(len(house.tables.blocks))
    assert writes[:3] == [1, 2, 3]
    assert writes[-1] == 16
    assert sorted(house.tables.blocks) == [block_number(20_000, block) for block in range(16)]


@st.composite
def logs(draw: st.DrawFn) -> list[list[tuple[int, str]]]:
    """Draw batches of deliveries over many days, some clocks behind."""
    day = 0
    batches = []
    for _ in range(draw(st.integers(1, 12))):
        batch = []
        for _ in range(draw(st.integers(0, 6))):
            day += draw(st.sampled_from((0, 0, 0, 0, 1, 1, 14, 30, 31)))
            behind = draw(st.sampled_from((0, 0, 0, 1, 40)))
            prefix = draw(st.sampled_from(("", "", FILE)))
            batch.append((max(0, day - behind), f"{prefix}m{draw(st.integers(0, 8))}"))
        batches.append(batch)
    return batches


def oracle(said: list[tuple[int, str]]) -> Iterator[bool]:
    """Tell duplicates by looking back at all that was said."""
    kept: list[tuple[int, str]] = []
    newest = 0
    for day, message_id in said:
        newest = max(newest, day)
        file = f"{FILE}{message_id.removeprefix(FILE)}"
        for_ever = any(other == file for _, other in kept)
        known = for_ever or any(
            other == message_id.removeprefix(FILE) and then >= newest - KEEP_DAYS
            for then, other in kept
        )
        if not known or (message_id == file and not for_ever):
            kept.append((newest, message_id))
        yield known


@pytest.mark.usefixtures("small")
@draw(60, HealthCheck.function_scoped_fixture)
@given(logs(), st.sets(st.integers(0, 12)))
def test_the_answer_depends_on_the_log_alone(
    batches: list[list[tuple[int, str]]], restarts: set[int]
) -> None:
    house = House()
    answers = []
    for number, batch in enumerate(batches):
        if number in restarts:
            house.restart()
        answers += house.hear(*batch)
    assert answers == list(oracle([said for batch in batches for said in batch]))
