"""Signing in, languages and safety of the web process, through the edge, without a browser."""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import Any

import pytest

from tests.server import Server, dangol

WRONG_TRIES = 8


class Visitor:
    """A browser's manners: keeps cookies, follows redirects, sends the CSRF token back."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str, **headers: str) -> tuple[int, str, HTTPMessage]:
        """Open a page."""
        return self._open(urllib.request.Request(self._server.url + path, headers=headers))

    def post(self, path: str, page: str, **fields: str) -> tuple[int, str, HTTPMessage]:
        """Send the form of a page that was opened before."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        form = {**fields, "csrfmiddlewaretoken": token[1] if token else ""}
        return self._open(
            urllib.request.Request(
                self._server.url + path, data=urllib.parse.urlencode(form).encode()
            )
        )

    def sign_in(self, name: str, password: str) -> tuple[int, str, HTTPMessage]:
        """Sign in, or try to."""
        _, page, _ = self.get("/studio/login/")
        return self.post("/studio/login/", page, username=name, password=password)

    def _open(self, request: urllib.request.Request) -> tuple[int, str, HTTPMessage]:
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A tree whose Studio answers."""
    server = Server(tmp_path_factory.mktemp("web") / "var")
    server.start()
    try:
        server.wait_for_studio()
        yield server
    finally:
        server.stop()


@pytest.fixture
def visitor(server: Server) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(server)


@pytest.fixture(scope="module")
def it(server: Server) -> Visitor:
    """Somebody of IT, signed in once for all: a password is hashed a million times."""
    visitor = Visitor(server)
    visitor.sign_in("it", person(server, "it")["password"])
    return visitor


def person(server: Server, name: str) -> dict[str, Any]:
    """Return what ``dangol init`` said of a person."""
    found: dict[str, Any] = next(user for user in server.first["users"] if user["name"] == name)
    return found


def test_the_root_leads_to_signing_in(visitor: Visitor) -> None:
    status, page, _ = visitor.get("/")
    assert status == 200
    assert 'name="password"' in page


@pytest.mark.parametrize("name", ["marketing", "it", "service", "product", "analyst", "executive"])
def test_every_first_person_can_sign_in(visitor: Visitor, server: Server, name: str) -> None:
    status, page, _ = visitor.sign_in(name, person(server, name)["password"])
    assert status == 200
    assert 'name="password"' not in page
    cookie = next(cookie for cookie in visitor.jar if cookie.name == "dangol_session")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"


def test_a_made_up_password_is_hashed_with_all_rounds_once_it_is_used(
    visitor: Visitor, server: Server
) -> None:
    name, password = "service", dangol(server.data, "people", "password", "service")["password"]
    assert rounds_of(server, name) == 10_000
    assert 'name="password"' in visitor.sign_in(name, f"{password}x")[1]
    assert rounds_of(server, name) == 10_000
    assert 'name="password"' not in visitor.sign_in(name, password)[1]
    assert rounds_of(server, name) >= 1_000_000
    assert 'name="password"' not in Visitor(server).sign_in(name, password)[1]
    person(server, name)["password"] = password


def rounds_of(server: Server, name: str) -> int:
    """Return how often the kept hash of somebody's password was made again of itself."""
    with contextlib.closing(sqlite3.connect(server.data / "dangol.db")) as db:
        query = "SELECT password FROM access_user WHERE username = ?"
        ((kept,),) = db.execute(query, (name,)).fetchall()
    return int(kept.split("$")[1])


def test_people_are_managed_by_it_alone(it: Visitor, server: Server) -> None:
    assert "executive" in it.get("/studio/users/")[1]
    other = Visitor(server)
    other.sign_in("executive", person(server, "executive")["password"])
    assert "analyst" not in other.get("/studio/users/")[1]


def test_a_form_without_its_token_is_refused(visitor: Visitor) -> None:
    visitor.get("/studio/login/")
    status, _, _ = visitor.post("/studio/login/", "", username="it", password="x")
    assert status == 403


