"""Profiles of the browser, used again by one window after the other.

Loading and compiling the Studio's scripts for an empty cache takes most of a second, more than
most tests need for what they are about.
"""

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.people import House

Manner = tuple[str, bool]
"""A language, and whether the person likes it dark."""

FORGOTTEN = "cookies,local_storage,indexeddb,cache_storage,service_workers"
REPORT_POLICY = """document.addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP', event.violatedDirective, event.blockedURI, event.sourceFile))"""


class Profiles:
    """Gives windows a profile each; who gave one back may get it again, with nothing left in it.

    Args:
        house: whose pages are visited.
        browser: where the profiles are.
    """

    def __init__(self, house: House, browser: Browser) -> None:
        self._house = house
        self._browser = browser
        self._free: dict[Manner, list[BrowserContext]] = {}

    def take(self, language: str, *, dark: bool) -> BrowserContext:
        """Return a profile for a person of a language."""
        free = self._free.setdefault((language, dark), [])
        context = free.pop() if free else self._make(language, dark=dark)
        chosen = {"name": "dangol_language", "value": language, "url": self._house.url}
        context.add_cookies([chosen])
        return context

    def give_back(self, page: Page, language: str, *, dark: bool) -> None:
        """Clear the profile of a page, but for its cache, and close the page."""
        context = page.context
        storage = context.new_cdp_session(page)
        storage.send(
            "Storage.clearDataForOrigin", {"origin": self._house.url, "storageTypes": FORGOTTEN}
        )
        for opened in context.pages:
            opened.close()
        context.clear_cookies()
        context.clear_permissions()
        self._free[language, dark].append(context)

    def _make(self, language: str, *, dark: bool) -> BrowserContext:
        context = self._browser.new_context(
            base_url=self._house.url,
            locale="ko-KR" if language == "ko" else "en-US",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.add_init_script(REPORT_POLICY)
        return context
