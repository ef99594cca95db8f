"""The Chromium of this machine, for tests that look at pages."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
"""The quickest first: headless shell is Chromium without the windows that nobody would see."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """A browser that never goes anywhere by itself; DANGOL_CHROMIUM may name another.

    Playwright keeps an event loop running in this thread, in which no other test can start one; so
    it must end before other tests begin.
    """
    named = os.environ.get("DANGOL_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()
