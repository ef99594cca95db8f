"""Who may open what: every page of the ground by role, asked without a click, and by post too."""

import pytest

from tests.browser.conftest import OpenStudio
from tests.browser.people import House
from tests.browser.studio import Studio

EVERYBODY = {"/studio/", "/studio/account/"}
LIFECYCLE = {"/studio/system/lifecycle/", "/studio/system/lifecycle/onggi/"}
SOURCES = {"/studio/sources/", "/studio/sources/one/onggi-web/"}
CHANGES = {
    "/studio/sources/add/",
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
ALL = EVERYBODY | LIFECYCLE | SOURCES | CHANGES | SYSTEM
OPEN_TO = {
    "marketing": EVERYBODY | LIFECYCLE | SOURCES,
    "it": ALL,
    "sales": EVERYBODY | LIFECYCLE,
    "product": EVERYBODY | LIFECYCLE | SOURCES,
    "analyst": EVERYBODY | LIFECYCLE | SOURCES,
    "executive": EVERYBODY | LIFECYCLE,
}


def post(window: Studio, path: str, **form: str) -> int:
    """Send a form as a page of the Studio would, and return the status before any redirect."""
    cookies = {c["name"]: c["value"] for c in window.page.context.cookies()}
    answer = window.page.context.request.post(
        path,
        form={"csrfmiddlewaretoken": cookies["dangol_csrf"], **form},
        max_redirects=0,
    )
    return answer.status


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


def test_a_post_without_the_right_changes_nothing(studio: OpenStudio, house: House) -> None:
    window = studio("marketing")
    window.open("/studio/account/")
    for path in sorted(CHANGES | SYSTEM):
        post(window, path, name="stolen", touchpoint="web", brand="onggi", scope="admin")
    house.send("onggi-web", {"type": "track", "userId": "u-1", "event": "Product Viewed"})
    it = studio("it")
    sources = it.open("/studio/sources/").locator(".dg-page").inner_text()
    keys = it.open("/studio/system/keys/").locator(".dg-page").inner_text()
    brands = it.open("/studio/system/brands/").locator("tr", has_text="Onggi").inner_text()
    assert "stolen" not in sources + keys
    assert "first" in keys
    assert "Open" in brands


def test_a_source_cannot_be_made_for_a_brand_out_of_view(studio: OpenStudio) -> None:
    window = studio("it")
    window.open("/studio/sources/add/")
    assert post(window, "/studio/sources/add/", name="x", touchpoint="web", brand="vault") == 422


def test_the_rules_of_a_brand_out_of_view_are_not_there(studio: OpenStudio) -> None:
    window = studio("marketing")
    window.open("/studio/")
    for part in ("", "preview/", "state/", "publish/", "drop/", "versions/1/"):
        path = f"/studio/system/lifecycle/vault/{part}"
        assert window.page.context.request.get(path).status == 404
