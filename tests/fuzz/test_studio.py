"""The pages of the Studio, asked as their links and forms never ask: a page or a refusal."""

from collections import Counter

import requests
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.browser.test_every_page import PAGES
from tests.drawing import draw
from tests.fuzz.drawn import TEXTS
from tests.server import Server
from tests.telling import tell

NAMES = (
    *("brand", "source", "code", "state", "outcome", "type", "q", "days", "kind", "customer"),
    *("before", "captured", "page", "position", "from", "to", "next", "language", "ordering"),
)
NUMBERS = st.sampled_from(["0", "-1", "1", "9" * 30, "9" * 5000, "1e9", "٣", "²", "NaN"])
CURSORS = st.sampled_from([b"[0,0]", b"[9,%d]" % 2**70, b"[]", b"x"]).map(bytes.hex)
VALUES = st.one_of(TEXTS.filter(lambda text: len(text) < 5000), NUMBERS, CURSORS).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
QUERIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)
ODD_PATHS = (
    *("/studio/customers/", "/studio/customers/c000000000000/", "/studio/customers/x%00/"),
    *("/studio/live/", "/studio/sources/one/%00/", "/studio/sources/one/%ff/plan/"),
    *(f"/studio/sources/refused/{2**70}/", "/studio/sources/one/shop/plan/versions/99999/"),
    *("/studio/%2e%2e/%2e%2e/etc/passwd", "/studio/\\", "/%00", "/studio/login/", "/language/"),
)
PATHS = st.sampled_from(sorted({*PAGES.values(), *ODD_PATHS}))
FORMS = st.dictionaries(
    st.sampled_from(("name", "text", "touchpoint", "per_day", "state", "seen", "event", "next")),
    VALUES,
    max_size=4,
)


def sign_in(house: Server) -> requests.Session:
    """Return a session in which IT is signed in."""
    session = requests.Session()
    session.get(f"{house.url}/studio/login/", timeout=60)
    (password,) = (one["password"] for one in house.first["users"] if one["name"] == "it")
    form = {"username": "it", "password": password, "next": "/studio/"}
    token = session.cookies["dangol_csrf"]
    answer = session.post(
        f"{house.url}/studio/login/",
        data={**form, "csrfmiddlewaretoken": token},
        headers={"Referer": f"{house.url}/studio/login/"},
        allow_redirects=False,
        timeout=60,
    )
    assert (answer.status_code, answer.headers["location"]) == (302, "/studio/")
    return session


def test_no_page_fails_whatever_it_is_asked(house: Server) -> None:
    session, answered = sign_in(house), Counter[int]()

    @draw(60, *HealthCheck)
    @given(PATHS, QUERIES)
    def ask(path: str, query: dict[str, bytes]) -> None:
        answer = session.get(house.url + path, params=query, allow_redirects=False, timeout=60)
        answered[answer.status_code] += 1
        assert answer.status_code < 500, (path, query)

    ask()
    assert answered[200] > 0
    tell("questions to the Studio", answered.total(), answered)


def test_no_form_fails_whatever_it_says(house: Server) -> None:
    session, answered = sign_in(house), Counter[int]()

    @draw(30, *HealthCheck)
    @given(PATHS.filter(lambda path: not path.startswith("/studio/login")), FORMS)
    def send(path: str, form: dict[str, bytes]) -> None:
        token = session.cookies["dangol_csrf"].encode()
        answer = session.post(
            house.url + path,
            data={**form, "csrfmiddlewaretoken": token},
            headers={"Referer": house.url + path},
            allow_redirects=False,
            timeout=60,
        )
        answered[answer.status_code] += 1
        assert answer.status_code < 500, (path, form)

    send()
    tell("forms to the Studio", answered.total(), answered)
