"""Which file holds an offset, and which files become one: nothing is lost, nothing joined twice."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.memory.lake.contracts import LakeFile, Manifest
from dangol.memory.lake.rules.files import (
    FAN_IN,
    LARGEST,
    MOST_FILES,
    choose_run,
    find_file,
    replace_run,
)


def files(*rows_and_days: tuple[int, str]) -> tuple[LakeFile, ...]:
    """Return neighbouring files of so many rows each."""
    found: list[LakeFile] = []
    for rows, day in rows_and_days:
        first = found[-1].after if found else 0
        found.append(LakeFile(f"{day}/{first}", first, first + rows, day, rows * 30, 0))
    return tuple(found)


def joined(run: tuple[LakeFile, ...]) -> LakeFile:
    """Return what a run becomes."""
    return LakeFile(f"{run[0].name}+", run[0].first, run[-1].after, run[0].day, 0, 0)


histories = st.lists(
    st.tuples(st.integers(1, 2 * LARGEST // 3), st.sampled_from(["a", "b", "c"])), max_size=80
).map(lambda made: files(*sorted(made, key=lambda one: one[1])))


def test_a_file_is_found_by_an_offset_that_it_holds() -> None:
    some = files((10, "a"), (5, "a"), (1, "b"))
    assert [find_file(some, at) for at in (0, 9, 10, 15)] == [some[0], some[0], some[1], some[2]]
    assert [find_file(some, at) for at in (-1, 16)] == [None, None]
    assert find_file((), 0) is None


def test_a_day_that_is_over_becomes_one_file() -> None:
    some = files((10, "a"), (700, "a"), (3, "a"), (8, "b"), (8, "b"))
    assert choose_run(some) == some[:3]
    assert choose_run(some, whole=True) == some[:3]
    rest = replace_run(some, some[:3], joined(some[:3]))
    assert choose_run(rest) == ()
    assert choose_run(rest, whole=True) == rest[1:]


def test_the_day_that_goes_on_joins_files_of_about_the_same_size() -> None:
    minutes = [(100, "a")] * FAN_IN
    assert choose_run(files(*minutes[1:])) == ()
    assert len(choose_run(files(*minutes))) == FAN_IN
    assert choose_run(files((90_000, "a"), *minutes[1:], (90_000, "a"))) == ()
    after_a_large_one = files((90_000, "a"), *minutes)
    assert choose_run(after_a_large_one) == after_a_large_one[1:]


def test_a_file_never_grows_beyond_what_is_sorted_in_memory() -> None:
    some = files((LARGEST - 1, "a"), (1, "a"), (1, "a"), (LARGEST, "a"), (5, "b"))
    assert choose_run(some) == some[:2]
    assert choose_run(files((LARGEST, "a"), (LARGEST, "a"), (5, "b"))) == ()


def test_a_file_that_is_left_alone_is_joined_with_nothing() -> None:
    some = files((1, "a"), (1, "a"), (1, "a"), (1, "b"))
    assert choose_run(some, but=frozenset({some[1].name})) == ()
    assert choose_run(some, but=frozenset({some[0].name})) == some[1:3]


@given(history=histories, whole=st.booleans())
def test_joining_ends_and_keeps_every_offset_in_its_day(
    history: tuple[LakeFile, ...], whole: bool
) -> None:
    left = history
    for _ in history:
        run = choose_run(left, whole=whole)
        if not run:
            break
        assert 2 <= len(run) <= MOST_FILES
        assert len({file.day for file in run}) == 1
        assert sum(file.rows for file in run) <= LARGEST
        left = replace_run(left, run, joined(run))
    assert choose_run(left, whole=whole) == ()
    assert [f.first for f in left[1:]] == [f.after for f in left[:-1]]
    assert Manifest(files=left).position == Manifest(files=history).position
    for file in history:
        holder = find_file(left, file.first)
        assert holder is not None
        assert holder.day == file.day
        assert holder.after >= file.after


@pytest.mark.parametrize(
    ("run", "first", "after"), [((0, 2), 0, 3), ((1, 3), 0, 15), ((0, 3), 0, 16)]
)
def test_a_file_that_holds_other_offsets_takes_nobodys_place(
    run: tuple[int, int], first: int, after: int
) -> None:
    some = files((10, "a"), (5, "a"), (1, "a"))
    wrong = msgspec.structs.replace(joined(some), first=first, after=after - 1)
    with pytest.raises(ValueError, match="other offsets"):
        replace_run(some, some[slice(*run)], wrong)
    with pytest.raises(ValueError, match="not neighbours"):
        replace_run(some, (some[0], some[2]), joined(some))
