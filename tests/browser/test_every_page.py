"""Every page of the Studio's ground, in both languages, on desk and phone, light and dark."""

import pytest

from tests.browser.conftest import OpenStudio

PAGES = {
    "today": "/studio/",
    "sources": "/studio/sources/",
    "source-add": "/studio/sources/add/",
    "source": "/studio/sources/one/onggi-web/",
    "source-waiting": "/studio/sources/one/never-heard/",
    "source-rotate": "/studio/sources/one/onggi-web/rotate/",
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

WITH_AXE = {("en", 1280), ("ko", 360)}
"""Both languages and both widths are seen by axe, if not each with each."""


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_is_sound(studio: OpenStudio, language: str, width: int) -> None:
    window = studio("it", language, width=width)
    for name, path in PAGES.items():
        window.open(path)
        window.check(name, with_axe=(language, width) in WITH_AXE)


def test_every_page_is_readable_in_the_dark(studio: OpenStudio) -> None:
    window = studio("it", dark=True)
    for name, path in PAGES.items():
        window.open(path)
        window.check(name)


def test_twice_as_large_letters_push_nothing_off_the_page(studio: OpenStudio) -> None:
    window = studio("it", width=640)  # 1280 pixels at 200 % zoom
    for name, path in PAGES.items():
        window.open(path)
        window.check(f"{name}-zoomed", with_axe=False)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_sign_in_page_is_sound(studio: OpenStudio, language: str, width: int) -> None:
    window = studio(None, language, width=width)
    window.open("/studio/login/")
    window.check("sign-in")
