"""Every page of the Studio's ground, in both languages, on desk and phone, light and dark."""

import pytest

from tests.browser.conftest import OpenStudio
from tests.browser.studio import Studio

PAGES = {
    "today": "/studio/",
    "sources": "/studio/sources/",
    "source-add": "/studio/sources/add/",
    "source": "/studio/sources/one/onggi-web/",
    "source-waiting": "/studio/sources/one/never-heard/",
    "source-plan": "/studio/sources/one/onggi-web/plan/",
    "source-plan-infer": "/studio/sources/one/onggi-web/plan/infer/",
    "violations": "/studio/sources/violations/",
    "source-limits": "/studio/sources/one/onggi-web/limits/",
    "refused": "/studio/sources/refused/",
    "refused-again": "/studio/sources/refused/again/",
    "source-rotate": "/studio/sources/one/onggi-web/rotate/",
    "files": "/studio/sources/files/",
    "file-add": "/studio/sources/files/add/",
    "webhooks": "/studio/sources/webhooks/",
    "webhook-add": "/studio/sources/webhooks/add/",
    "brands": "/studio/system/brands/",
    "brand-add": "/studio/system/brands/add/",
    "brand-wall": "/studio/system/brands/onggi/wall/",
    "keys": "/studio/system/keys/",
    "key-add": "/studio/system/keys/add/",
    "people": "/studio/users/",
    "person-add": "/studio/users/new/",
    "rules": "/studio/system/lifecycle/",
    "rules-edit": "/studio/system/lifecycle/onggi/",
    "account": "/studio/account/",
}

ZOOMED = 640
"""Pixels that are left of 1280 where letters are twice as large."""

PALE_IN_THE_DARK = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('.planted { background: light-dark(#fff, #222); color: #333 }')
  document.adoptedStyleSheets.push(sheet)
}"""


@pytest.mark.parametrize(("language", "width", "other"), [("en", 1280, 360), ("ko", 360, 1280)])
def test_every_page_is_sound(studio: OpenStudio, language: str, width: int, other: int) -> None:
    window = studio("it", language, width=width)
    for name, path in PAGES.items():
        window.resize(width)
        window.open(path)
        window.check(name, colours=language == "en")
        if language == "en":
            check_in_the_dark(window, name)
        for changed in (ZOOMED, other):
            window.resize(changed)
            window.check(name, with_axe=False)


def check_in_the_dark(window: Studio, name: str) -> None:
    """Hold the page at hand against the same in the dark; opening it once more takes long."""
    window.shade(dark=True)
    window.check(name)
    window.shade(dark=False)


@pytest.mark.parametrize(("language", "width", "other"), [("en", 1280, 360), ("ko", 360, 1280)])
def test_the_sign_in_page_is_sound(
    studio: OpenStudio, language: str, width: int, other: int
) -> None:
    window = studio(None, language, width=width)
    window.open("/studio/login/")
    window.check_at_both("sign-in", other)


def test_a_look_at_a_page_finds_what_is_planted(studio: OpenStudio) -> None:
    window = studio("it")
    page = window.open("/studio/account/")
    page.evaluate("document.querySelector('#main').append(new Image(9, 9))")
    for colours in (True, False):
        with pytest.raises(AssertionError, match="image-alt"):
            window.check("planted", colours=colours)
    page.evaluate("document.querySelector('#main img').outerHTML = '<p class=planted>Pale</p>'")
    page.evaluate(PALE_IN_THE_DARK)
    window.check("planted")
    with pytest.raises(AssertionError, match="color-contrast"):
        check_in_the_dark(window, "planted")