def test_guessing_is_stopped_whatever_address_the_guesser_claims(
    visitor: Visitor, server: Server
) -> None:
    right = person(server, "sales")["password"]
    assert Visitor(server).sign_in("sales", right)[0] == 200
    for number in range(WRONG_TRIES):
        _, page, _ = visitor.get("/studio/login/", **{"X-Forwarded-For": f"198.51.100.{number}"})
        status, page, _ = visitor.post("/studio/login/", page, username="sales", password="wrong")
    assert status == 429
    assert Visitor(server).sign_in("sales", right)[0] == 429
    assert Visitor(server).sign_in("service", person(server, "service")["password"])[0] == 200


def test_pages_forbid_foreign_scripts_frames_and_guesses_of_type(visitor: Visitor) -> None:
    _, _, headers = visitor.get("/studio/login/")
    policy = headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in directives["script-src"]
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"


def test_an_address_that_is_not_ours_is_not_answered(visitor: Visitor) -> None:
    assert visitor.get("/studio/login/", Host="evil.example")[0] == 400


def test_the_chosen_language_is_kept_and_no_page_leads_away(visitor: Visitor) -> None:
    _, page, _ = visitor.get("/studio/login/")
    assert 'lang="en' in page
    status, page, _ = visitor.post("/language/", page, language="ko", next="//evil.example/x")
    assert status == 200
    assert 'lang="ko' in page
    assert 'lang="ko' in visitor.get("/studio/login/")[1]
    status, _, _ = visitor.post("/language/", page, language="xx", next="/studio/login/")
    assert status == 200
    assert 'lang="ko' in visitor.get("/studio/login/")[1]


@pytest.mark.parametrize("told", ["0", "wagtailadmin_home", "//evil.example/", "javascript:1"])
def test_who_is_signed_in_goes_on_to_paths_alone(it: Visitor, told: str) -> None:
    status, page, _ = it.get(f"/studio/login/?next={told}")
    assert (status, "<title>Today" in page) == (200, True)
    status, page, _ = it.get("/studio/login/?next=/studio/sources/")
    assert (status, "<title>Sources" in page) == (200, True)


def test_the_browser_is_spoken_to_in_the_language_that_it_asks_for(visitor: Visitor) -> None:
    assert 'lang="ko' in visitor.get("/studio/login/", **{"Accept-Language": "ko-KR,ko"})[1]


def test_every_style_and_script_of_a_page_is_served_by_us_and_kept_by_the_browser(
    it: Visitor,
) -> None:
    _, page, _ = it.get("/studio/")
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert files
    assert not re.findall(r'<(?:script|link|img)[^>]+="(?:https?:)?//', page)
    for file in set(files):
        status, _, headers = it.get(file.replace("&amp;", "&"))
        assert (status, file) == (200, file)
        assert "max-age=604800" in headers["Cache-Control"]


def test_a_question_answered_twice_is_obeyed_once(it: Visitor, server: Server) -> None:
    address = "/studio/sources/one/shop/switch/"
    _, page, _ = it.get(address)
    state = re.search(r'name="state" value="(\w+)"', page)
    assert state is not None
    for _ in range(2):
        it.post(address, page, state=state[1])
    listed = dangol(server.data, "sources", "list")
    assert [source["enabled"] for source in listed] == [False]
    _, page, _ = it.get(address)
    it.post(address, page, state="disabled")
    assert dangol(server.data, "sources", "list")[0]["enabled"] is True


def test_a_page_that_fails_says_so_in_both_languages(server: Server) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.test import RequestFactory\n"
        "from django.views.defaults import server_error\n"
        "print(server_error(RequestFactory().get('/')).content.decode())"
    )
    settings = {"DANGOL_DATA": str(server.data), "DJANGO_SETTINGS_MODULE": "dangol.config.settings"}
    page = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "<h1>Something failed here</h1>" in page
    assert "<h2>문제가 생겼습니다</h2>" in page
    assert "http" not in page
