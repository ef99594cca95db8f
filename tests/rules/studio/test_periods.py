"""The period that an address asks for."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from dangol.kernel.clock import DAY, parse_time
from dangol.studio.lifecycle.periods import read_period

SEOUL = ZoneInfo("Asia/Seoul")
NOW = parse_time("2026-11-22T20:00:00Z")[0]  # already the 23rd in Seoul


def test_a_rolling_period_ends_now() -> None:
    period = read_period({"days": "7"}, NOW, SEOUL)
    assert (period.since, period.until, period.days) == (NOW - 7 * DAY, NOW, 7)
    assert period.last == date(2026, 11, 23)
    assert read_period({}, NOW, SEOUL).days == 30


def test_an_own_period_runs_from_midnight_to_midnight_in_the_brands_zone() -> None:
    asked = {"days": "custom", "from": "2026-11-01", "to": "2026-11-02"}
    period = read_period(asked, NOW, SEOUL)
    assert period.since == parse_time("2026-11-01T00:00:00+09:00")[0]
    assert period.until == parse_time("2026-11-03T00:00:00+09:00")[0]
    assert period.days is None
    assert not period.fault


def test_an_own_period_never_reaches_into_the_future() -> None:
    asked = {"days": "custom", "from": "2026-11-20", "to": "2026-12-31"}
    assert read_period(asked, NOW, SEOUL).until == NOW


@pytest.mark.parametrize(
    "asked",
    [
        {"days": "12"},
        {"days": "x"},
        {"days": "custom"},
        {"days": "custom", "from": "2026-11-02", "to": "2026-11-01"},
        {"days": "custom", "from": "2027-01-01", "to": "2027-01-02"},
        {"days": "custom", "from": "0001-01-01", "to": "9999-12-31"},
        {"days": "custom", "from": "2026-02-30", "to": "2026-03-01"},
    ],
)
def test_what_cannot_be_read_shows_the_usual_period_and_says_so(asked: dict[str, str]) -> None:
    period = read_period(asked, NOW, SEOUL)
    assert (period.days, period.fault) == (30, True)
