"""What came of a source by hour or day, and which refused events a page's address asks for."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.clock import DAY, HOUR, parse_time
from dangol.live.trip.contracts import ROOM_FOR_ALL, HourOfSource, RefusedFilter
from dangol.studio.refused.asking import read_filter
from dangol.studio.sources.activity import (
    CHOICES,
    TALL,
    Stretch,
    draw,
    gather,
    period_of,
    read_days,
    sum_up,
)

SEOUL = ZoneInfo("Asia/Seoul")
NOW = parse_time("2026-11-25T05:30:00Z")[0]
SEES = frozenset({"onggi"})


def test_a_day_is_told_by_hour_and_a_week_by_the_reader_s_days() -> None:
    since, until = period_of(1, NOW)
    assert (until - since, until) == (DAY, parse_time("2026-11-25T06:00:00Z")[0])
    hours = gather([HourOfSource(until - HOUR, 3, 1, 2)], since, until, SEOUL)
    assert len(hours) == 24
    assert hours[-1] == Stretch(datetime(2026, 11, 25, 14, tzinfo=SEOUL), 3, 1, 2)
    came = [
        HourOfSource(parse_time("2026-11-24T14:00:00Z")[0], 1, 0, 0),
        HourOfSource(parse_time("2026-11-24T15:00:00Z")[0], 0, 0, 5),  # midnight in Seoul
    ]
    days = gather(came, *period_of(7, NOW), SEOUL)
    assert [(day.begins.day, day.accepted, day.rejected) for day in days[-2:]] == [
        (24, 1, 0),
        (25, 0, 5),
    ]


counts = st.integers(0, 10_000)


@given(
    st.dictionaries(st.integers(0, 30 * 24 - 1), st.tuples(counts, counts, counts)),
    st.sampled_from(CHOICES),
)
def test_nothing_is_lost_between_hours_and_days(
    came: dict[int, tuple[int, int, int]], days: int
) -> None:
    since, until = period_of(days, NOW)
    hours = [
        HourOfSource(since + place * HOUR, *outcomes)
        for place, outcomes in came.items()
        if since + place * HOUR < until
    ]
    stretches = gather(hours, since, until, SEOUL)
    assert sum_up(stretches).total == sum(h.accepted + h.duplicates + h.rejected for h in hours)
    for bar in draw(stretches):
        assert float(bar["y"]) >= -0.01
        assert float(bar["y"]) + float(bar["height"]) <= TALL + 0.01


@pytest.mark.parametrize(("asked", "days"), [("1", 1), ("30", 30), ("", 7), ("31", 7), ("x", 7)])
def test_a_page_asks_for_days(asked: str, days: int) -> None:
    assert read_days(asked) == days


def test_a_page_asks_for_refused_events() -> None:
    asked = {"source": "shop", "code": "x", "q": " Order ", "days": "7", "before": "12"}
    found = read_filter(asked, SEES, NOW, deep=True)
    assert found == RefusedFilter(
        SEES, "shop", "x", "open", "Order", deep=True, since=NOW - 7 * DAY, before=12
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "all", "days": "8", "before": "x"},
        {"state": "?", "days": "-1", "before": "9" * 30},
    ],
)
def test_what_cannot_be_read_does_not_narrow(asked: dict[str, str]) -> None:
    found = read_filter(asked, SEES, NOW, deep=False)
    assert (found.state, found.since, found.before, found.deep) == ("", 0, ROOM_FOR_ALL, False)
