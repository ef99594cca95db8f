"""Pure parts of the trip."""

from dangol.kernel.clock import HOUR
from dangol.kernel.event import Control, Entry, Event, Rejection
from dangol.live.identity.contracts import Merge, Resolved
from dangol.live.trip.rules import (
    HourCount,
    count_activity,
    count_packed,
    follow_merges,
    pack_lost,
    pack_outcomes,
    unpack_resolution,
)


def event(source: str, received: int) -> Event:
    return Event(
        type="track",
        name="Ping",
        message_id=f"{source}{received}",
        source=source,
        touchpoint="web",
        brand="b",
        at=received,
        received=received,
    )


def test_outcomes_survive_packing() -> None:
    outcomes = [
        Resolved(5, 3),
        None,
        Resolved(-1, -1, duplicate=True),
        Resolved(-1, -1),
        Resolved(9, 9),
    ]
    assert unpack_resolution(4, 5, pack_outcomes(outcomes)).outcomes == outcomes


def test_packed_outcomes_are_counted_as_they_are() -> None:
    accepted, nobody = Resolved(5, 3), Resolved(-1, -1)
    packed = pack_outcomes([accepted, None, Resolved(-1, -1, duplicate=True), nobody, accepted])
    assert count_packed(packed, slice(0, 5)) == (3, 1)
    assert count_packed(packed, slice(1, 3)) == (0, 1)
    assert count_packed(packed, slice(5, 9)) == (0, 0)
    assert count_packed(pack_lost(7), slice(0, 7)) == (0, 0)


def test_activity_counts_by_source_hour_and_outcome_but_nothing_set_aside() -> None:
    entries: list[Entry] = [
        event("shop", HOUR + 5),
        event("shop", HOUR + 9),
        event("till", HOUR),
        event("till", HOUR + 7),
        Rejection(
            code="x",
            message="x",
            source="shop",
            touchpoint="web",
            brand="b",
            received=2 * HOUR + 1,
        ),
        Control(action="note", brand="b", actor="x", received=1, message_id="c"),
    ]
    outcomes = [Resolved(0, 0), Resolved(-1, -1, duplicate=True), Resolved(2, 2), None, None, None]
    assert count_activity(entries, outcomes) == [
        HourCount("shop", HOUR, 1, 1, 0, HOUR + 5, HOUR + 9),
        HourCount("shop", 2 * HOUR, 0, 0, 1, 2 * HOUR + 1, 2 * HOUR + 1),
        HourCount("till", HOUR, 1, 0, 0, HOUR, HOUR + 7),
    ]


def test_strands_follow_chains_of_merges() -> None:
    resolved = [Resolved(1, 1), Resolved(7, 7), Resolved(7, 1), Resolved(1, 0)]
    merges = [Merge(8, 1, 7, (7,)), Merge(9, 0, 1, (1, 7))]
    assert follow_merges(resolved, merges) == {1: 0, 7: 0}
