"""Which entries are set aside: exactly those without which all the others can be worked on."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.live.trip.unworkable import find_unworkable


@given(count=st.integers(1, 60), data=st.data())
def test_exactly_the_entries_that_fail_are_found(count: int, data: st.DataObject) -> None:
    poison = data.draw(st.sets(st.integers(100, 99 + count)))

    def attempt(tried: int, aside: frozenset[int]) -> None:
        met = sorted(poison & set(range(100, 100 + tried)) - aside)
        if met:
            raise ValueError(met[0])

    found = find_unworkable(100, count, attempt)
    assert {at: failure.args for at, failure in found.items()} == {at: (at,) for at in poison}


def test_what_fails_whatever_is_set_aside_is_no_entrys_fault() -> None:
    def attempt(_tried: int, _aside: frozenset[int]) -> None:
        raise ValueError("always")

    with pytest.raises(ValueError, match="always"):
        find_unworkable(0, 8, attempt)


def test_an_outage_sets_nothing_aside() -> None:
    def attempt(tried: int, _aside: frozenset[int]) -> None:
        raise ValueError if tried == 8 else sqlite3.OperationalError("disk I/O error")

    with pytest.raises(sqlite3.OperationalError):
        find_unworkable(0, 8, attempt)
