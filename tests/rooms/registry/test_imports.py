"""Imports: kept with their files, described, taken one after the other, given up, forgotten."""

import os
import stat
from pathlib import Path

import pytest

from dangol.engines.database import Database
from dangol.kernel.clock import DAY
from dangol.registry.imports.api import (
    OLDEST,
    add_import,
    arrivals,
    ask_again,
    ask_stop,
    describe,
    discard,
    find_alike,
    find_file,
    find_refused,
    finish,
    folder_of,
    get_import,
    keep_counts,
    list_imports,
    new_id,
    refused_file,
    release,
    settle,
    start,
    take_next,
    tidy,
)
from dangol.registry.imports.contracts import Counts, Fault, Import, ImportUnknown, ImportUnusable

NOW = 1_795_000_000_000_000
ONGGI = frozenset(("onggi",))


def bring(database: Database, data: Path, name: str = "주문 3월.csv", at: int = NOW) -> Import:
    """Upload a file."""
    import_id = new_id()
    arrived = arrivals(data) / "x.upload"
    arrived.write_bytes(b"a,b\n1,2\n")
    settle(data, import_id, arrived, name)
    return add_import(
        database,
        import_id,
        brand="onggi",
        source="shop",
        touchpoint="web",
        by="mina",
        file=name,
        size=8,
        now=at,
    )


def begin(database: Database, data: Path, at: int = NOW) -> Import:
    """Upload a file, describe it, and let it wait for its turn."""
    one = bring(database, data, at=at)
    describe(database, one.id, wish="{}", headers="h", choices="{}", mapping="event: {}")
    start(database, one.id)
    return get_import(database, one.id)


def test_a_file_is_kept_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    one = bring(database, tmp_path, "../../주문 내역.csv")
    assert get_import(database, one.id) == one
    file = find_file(tmp_path, one.id, one.file)
    assert file is not None
    assert (file.name, file.parent) == ("주문_내역.csv", folder_of(tmp_path, one.id))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list_imports(database, ONGGI) == [one]
    assert list_imports(database, frozenset(("maru",))) == []


@pytest.mark.parametrize("unknown", ["nobody", "a\0b", ""])
def test_an_import_that_is_not_there_is_told(database: Database, unknown: str) -> None:
    with pytest.raises(ImportUnknown):
        get_import(database, unknown)


def test_nothing_begins_that_nobody_looked_at(database: Database, tmp_path: Path) -> None:
    one = bring(database, tmp_path)
    with pytest.raises(ImportUnusable):
        start(database, one.id)
    assert get_import(database, one.id).state == "draft"
    assert take_next(database, NOW) is None


def test_what_has_begun_is_described_no_more(database: Database, tmp_path: Path) -> None:
    one = begin(database, tmp_path)
    for change in (
        lambda: describe(database, one.id, wish="", headers="x", choices="", mapping=""),
        lambda: start(database, one.id),
        lambda: ask_again(database, one.id),
        lambda: discard(database, tmp_path, one.id),
    ):
        with pytest.raises(ImportUnusable):
            change()
    assert get_import(database, one.id) == one
    assert find_file(tmp_path, one.id, one.file) is not None


def test_imports_are_taken_in_order_and_one_that_was_cut_short_first(
    database: Database, tmp_path: Path
) -> None:
    first, second = begin(database, tmp_path), begin(database, tmp_path, NOW + 1)
    for _ in range(2):  # the process ended in between
        taken = take_next(database, NOW + 5)
        assert taken is not None
        assert (taken.id, taken.state, taken.began) == (first.id, "running", NOW + 5)
    finish(database, tmp_path, first, "done", Counts(1.0, 7, 5, 1, 1), now=NOW + 9)
    done = get_import(database, first.id)
    assert (done.state, done.counts, done.ended) == ("done", Counts(1.0, 7, 5, 1, 1), NOW + 9)
    assert find_file(tmp_path, first.id, first.file) is None
    taken = take_next(database, NOW + 10)
    assert taken is not None
    assert taken.id == second.id


