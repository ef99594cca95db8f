"""Rows of several sorted files become one sorted sequence, each row once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dangol.memory.lake.rules.merging import Keys, is_ordered, merged_groups, order_of

rows = st.tuples(st.integers(-1, 4), st.integers(0, 4))
sources = st.lists(st.lists(rows, min_size=1, max_size=12), min_size=1, max_size=5)


def keys(found: list[tuple[int, int, int]]) -> Keys:
    return Keys(*(np.array(column, dtype=np.int64) for column in zip(*found, strict=True)))


@given(made=sources, most=st.integers(1, 7))
def test_groups_laid_one_behind_the_other_are_all_rows_in_order(
    made: list[list[tuple[int, int]]], most: int
) -> None:
    offset = 0
    files: list[list[tuple[int, int, int]]] = []
    for source in made:
        numbered = [(customer, at, offset + n) for n, (customer, at) in enumerate(source)]
        offset += len(source)
        files.append(sorted(numbered))
    left = [list(file) for file in files]
    told: list[tuple[int, int, int]] = []
    for group in merged_groups([keys(file) for file in files], most):
        taken = [
            row
            for file, count in zip(left, group.counts, strict=True)
            for row in [file.pop(0) for _ in range(count)]
        ]
        assert len(taken) <= most
        told += [taken[place] for place in group.order]
    assert told == sorted(row for file in files for row in file)
    assert left == [[] for _ in files]


def test_rows_go_by_customer_then_time_then_offset() -> None:
    mixed = keys([(2, 1, 0), (-1, 9, 1), (2, 0, 2), (1, 5, 4), (1, 5, 3)])
    assert order_of(mixed).tolist() == [1, 4, 3, 2, 0]
    assert not is_ordered(mixed)
    assert is_ordered(keys([(-1, 9, 1), (1, 5, 3), (1, 5, 4)]))
