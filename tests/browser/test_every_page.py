"""Every page of the Studio's ground, in both languages, on desk and phone, light and dark."""

import pytest

from tests.browser.conftest import OpenStudio

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


@pytest.mark.parametrize(("language", "width", "other"), [("en", 1280, 360), ("ko", 360, 1280)])
def test_every_page_is_sound(studio: OpenStudio, language: str, width: int, other: int) -> None:
    window = studio("it", language, width=width)
    for name, path in PAGES.items():
        window.resize(width)
        window.open(path)
        window.check(name)
        for changed in (ZOOMED, other):
            window.resize(changed)
            window.check(name, with_axe=False)


def test_every_page_is_readable_in_the_dark(studio: OpenStudio) -> None:
    window = studio("it", dark=True)
    for name, path in PAGES.items():
        window.open(path)
        window.check(name)


@pytest.mark.parametrize(("language", "width", "other"), [("en", 1280, 360), ("ko", 360, 1280)])
def test_the_sign_in_page_is_sound(
    studio: OpenStudio, language: str, width: int, other: int
) -> None:
    window = studio(None, language, width=width)
    window.open("/studio/login/")
    window.check("sign-in")
    window.resize(other)
    window.check("sign-in", with_axe=False)
