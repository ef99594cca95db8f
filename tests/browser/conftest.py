"""A browser on a really running Dangol; the fixture ``studio`` opens its pages.

``studio("it", "ko", width=360)`` signs in as a role, in a language, at a width, and returns a
``Studio``. At the end of the test it fails on anything that a person would have met: script
errors, refused requests, foreign hosts, violations of the content-security policy.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import House
from tests.browser.profiles import Profiles
from tests.browser.studio import Studio
from tests.chromium import open_chromium

OpenStudio = Callable[..., Studio]

expect.set_options(timeout=15_000)  # the web process yields to all others, so it may be slow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give them time: a page waits for whatever else this machine does."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(180))


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running Dangol with brands, sources and customers."""
    found = House(tmp_path_factory.mktemp("house") / "data")
    try:
        found.open()
        yield found
    finally:
        found.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of this package; it ends with the last of them."""
    with open_chromium() as found:
        yield found


@pytest.fixture(scope="session")
def screenshots() -> Path | None:
    """Where pictures go: DANGOL_SCREENSHOTS; none are taken where it names no folder."""
    kept = os.environ.get("DANGOL_SCREENSHOTS")
    if not kept:
        return None
    folder = Path(kept)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="package")
def profiles(house: House, browser: Browser) -> Profiles:
    """What windows of one run use one after the other."""
    return Profiles(house, browser)


@pytest.fixture
def studio(house: House, profiles: Profiles, screenshots: Path | None) -> Iterator[OpenStudio]:
    """Open the Studio: ``studio(role, language, width=1280, dark=False)``; no role, no sign-in."""
    opened: list[Studio] = []

    def open_studio(
        role: str | None = "it", language: str = "en", *, width: int = 1280, dark: bool = False
    ) -> Studio:
        made = Studio(house, profiles, screenshots, language=language, width=width, dark=dark)
        opened.append(made)
        if role is not None:
            made.sign_in(role)
        return made

    yield open_studio
    for one in opened:
        one.close()
    faults = [fault for one in opened for fault in one.faults]
    assert not faults, "\n".join(faults)
