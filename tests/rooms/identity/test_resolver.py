"""Whose events they are, kept in a real database: restarts, batches, failures change nothing."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from dangol.engines.database import Database, open_database
from dangol.kernel.event import Event
from dangol.live.identity import resolver as resolver_module
from dangol.live.identity.contracts import Merge, Resolved
from tests.drawing import draw
from tests.rooms.identity.house import House
from tests.rooms.identity.tables import all_rows
from tests.rules.identity.made import made_event


def test_a_visitor_who_signs_in_on_web_and_app_is_one_customer(database: Database) -> None:
    house = House(database)
    house.hear(made_event("1", anonymous_id="web"), made_event("2", anonymous_id="app"))
    house.restart()
    house.hear(made_event("3", "identify", anonymous_id="web", user_id="u"))
    house.restart()
    plan = house.hear(made_event("4", "identify", anonymous_id="app", user_id="u"))
    assert plan.merges == [Merge(offset=3, survivor=0, loser=1, strands=(1,))]
    assert [(r.strand, r.customer) for r in plan.resolved] == [(0, 0)]
    assert all_rows(database, "identity_identifier", "identity_strand", "identity_merge") == {
        "identity_identifier": [("anonymous_id:app", 1), ("anonymous_id:web", 0), ("user_id:u", 0)],
        "identity_strand": [(0, 0), (1, 0)],
        "identity_merge": [(3, 0, 1, "[1]", made_event().received)],
    }


def test_limits_are_known_after_a_restart(database: Database) -> None:
    house = House(database)
    house.hear(made_event("1", anonymous_id="tablet", user_id="mother"))
    house.restart()
    plan = house.hear(made_event("2", anonymous_id="tablet", user_id="child"))
    assert [r.customer for r in plan.resolved] == [1]
    house.restart()
    plan = house.hear(made_event("3", anonymous_id="tablet", user_id="child"))
    assert [r.customer for r in plan.resolved] == [1]
    assert all_rows(database, "identity_refusal")["identity_refusal"] == [
        ("anonymous_id:tablet", "limit:user_id", 2, 1, 2, made_event().received)
    ]


def test_a_plan_writes_nothing(database: Database) -> None:
    house = House(database)
    house.plan([made_event("1", anonymous_id="a"), made_event("2", anonymous_id="a", user_id="u")])
    assert not any(all_rows(database).values())


def test_after_a_failed_commit_the_same_plan_is_made_again(database: Database) -> None:
    house = House(database)
    house.hear(made_event("1", anonymous_id="a"), made_event("2", user_id="u"))
    batch = [made_event("3", anonymous_id="a", user_id="u"), made_event("4", anonymous_id="b")]
    first = house.plan(batch)
    house.resolver.forget_caches()
    assert house.plan(batch) == first


def test_a_hot_batch_asks_the_database_nothing(sqlite_database: Database) -> None:
    house = House(sqlite_database)
    events = [made_event(f"1-{n}", anonymous_id=f"a{n}", user_id=f"u{n}") for n in range(20)]
    house.hear(*events)
    sqlite_database.close()
    sqlite_database.url = "sqlite:////nowhere/at.all"
    again = [made_event(f"2-{n}", anonymous_id=f"a{n}", user_id=f"u{n}") for n in range(20)]
    plan = house.plan(again)
    assert [r.customer for r in plan.resolved] == list(range(20))


def test_nothing_is_planned_for_no_events(database: Database) -> None:
    assert House(database).plan([]).writes == []


def test_an_event_of_nobody_is_still_known_as_heard(database: Database) -> None:
    house = House(database)
    nobody = made_event("1", anonymous_id="undefined")
    assert house.hear(nobody).resolved == [Resolved(-1, -1)]
    house.restart()
    assert house.hear(nobody).resolved == [Resolved(-1, -1, duplicate=True)]


def test_hostile_values_are_only_values(database: Database) -> None:
    house = House(database)
    names = ["'; DROP TABLE identity_strand; --", '"%s" :key $1 ?', "a\x00b", "😀" * 60]
    plan = house.hear(*(made_event(f"{n}", user_id=name) for n, name in enumerate(names)))
    assert [r.customer for r in plan.resolved] == [0, 1, 2, 3]
    house.restart()
    plan = house.hear(*(made_event(f"again-{n}", user_id=name) for n, name in enumerate(names)))
    assert [r.customer for r in plan.resolved] == [0, 1, 2, 3]


def test_a_memory_too_small_for_the_house_forgets_no_link(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolver_module, "REMEMBERED", 4)
    monkeypatch.setattr(resolver_module, "REMEMBERED_BELIEFS", 4)
    house = House(database)
    for turn in range(3):
        for n in range(10):
            plan = house.hear(made_event(f"{turn}-{n}", anonymous_id=f"a{n}", device_id=f"d{n}"))
            assert [r.customer for r in plan.resolved] == [n]
    house.hear(made_event("join", anonymous_id="a3", device_id="d7"))
    plan = house.hear(made_event("after", device_id="d7"), made_event("after2", anonymous_id="a7"))
    assert [r.customer for r in plan.resolved] == [3, 3]


_names = st.fixed_dictionaries(
    {},
    optional={
        "user_id": st.sampled_from(("u0", "u1", "u2", "null")),
        "anonymous_id": st.sampled_from(("a0", "a1", "a2", "a3")),
        "device_id": st.sampled_from(("d0", "d1")),
    },
)


@st.composite
def _histories(draw: st.DrawFn) -> list[Event]:
    said = draw(st.lists(st.tuples(st.integers(0, 30), _names), min_size=1, max_size=16))
    return [made_event(f"m{message}", **names) for message, names in said]


@draw(30, HealthCheck.function_scoped_fixture)
@given(_histories(), st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=8))
def test_batches_and_restarts_change_nothing(
    sqlite_template: Path, tmp_path: Path, history: list[Event], cuts: list[tuple[int, bool]]
) -> None:
    whole, pieces = (_fresh(sqlite_template, tmp_path / name) for name in ("whole", "pieces"))
    at_once = house_resolved(whole, history, [])
    in_pieces = house_resolved(pieces, history, cuts)
    assert in_pieces == at_once
    tables = ("identity_identifier", "identity_strand", "identity_merge", "identity_refusal")
    assert all_rows(pieces, *tables) == all_rows(whole, *tables)
    whole.close()
    pieces.close()


def house_resolved(
    database: Database, history: list[Event], cuts: list[tuple[int, bool]]
) -> list[Resolved]:
    """Hear a history in batches of given sizes, restarting after some of them."""
    house = House(database)
    resolved = []
    for size, restart in [*cuts, (len(history), False)]:
        resolved += house.hear(*history[house.head : house.head + size]).resolved
        if restart:
            house.restart()
    return resolved


def _fresh(template: Path, path: Path) -> Database:
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copy(template, path)
    return open_database(f"sqlite:///{path}", durable=False)
