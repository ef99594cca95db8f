"""Who may open what: every page of the ground by role, asked without a click, and by post too."""

import re
from typing import Any

import pytest

from dangol.registry.access.api import list_brands, list_keys
from dangol.registry.sources.api import list_sources
from tests.browser.conftest import OpenStudio
from tests.browser.people import House
from tests.browser.studio import Studio

EVERYBODY = {"/studio/", "/studio/account/"}
LIFECYCLE = {
    "/studio/lifecycle/",
    "/studio/system/lifecycle/",
    "/studio/system/lifecycle/onggi/",
}
CUSTOMERS = {"/studio/customers/"}
LIVE_EVENTS = {"/studio/live/"}
SOURCES = {
    "/studio/sources/",
    "/studio/sources/one/onggi-web/",
    "/studio/sources/one/onggi-web/plan/",
    "/studio/sources/one/onggi-web/plan/try/",
    "/studio/sources/violations/",
}
REFUSED = {"/studio/sources/refused/"}
CHANGES = {
    "/studio/sources/refused/again/",
    "/studio/sources/one/onggi-web/limits/",
    "/studio/sources/add/",
    "/studio/sources/one/onggi-web/plan/infer/",
    "/studio/sources/one/onggi-web/rotate/",
    "/studio/sources/one/onggi-web/switch/",
}
SYSTEM = {
    "/studio/system/brands/",
    "/studio/system/brands/add/",
    "/studio/system/brands/onggi/wall/",
    "/studio/system/keys/",
    "/studio/system/keys/add/",
    "/studio/system/keys/revoke/first/",
    "/studio/users/",
    "/studio/users/new/",
}
ALL = EVERYBODY | LIFECYCLE | CUSTOMERS | LIVE_EVENTS | SOURCES | REFUSED | CHANGES | SYSTEM
OPEN_TO = {
    "marketing": EVERYBODY | LIFECYCLE | CUSTOMERS | LIVE_EVENTS | SOURCES | REFUSED,
    "it": ALL,
    "service": EVERYBODY | LIFECYCLE | CUSTOMERS | LIVE_EVENTS,
    "sales": EVERYBODY | LIFECYCLE | CUSTOMERS,
    "product": EVERYBODY | LIFECYCLE | CUSTOMERS | LIVE_EVENTS | SOURCES | REFUSED,
    "analyst": EVERYBODY | LIFECYCLE | CUSTOMERS | SOURCES,
    "executive": EVERYBODY | LIFECYCLE,
}
FORMS = {
    "/studio/sources/add/": {"name": "stolen", "touchpoint": "web", "brand": "onggi"},
    "/studio/sources/one/onggi-web/plan/infer/": {"state": "0"},
    "/studio/sources/one/onggi-web/rotate/": {"state": ""},
    "/studio/sources/one/onggi-web/switch/": {"state": "enabled"},
    "/studio/system/brands/add/": {"name": "Stolen", "zone": "Asia/Seoul", "currency": "KRW"},
    "/studio/system/brands/onggi/wall/": {"state": "open"},
    "/studio/system/keys/add/": {"name": "stolen", "scope": "admin"},
    "/studio/system/keys/revoke/first/": {"state": ""},
    "/studio/users/new/": {
        "username": "stolen",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
        "open_brands": "on",
    },
}
"""By page, what its form sends when it is filled in."""
NEEDED = """[...document.querySelectorAll('#main form[method=post] :is([required], [name=state])')]
  .map((field) => [field.name, field.type === 'hidden' ? field.value : null])"""


def registered(house: House, it: Studio) -> list[Any]:
    """Return all that IT can change: sources with their keys, API keys, brands, people."""
    people = re.findall(r"/studio/users/edit/[^/]+/", it.read("/studio/users/"))
    assert len(people) >= len(OPEN_TO)
    db = house.database
    return [list_sources(db), list_keys(db), list_brands(db), people]


@pytest.mark.parametrize("role", sorted(OPEN_TO))
def test_a_page_opens_only_for_who_has_the_right(studio: OpenStudio, role: str) -> None:
    window = studio(role)
    asked = window.page.context.request
    opened = {path for path in ALL if asked.get(path, max_redirects=0).status == 200}
    assert opened == OPEN_TO[role]


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(studio: OpenStudio) -> None:
    asked = studio(None).page.context.request
    for path in sorted(ALL):
        answer = asked.get(path, max_redirects=0)
        assert answer.status == 302
        assert answer.headers["location"].startswith("/studio/login/")


@pytest.mark.parametrize("path", sorted(FORMS))
def test_a_form_that_is_tried_lacks_nothing_that_its_page_asks_for(
    studio: OpenStudio, path: str
) -> None:
    needed = studio("it").open(path).evaluate(NEEDED)
    assert needed
    for name, value in needed:
        assert name in FORMS[path]
        assert value in (None, FORMS[path][name])


@pytest.mark.parametrize("role", sorted(OPEN_TO.keys() - {"it"}))
def test_a_post_without_the_right_changes_nothing(
    studio: OpenStudio, house: House, role: str
) -> None:
    it = studio("it")
    before = registered(house, it)
    window = studio(role)
    answered = {path: window.post(path, **form) for path, form in FORMS.items()}
    assert answered == dict.fromkeys(FORMS, (302, "/studio/"))
    assert registered(house, it) == before


def test_a_source_cannot_be_made_for_a_brand_out_of_view(studio: OpenStudio, house: House) -> None:
    before = list_sources(house.database)
    window = studio("it")
    window.open("/studio/sources/add/")
    form = {"name": "x", "touchpoint": "web", "brand": "vault"}
    assert window.post("/studio/sources/add/", **form) == (422, "")
    assert list_sources(house.database) == before


def test_the_rules_of_a_brand_out_of_view_are_not_there(studio: OpenStudio) -> None:
    window = studio("marketing")
    window.open("/studio/")
    for part in ("", "preview/", "state/", "publish/", "drop/", "versions/1/"):
        path = f"/studio/system/lifecycle/vault/{part}"
        assert window.page.context.request.get(path).status == 404
