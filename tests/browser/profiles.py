"""Windows of the browser, used again by one test after the other.

A new window starts a process of the browser, which compiles the Studio's scripts anew: most of a
second of a processor, more than most tests need for what they are about.
"""

from playwright.sync_api import Browser, Page

from tests.browser.people import House

NOTHING = "/static/studio/css/tokens.css"
"""It asks and runs nothing, and the process stays: same origin and opener policy as the pages."""
NOWHERE = -1
FORGOTTEN = "cookies,local_storage,indexeddb,cache_storage,service_workers"
REPORT_POLICY = """document.addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP', event.violatedDirective, event.blockedURI, event.sourceFile))"""


class Profiles:
    """Gives tests a window each; who gave one back may get it again, with nothing left in it.

    Args:
        house: whose pages are visited.
        browser: where the windows are.
    """

    def __init__(self, house: House, browser: Browser) -> None:
        self._house = house
        self._browser = browser
        self._free: dict[str, list[Page]] = {}

    def take(self, language: str) -> Page:
        """Return a window for a person of a language."""
        free = self._free.setdefault(language, [])
        page = free.pop() if free else self._make(language)
        chosen = {"name": "dangol_language", "value": language, "url": self._house.url}
        page.context.add_cookies([chosen])
        return page

    def give_back(self, page: Page, language: str) -> None:
        """Leave the page, and clear all that it kept but for scripts and pictures."""
        page.unroute_all(behavior="ignoreErrors")
        page.mouse.move(NOWHERE, NOWHERE)
        page.goto(NOTHING)
        page.evaluate("sessionStorage.clear()")
        self._clear(page)
        self._free[language].append(page)

    def _clear(self, page: Page) -> None:
        context = page.context
        for opened in context.pages:
            if opened is not page:
                opened.close()
        storage = context.new_cdp_session(page)
        storage.send(
            "Storage.clearDataForOrigin", {"origin": self._house.url, "storageTypes": FORGOTTEN}
        )
        storage.detach()
        context.clear_cookies()
        context.clear_permissions()

    def _make(self, language: str) -> Page:
        context = self._browser.new_context(
            base_url=self._house.url,
            locale="ko-KR" if language == "ko" else "en-US",
            reduced_motion="reduce",
        )
        context.add_init_script(REPORT_POLICY)
        return context.new_page()
