"""The order of rows that come from several sorted files, a group of rows after the other."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Keys(NamedTuple):
    """By what rows are ordered: customer (-1 for nobody), time (µs), offset."""

    customer: Numbers
    at: Numbers
    offset: Numbers


class Group(NamedTuple):
    """The next rows: how many to take from each source, and in which order they then go.

    ``order`` speaks of the taken rows laid one behind the other, source by source.
    """

    counts: list[int]
    order: Numbers


def order_of(keys: Keys) -> Numbers:
    """Return the places of rows in their order."""
    return np.lexsort((keys.offset, keys.at, keys.customer)).astype(np.int64)


def is_ordered(keys: Keys) -> bool:
    """Tell whether rows stand in their order already."""
    return bool((order_of(keys) == np.arange(len(keys.offset))).all())


def merged_groups(sources: Sequence[Keys], most: int) -> Iterator[Group]:
    """Yield how the rows of sorted sources become one sorted sequence, in groups.

    Args:
        sources: the keys of each, in order.
        most: rows of a group.
    """
    whole = Keys(*(np.concatenate(column) for column in zip(*sources, strict=True)))
    source = np.repeat(np.arange(len(sources)), [len(keys.offset) for keys in sources])
    drawn = source[order_of(whole)]
    for start in range(0, len(drawn), most):
        group = drawn[start : start + most]
        counts = np.bincount(group, minlength=len(sources)).tolist()
        order = np.argsort(np.argsort(group, kind="stable"), kind="stable")
        yield Group(counts, order.astype(np.int64))
