import pytest

from dangol.edge.cursors import cursor_text, read_cursor, read_limit
from dangol.edge.metrics import Histogram
from dangol.edge.paths import read_customer_path
from dangol.edge.requests import preferred_language
from dangol.edge.routes import find_route
from dangol.kernel.errors import Unusable
from dangol.kernel.ids import customer_id


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ko", "ko"),
        ("ko-KR,en;q=0.5", "ko"),
        ("en-US,ko;q=0.9", "en"),
        ("en;q=0.1, ko;q=0.2", "ko"),
        ("fr, de", "en"),
        ("*", "en"),
        ("ko;q=nonsense", "ko"),
        ("ko;q=.", "ko"),
        ("ko;q=0.9.9, en;q=0.8", "ko"),
        ("ko;q=1..., en;q=.5", "ko"),
        ("ko;q=.2, en;q=0.", "ko"),
        ("", "en"),
    ],
)
def test_the_better_liked_language_is_spoken(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language


@pytest.mark.parametrize("place", [(0, 0), (1_795_338_000_000_000, 2**40)])
def test_a_cursor_comes_back_as_it_went(place: tuple[int, int]) -> None:
    assert read_cursor(cursor_text(place)) == place


@pytest.mark.parametrize("text", ["x", "00", "5b315d", "5b312c2278225d"])
def test_a_cursor_of_nobody_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        read_cursor(text)


def test_a_limit_is_bounded() -> None:
    assert read_limit(None, usual=5, most=9) == 5
    assert read_limit("7", usual=5, most=9) == 7
    assert read_limit("700", usual=5, most=9) == 9


def test_a_path_names_an_identifier_or_a_customer() -> None:
    named = read_customer_path(b"/v1/customers/email:a%2Fb%40x.org/events/")
    assert (named.identifier, named.number, named.part) == (("email", "a/b@x.org"), None, "events")
    assert read_customer_path(f"/v1/customers/{customer_id(7)}".encode()).number == 7
    assert read_customer_path(b"/v1/customers/own:1:2").identifier == ("own", "1:2")


@pytest.mark.parametrize(
    ("path", "label"),
    [
        (b"/v1/track", "/v1/track"),
        (b"/v1/projects/wk/settings", "/v1/projects"),
        (b"/v1/customers/a:b", "/v1/customers"),
        (b"/v1/%2e%2e/studio", "unknown"),
        (b"/api/else", "unknown"),
        (b"@example.com/", "unknown"),
        (b"*", "unknown"),
    ],
)
def test_our_paths_never_reach_the_web_process(path: bytes, label: str) -> None:
    route = find_route(path)
    assert route is not None
    assert route.label == label


@pytest.mark.parametrize("path", [b"/", b"/studio/", b"/static/x.css", b"/v2/track", b"/apis"])
def test_all_else_is_the_web_processs(path: bytes) -> None:
    assert find_route(path) is None


def test_a_histogram_counts_up_to_each_bound() -> None:
    histogram = Histogram((1, 4))
    for value in (0, 1, 2, 5):
        histogram.observe(value)
    assert (histogram.counts, histogram.sum) == ([2, 1, 1], 8)
