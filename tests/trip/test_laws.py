"""The laws of the whole trip: replay, batches, arrival order, duplication."""

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from dangol.engines.database import Database, open_database, open_write_behind
from dangol.kernel.clock import DAY
from dangol.kernel.event import Event, encode_entry
from dangol.live.identity import resolver
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import Folder, find_profile, timeline
from dangol.live.trip import batch, loop
from dangol.live.trip.api import Trip, resolutions
from dangol.memory.eventlog.api import open_log, read_entries
from tests.drawing import draw
from tests.trip.committing import slow_down
from tests.trip.histories import BRANDS, START, events, forgotten_and_merged

NOW = START + 150 * DAY
WORLDS = draw(40, HealthCheck.function_scoped_fixture)


class World:
    """A deployment made from a list of events, appended in groups of given sizes.

    Where it writes behind, another process commits whatever is followed by more.
    """

    def __init__(
        self,
        template: Path,
        history: Sequence[Event],
        groups: Sequence[int],
        *,
        behind: bool = False,
    ) -> None:
        self._open = ExitStack()
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory()))
        shutil.copy(template, folder / "dangol.db")
        url = f"sqlite:///{folder / 'dangol.db'}"
        self.database: Database = self._open.enter_context(
            open_write_behind(url, durable=False)
            if behind
            else closing(open_database(url, durable=False))
        )
        self.log = open_log(folder)
        trip = Trip(self.database, self.log, lambda: NOW)
        at = 0
        for size in [*groups, len(history)]:
            part = history[at : at + size]
            at += size
            if part:
                self.log.append([encode_entry(event) for event in part])
                if size % 2:  # a batch of its own, or together with the next
                    _finish(trip)
        _finish(trip)

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *failure: object) -> None:
        self._open.close()

    def everything(self) -> list[Any]:
        """Return all that is known of all customers, ids included."""
        head = self.log.head()
        outcomes = [o for r in resolutions(self.database, 0, head) for o in r.outcomes]
        customers = sorted({o.customer for o in outcomes if o is not None and o.customer >= 0})
        return [outcomes, [self._known(customer) for customer in customers]]

    def by_identifiers(self) -> dict[Any, Any]:
        """Return all that is known of all customers, named by their identifiers only."""
        known = {}
        for event in (e for c in self.log.read(0, self.log.head()) for e in c.entries()):
            customer = self._customer_of(event)
            if customer is None:
                continue
            facts, messages = self._known(customer)
            names = tuple(sorted((i["type"], i["value"]) for i in facts["identifiers"]))
            known[names] = (_nameless(facts), messages)
        return known

    def _customer_of(self, event: Any) -> int | None:
        for kind, value in (
            ("user_id", event.user_id),
            ("anonymous_id", event.anonymous_id or event.previous_id),
        ):
            if value is not None:
                return find_customer(self.database, kind, value)
        return None

    def _known(self, customer: int) -> tuple[Any, Any]:
        profile = find_profile(self.database, customer, frozenset(BRANDS), NOW)
        if profile is None:
            return None, None
        places, _ = timeline(self.database, profile.strands, limit=1000, before=None)
        entries = read_entries(self.log, [offset for _, offset in places])
        messages = sorted((at, entries[offset].message_id) for at, offset in places)
        return msgspec.to_builtins(profile), messages


def _nameless(facts: Any) -> Any:
    return {k: v for k, v in facts.items() if k not in ("customer", "strands")}


def _finish(trip: Trip) -> None:
    while trip.step():
        pass


@WORLDS
@given(history=events(), cuts=st.lists(st.integers(1, 5), max_size=6))
def test_replay_is_identical_whatever_the_batches(
    sqlite_template: Path, history: list[Event], cuts: list[int]
) -> None:
    with (
        World(sqlite_template, history, []) as once,
        World(sqlite_template, history, cuts) as again,
    ):
        assert once.everything() == again.everything()


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each chunk be a batch, remember little longer than the last, and commit slowly."""
    slow_down(monkeypatch, 0.002)
    monkeypatch.setattr(loop, "SMALLEST_BATCH", 1)
    monkeypatch.setattr(loop, "LARGEST_BATCH", 1)
    monkeypatch.setattr(resolver, "REMEMBERED", 12)
    monkeypatch.setattr(batch, "Folder", partial(Folder, most_kept=1))


@pytest.mark.usefixtures("forgetful")
@WORLDS
@example(history=forgotten_and_merged())
@given(history=events(most=30))
def test_a_commit_that_is_under_way_changes_nothing(
    sqlite_template: Path, history: list[Event]
) -> None:
    pairs = [2] * len(history)
    with (
        World(sqlite_template, history, pairs) as once,
        World(sqlite_template, history, pairs, behind=True) as again,
    ):
        assert once.everything() == again.everything()


@WORLDS
@given(history=events(), data=st.data())
def test_arrival_order_does_not_matter(
    sqlite_template: Path, history: list[Event], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(history))
    with (
        World(sqlite_template, history, []) as one,
        World(sqlite_template, shuffled, [3, 1]) as other,
    ):
        assert one.by_identifiers() == other.by_identifiers()


@WORLDS
@given(history=events(), data=st.data())
def test_duplicates_add_nothing(
    sqlite_template: Path, history: list[Event], data: st.DataObject
) -> None:
    repeated = history + data.draw(st.lists(st.sampled_from(history), max_size=5))
    with (
        World(sqlite_template, history, []) as once,
        World(sqlite_template, repeated, [1, 4]) as again,
    ):
        assert once.by_identifiers() == again.by_identifiers()
