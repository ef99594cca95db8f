"""What the sources' pages tell: a source's state, and code that fits its touchpoint and key."""

import pytest

from dangol.kernel.clock import DAY, HOUR
from dangol.live.trip.contracts import Heard
from dangol.registry.sources.api import TOUCHPOINTS
from dangol.registry.sources.contracts import Source
from dangol.studio.sources.snippets import TITLES, write_snippets
from dangol.studio.sources.states import state_of

NOW = 100 * DAY
SERVER_KITS = ["segment-python", "rudder-python", "segment-node", "curl", "paho-python"]


def source(*, enabled: bool = True) -> Source:
    return Source("shop-web", "web", "shop", "wk_1", False, enabled, "", 0)


def heard(last: int, *, first: int = 0, longest: int = 3 * DAY) -> Heard:
    return Heard("shop-web", 3, 0, 0, first, last, longest)


@pytest.mark.parametrize(
    ("activity", "state"),
    [
        (None, "waiting"),
        (heard(0), "waiting"),
        (heard(NOW - HOUR), "speaking"),
        (heard(NOW - DAY), "speaking"),
        (heard(NOW - DAY - 1), "quiet"),
        (heard(NOW - 9 * DAY // 2), "quiet"),
        (heard(NOW - 9 * DAY // 2 - 1), "silent"),
        (heard(NOW - DAY - 1, longest=HOUR), "silent"),
        (heard(NOW - 50 * DAY, first=NOW - 51 * DAY, longest=HOUR), "quiet"),
    ],
)
def test_a_source_is_silent_where_it_breaks_its_own_rhythm(
    activity: Heard | None, state: str
) -> None:
    assert state_of(source(), activity, NOW) == state


def test_a_disabled_source_is_off_whatever_it_sent() -> None:
    assert state_of(source(enabled=False), heard(NOW), NOW) == "off"


@pytest.mark.parametrize("touchpoint", TOUCHPOINTS)
def test_every_kit_is_offered_filled_in(touchpoint: str) -> None:
    found = write_snippets(touchpoint, "https://dangol.example.org", "wk_9")
    assert sorted(snippet.name for snippet in found) == sorted(TITLES)
    for snippet in found:
        assert "wk_9" in snippet.text
        assert "dangol.example.org" in snippet.text
        assert "$" not in snippet.text


@pytest.mark.parametrize(
    ("touchpoint", "first"),
    [
        ("web", "segment-browser"),
        ("app", "segment-swift"),
        ("store", "segment-python"),
        ("device", "paho-python"),
    ],
)
def test_kits_that_suit_the_touchpoint_come_first(touchpoint: str, first: str) -> None:
    assert write_snippets(touchpoint, "http://127.0.0.1:8000", "wk_9")[0].name == first


def test_a_secret_key_is_offered_to_servers_alone() -> None:
    found = write_snippets("web", "http://127.0.0.1:8000", "sk_9", secret=True)
    assert [snippet.name for snippet in found] == SERVER_KITS


def test_a_device_is_told_its_topic() -> None:
    found = write_snippets(
        "device", "https://dangol.example.org", "wk_9", source="v2.Seoul fridges"
    )
    assert "'dangol/v1/v2%2ESeoul%20fridges/track'" in found[0].text


def test_the_scheme_of_the_server_is_told_where_a_kit_asks_for_it() -> None:
    text = write_snippets("web", "http://127.0.0.1:8000", "wk_9")[0].text
    assert "apiHost: '127.0.0.1:8000/v1', protocol: 'http'" in text
