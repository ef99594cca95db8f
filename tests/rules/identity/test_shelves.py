"""Sets of digests: exact when open, never a miss when sealed, few false alarms."""

import random

import numpy as np
import pytest

from dangol.live.identity.rules.shelves import (
    BLOCK_DIGESTS,
    ClosingShelf,
    Digests,
    OpenShelf,
    contains,
    filters_of,
    gather,
    holds,
)


def digests(count: int, seed: int) -> list[bytes]:
    dice = random.Random(seed)
    return [dice.randbytes(16) for _ in range(count)]


def packed(listed: list[bytes]) -> Digests:
    return Digests.of(b"".join(listed))


def test_packing_keeps_every_byte() -> None:
    listed = digests(100, 1)
    assert packed(listed).packed() == b"".join(listed)


def test_contains_tells_digests_with_the_same_high_half_apart() -> None:
    high = b"\x07" * 8
    shelved = [high + bytes([low]) * 8 for low in (1, 2, 3)] + digests(50, 2)
    asked = [high + bytes([low]) * 8 for low in (3, 4, 1, 2)] + digests(5, 3)
    found = contains(packed(shelved).ordered(), packed(asked))
    assert found.tolist() == [True, False, True, True] + [False] * 5


def test_nothing_is_in_an_empty_set() -> None:
    assert contains(packed([]), packed(digests(3, 1))).tolist() == [False] * 3


def test_an_open_shelf_knows_all_it_was_given() -> None:
    listed = digests(150_000, 4)
    shelf = OpenShelf(7)
    for start in range(0, len(listed), 1000):
        part = listed[start : start + 1000]
        assert not shelf.find(packed(part)).any()
        for one in part:
            shelf.add(one)
        shelf.tidy()
    lately = np.array([shelf.has_lately(one) for one in listed])
    assert (shelf.find(packed(listed)) | lately).all()


@pytest.mark.parametrize("count", [0, 1, BLOCK_DIGESTS, BLOCK_DIGESTS + 1, 20_000])
def test_a_sealed_shelf_misses_nothing(count: int) -> None:
    listed = digests(count, 5)
    closing = ClosingShelf(3, packed(listed).ordered())
    rows = []
    while not closing.complete:
        rows += closing.cut(3)
    blocks = {number: heard for number, _, heard in rows}
    assert len(rows) == closing.blocks
    assert b"".join(sorted(b"".join(blocks.values())[i * 16 :][:16] for i in range(count))) == (
        b"".join(sorted(listed))
    )
    sealed = closing.sealed()
    asked = packed(listed)
    spots = dict(sealed.candidates(asked, asked.filter_bits()))
    assert sorted(spots) == list(range(count))
    assert all(holds(blocks[spots[place]], one) for place, one in enumerate(listed))
    assert (filters_of([words for _, words, _ in rows]) == closing.sealed()._filters).all()


def test_a_sealed_shelf_raises_few_false_alarms() -> None:
    closing = ClosingShelf(3, packed(digests(1024 * 64, 6)).ordered())  # as full as it gets
    closing.cut(10_000)
    asked = packed(digests(50_000, 7))
    alarms = len(list(closing.sealed().candidates(asked, asked.filter_bits())))
    assert alarms < 50_000 * 0.005


def test_a_block_is_searched_at_whole_digests_only() -> None:
    one, other = bytes(range(16)), bytes(range(16, 32))
    assert holds(one + other, one)
    assert holds(one + other, other)
    assert not holds(one + other, one[8:] + other[:8])
    assert holds(one + other + one[8:] + other[:8] + one, one[8:] + other[:8])


def test_gathering_orders_all_parts() -> None:
    listed = digests(500, 8)
    whole = gather([packed(listed[:200]), packed(listed[200:])])
    assert (np.diff(whole.high.astype(object)) >= 0).all()
    assert sorted(whole.packed()[i * 16 :][:16] for i in range(500)) == sorted(listed)
