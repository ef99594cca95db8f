"""How much a source may send: events a second and a day, and names of events a day."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.clock import DAY, SECOND
from dangol.kernel.errors import TooMany
from dangol.kernel.event import Event, Rejection
from dangol.live.collect.api import Allowance, Names
from dangol.live.collect.rules.refusals import EventRefused
from tests.rules.collect.wire import RECEIVED, hear_json, track

NOON = 20_000 * DAY + DAY // 2


def met(allowance: Allowance, now: int, second: int | None = None, day: int | None = None) -> str:
    """Return the code of the limit that is met, empty where a request is let in."""
    try:
        allowance.check("shop", second, day, now)
    except TooMany as refusal:
        return refusal.code
    return ""


def tracked(name: str, at: int = NOON, kind: str = "track") -> Event:
    return Event(
        type=kind,  # type: ignore[arg-type]
        name=name,
        message_id=name,
        source="shop",
        touchpoint="web",
        brand="b",
        at=at,
        received=at,
    )


def let_in(names: Names, *events: Event) -> list[str]:
    """Return the names of the events that are let in."""
    found = []
    for event in events:
        with suppress(EventRefused):
            names.admit(event)
            found.append(event.name)
    return found


def test_a_batch_beyond_the_share_passes_and_is_owed() -> None:
    allowance = Allowance()
    assert met(allowance, NOON, second=10) == ""
    allowance.charge(45, NOON)
    with pytest.raises(TooMany) as refused:
        allowance.check("shop", 10, None, NOON)
    assert (refused.value.code, refused.value.retry_seconds) == ("rate_limited", 4)
    assert "10 events a second" in str(refused.value)
    assert met(allowance, NOON + 3 * SECOND, second=10) == "rate_limited"
    assert met(allowance, NOON + 4 * SECOND, second=10) == ""


@given(
    st.integers(1, 1000),
    st.lists(st.tuples(st.integers(0, 2 * SECOND), st.integers(1, 500)), max_size=60),
)
def test_over_time_no_more_comes_in_than_the_share(
    share: int, requests: list[tuple[int, int]]
) -> None:
    allowance, now, taken, last = Allowance(), NOON, 0, 0
    for pause, events in requests:
        now += pause
        if not met(allowance, now, second=share):
            allowance.charge(events, now)
            taken, last = taken + events, events
    assert taken - last <= share * ((now - NOON) / SECOND + 1) + 1e-6


@given(st.integers(1, 1000), st.integers(1, 5000))
def test_what_is_told_is_when_it_opens(share: int, beyond: int) -> None:
    allowance = Allowance()
    allowance.check("shop", share, None, NOON)
    allowance.charge(share + beyond, NOON)
    with pytest.raises(TooMany) as refused:
        allowance.check("shop", share, None, NOON)
    opens = NOON + refused.value.retry_seconds * SECOND
    assert met(allowance, opens - SECOND, second=share) == "rate_limited"
    assert met(allowance, opens, second=share) == ""


def test_a_day_ends_at_midnight_and_what_was_heard_before_counts() -> None:
    allowance = Allowance(used=98, day=20_000)
    assert met(allowance, NOON, day=100) == ""
    allowance.charge(2, NOON)
    with pytest.raises(TooMany) as refused:
        allowance.check("shop", None, 100, NOON)
    assert (refused.value.code, refused.value.retry_seconds) == ("quota_used", 12 * 3600)
    assert "2024-10-05T00:00:00Z" in str(refused.value)
    assert met(allowance, 20_001 * DAY - 1, day=100) == "quota_used"
    assert met(allowance, 20_001 * DAY, day=100) == ""


def test_without_limits_everything_passes() -> None:
    allowance = Allowance(used=10**9, day=20_000)
    assert met(allowance, NOON) == ""


def test_known_names_go_on_while_new_ones_are_refused() -> None:
    names = Names(2, NOON // DAY, before=["Old One"])
    sent = [tracked(name) for name in ("A", "B", "C", "A", "Old One", "D")]
    assert let_in(names, *sent) == ["A", "B", "A", "Old One"]
    assert let_in(names, tracked("C", NOON + DAY), tracked("B", NOON + DAY)) == ["C", "B"]


def test_only_the_names_of_tracked_events_count() -> None:
    names = Names(1, NOON // DAY)
    pages = [tracked(f"page {number}", kind="page") for number in range(5)]
    assert len(let_in(names, *pages)) == 5
    assert len(names) == 0


def test_ten_thousand_names_a_day_for_weeks_grow_no_memory() -> None:
    names = Names(100)
    for day in range(30):
        sent = [tracked(f"{day}-{number}", NOON + day * DAY) for number in range(10_000)]
        assert len(let_in(names, *sent)) == 100
    assert len(names) <= 500


def test_one_name_too_many_never_condemns_its_batch() -> None:
    names = Names(1, RECEIVED // DAY)
    events = [
        {"type": "track", **track(event=name, messageId=name)} for name in ("Seen", "New", "Seen")
    ]
    heard = hear_json({"batch": events}, "batch", admit=names.admit)
    assert [(one.index, one.code) for one in heard.refused] == [(1, "too_many_names")]
    assert [type(entry) for entry in heard.entries] == [Event, Rejection, Event]