def test_columns_of_a_finished_file_are_known_again(database: Database, tmp_path: Path) -> None:
    one = begin(database, tmp_path)
    assert find_alike(database, "onggi", "h") is None
    take_next(database, NOW)
    finish(database, tmp_path, one, "done", Counts(), now=NOW)
    found = find_alike(database, "onggi", "h")
    assert found is not None
    assert found.id == one.id
    assert find_alike(database, "onggi", "other") is None
    assert find_alike(database, "maru", "h") is None  # walls hold


def test_a_file_over_which_a_process_ends_three_times_is_given_up(
    database: Database, tmp_path: Path
) -> None:
    one = begin(database, tmp_path)
    for _ in range(3):
        assert take_next(database, NOW) is not None
    assert take_next(database, NOW) is None
    given_up = get_import(database, one.id)
    assert given_up.state == "failed"
    assert given_up.fault is not None
    assert "three times" in given_up.fault.say("en")
    ask_again(database, one.id)
    assert take_next(database, NOW) is not None


def test_one_that_comes_further_each_time_is_not_given_up(
    database: Database, tmp_path: Path
) -> None:
    one = begin(database, tmp_path)
    for read in range(1, 6):
        assert take_next(database, NOW) is not None
        assert keep_counts(database, one.id, Counts(0.1, read))


def test_one_whose_process_ends_in_good_order_waits_again(
    database: Database, tmp_path: Path
) -> None:
    one = begin(database, tmp_path)
    for _ in range(5):
        assert take_next(database, NOW) is not None
        release(database, one.id)
    assert get_import(database, one.id).state == "queued"


def test_a_stop_is_heard_by_who_works_on_it(database: Database, tmp_path: Path) -> None:
    one = begin(database, tmp_path)
    take_next(database, NOW)
    assert keep_counts(database, one.id, Counts(0.5, 3))
    ask_stop(database, one.id)
    assert not keep_counts(database, one.id, Counts(0.9, 9))
    assert get_import(database, one.id).counts == Counts(0.5, 3)
    assert take_next(database, NOW) is None  # its process may have ended meanwhile
    assert get_import(database, one.id).state == "stopped"
    waiting = begin(database, tmp_path)
    ask_stop(database, waiting.id)
    assert get_import(database, waiting.id).state == "stopped"


def test_a_failure_is_told_in_both_languages(database: Database, tmp_path: Path) -> None:
    one = begin(database, tmp_path)
    take_next(database, NOW)
    fault = Fault("The file {name} holds no rows.", {"name": "x.csv"})
    finish(database, tmp_path, one, "failed", Counts(), now=NOW, fault=fault)
    kept = get_import(database, one.id).fault
    assert kept == fault
    assert kept.say("en") == "The file x.csv holds no rows."
    assert "x.csv" in kept.say("ko") != kept.say("en")
    assert find_file(tmp_path, one.id, one.file) is not None  # it can go on


def test_what_is_thrown_away_leaves_nothing(database: Database, tmp_path: Path) -> None:
    one = bring(database, tmp_path)
    refused_file(tmp_path, one.id).write_text("x")
    assert find_refused(tmp_path, one.id) is not None
    discard(database, tmp_path, one.id)
    assert list_imports(database, ONGGI) == []
    assert not folder_of(tmp_path, one.id).exists()


def test_after_a_week_only_what_came_in_is_remembered(database: Database, tmp_path: Path) -> None:
    draft, done = bring(database, tmp_path), begin(database, tmp_path)
    take_next(database, NOW)
    refused_file(tmp_path, done.id).write_text("x")
    finish(database, tmp_path, done, "done", Counts(), now=NOW)
    stray = arrivals(tmp_path) / "broken.upload"
    stray.write_text("x")
    tidy(database, tmp_path, NOW + OLDEST - 1)
    assert find_file(tmp_path, draft.id, draft.file) is not None
    for path in arrivals(tmp_path).iterdir():
        os.utime(path, (NOW / 1_000_000, NOW / 1_000_000))
    tidy(database, tmp_path, NOW + OLDEST + 1)
    assert [one.id for one in list_imports(database, ONGGI)] == [done.id]
    assert [path.name for path in arrivals(tmp_path).iterdir()] == [done.id]
    assert find_refused(tmp_path, done.id) is not None
    tidy(database, tmp_path, NOW + 31 * DAY)
    assert list(arrivals(tmp_path).iterdir()) == []
