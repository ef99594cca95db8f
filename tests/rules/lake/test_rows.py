"""What a row says is what the entry said: nothing is lost on the way to the lake and back."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.event import (
    LOST,
    Control,
    Entry,
    Event,
    Flag,
    Identifier,
    Rejection,
    encode_entry,
)
from dangol.live.identity.contracts import Resolved
from dangol.memory.lake.rows import SCHEMA, entry_of, rows_of, table_of
from tests.drawing import draw

texts = st.text(st.characters(codec="utf-8"), max_size=12)
maybe = st.none() | texts
objects = st.dictionaries(texts, texts | st.integers() | st.none(), max_size=3).map(
    lambda made: msgspec.Raw(json.dumps(made).encode())
)
times = st.integers(-(10**15), 4 * 10**15)
flags = st.lists(st.builds(Flag, event=texts, kind=texts, path=texts, done=texts), max_size=2).map(
    tuple
)
events = st.builds(
    Event,
    type=st.sampled_from(["track", "identify", "page", "screen", "group", "alias"]),
    name=texts,
    message_id=texts,
    source=texts,
    touchpoint=st.sampled_from(["web", "app", "store"]),
    brand=texts,
    realm=texts,
    proven=st.booleans(),
    at=times,
    received=times,
    zone=st.none() | st.integers(-1439, 1439),
    user_id=maybe,
    anonymous_id=maybe,
    previous_id=maybe,
    group_id=maybe,
    device_id=maybe,
    external_ids=st.lists(st.builds(Identifier, type=texts, value=texts), max_size=2).map(tuple),
    traits=objects,
    properties=objects,
    context=objects,
    currency=texts,
    imported=st.booleans(),
    flags=flags,
)
rejections = st.builds(
    Rejection,
    code=texts,
    message=texts,
    source=texts,
    touchpoint=st.just("web"),
    brand=texts,
    received=times,
    message_id=texts,
    raw=texts,
    flags=flags,
    type=texts,
    name=texts,
    call=texts,
    sent_at=st.none() | times,
    whole=st.booleans(),
)
controls = st.builds(
    Control,
    action=texts,
    brand=texts,
    actor=texts,
    received=times,
    message_id=texts,
    body=objects,
)
whose = st.one_of(
    st.none(),
    st.builds(Resolved, strand=st.integers(0, 9), customer=st.integers(0, 9)),
    st.sampled_from([Resolved(-1, -1), Resolved(-1, -1, duplicate=True)]),
)


def outcome(entry: Entry | None, resolved: Resolved | None) -> str:
    if entry is None:
        return "lost"
    if isinstance(entry, Rejection):
        return "rejected"
    if isinstance(entry, Control):
        return "control"
    if resolved is None:
        return "aside"
    return "duplicate" if resolved.duplicate else "accepted"


@draw(30)
@given(
    heard=st.lists(st.tuples(events | rejections | controls | st.none(), whose), max_size=6),
    first=st.integers(0, 10**12),
)
def test_a_row_gives_back_its_entry_and_what_became_of_it(
    heard: list[tuple[Entry | None, Resolved | None]], first: int
) -> None:
    entries, resolved = [entry for entry, _ in heard], [found for _, found in heard]
    table = table_of(first, entries, resolved)
    assert table.schema.equals(SCHEMA)
    rows = {row["offset"]: row for row in rows_of(table)}
    assert sorted(rows) == list(range(first, first + len(heard)))
    for offset, (entry, found) in enumerate(heard, start=first):
        row, back = rows[offset], entry_of(rows[offset])
        assert row["outcome"] == outcome(entry, found)
        assert (back is LOST) if entry is None else encode_entry(back) == encode_entry(entry)
        known = isinstance(entry, Event) and found is not None and found.strand >= 0
        assert (row["strand"], row["customer"]) == (
            (found.strand, found.customer) if known and found else (None, None)
        )


@pytest.mark.parametrize("broken", [b'{"a":"\xff"}', b"\xed\xa0\x80"])
def test_bytes_that_are_no_text_hold_up_no_other_row(broken: bytes) -> None:
    made = Event(
        type="track",
        name="x",
        message_id="m",
        source="s",
        touchpoint="web",
        brand="b",
        at=0,
        received=0,
        properties=msgspec.Raw(broken),
    )
    (row,) = table_of(0, [made], [Resolved(0, 0)]).to_pylist()
    assert row["properties"] == broken.decode(errors="replace")
