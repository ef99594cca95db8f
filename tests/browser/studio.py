"""One person's browser window on the Studio, and everything that went wrong in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response, expect

from tests.browser.people import House, unique
from tests.browser.profiles import Profiles

KEPT_COOKIES = ("dangol_session", "dangol_csrf")
AXE = Axe().axe_script
SERIOUS = ("serious", "critical")
FAULTS = """([serious, colours]) => {
  const weightOf = (check) => axe._audit.data.checks[check.id ?? check]?.impact
  const isHarmless = (rule) => ![rule.impact,
    ...[...rule.any, ...rule.all, ...rule.none].map(weightOf)
  ].some((weight) => serious.includes(weight))
  const isSpared = (rule) => isHarmless(rule) || (!colours && rule.id === 'color-contrast')
  const spared = axe._audit.rules.filter(isSpared)
  const rules = Object.fromEntries(spared.map((rule) => [rule.id, { enabled: false }]))
  return axe.run({ rules, resultTypes: ['violations'] }).then((told) => told.violations)
}"""
"""What axe finds by all rules but those that never find anything serious, a third of its work."""
PALE = """() => axe.run({ runOnly: ['color-contrast'], resultTypes: ['violations'] })
  .then((told) => told.violations)"""
"""What axe finds of colours, which are all that the dark changes; the light judged the rest."""
PASSWORD = "correct horse battery"
HEIGHT = 900

SETTLE = """() => document.getAnimations().filter((animation) =>
  animation.playState === 'running' && isFinite(animation.effect.getComputedTiming().endTime)
).forEach((animation) => animation.finish())"""
"""Transitions end at once, so colours and places are what they will stay."""

CUT_OFF = """() => [...document.querySelectorAll('#main *')].filter((element) => {
  const box = element.getBoundingClientRect()
  if (!box.width || !box.height || box.right <= window.innerWidth + 1) return false
  for (let up = element; up && up.id !== 'main'; up = up.parentElement) {
    const style = getComputedStyle(up)
    if (['auto', 'scroll'].includes(style.overflowX) || style.position === 'fixed') return false
    if (style.clipPath !== 'none' || style.clip !== 'auto') return false
  }
  return true
}).map((element) => element.outerHTML.slice(0, 120))"""
"""What stands beyond the right edge and cannot be reached by scrolling."""


class Studio:
    """A window: ``page`` is Playwright's page, ``faults`` what a person would have met.

    ``expected`` holds the statuses of refusals that a test asks for, such as 404.
    """

    def __init__(
        self,
        house: House,
        profiles: Profiles,
        screenshots: Path | None,
        *,
        language: str,
        width: int,
        dark: bool,
    ) -> None:
        self.house = house
        self.language = language
        self.faults: list[str] = []
        self.expected: set[int] = set()
        self._screenshots = screenshots
        self._profiles = profiles
        self.page = profiles.take(language)
        self._context = self.page.context
        self.resize(width)
        self.shade(dark=dark)
        self._listeners: dict[str, Callable[[Any], None]] = {
            "console": self._hear_console,
            "pageerror": self._hear_script,
            "request": self._see_request,
            "response": self._see_response,
        }
        for event, listener in self._listeners.items():
            self.page.on(event, listener)  # type: ignore[call-overload]  # one name per overload

    def resize(self, width: int) -> None:
        """Make the window as wide as some pixels."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def shade(self, *, dark: bool) -> None:
        """Show pages, also the one at hand, as a person sees them who likes it dark or light."""
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self._dark = dark

    def sign_in(self, role: str) -> None:
        """Sign in as the person of a role, such as ``marketing``, without a look at the page."""
        who = (role, self.house.passwords[role])
        self._context.add_cookies(self.house.sessions.get(who, []))
        if self._is_signed_in():
            return
        form = {"username": role, "password": self.house.passwords[role], "next": "/studio/"}
        assert self.post("/studio/login/", **form) == (302, "/studio/")
        self.house.sessions[who] = [
            cookie for cookie in self._context.cookies() if cookie["name"] in KEPT_COOKIES
        ]

    def sign_in_at_the_page(self, role: str) -> None:
        """Sign in as a person does."""
        page = self.open("/studio/login/")
        page.fill("#id_username", role)
        page.fill("#id_password", self.house.passwords[role])
        page.click("form.dg-form button[type=submit]")
        page.wait_for_url("**/studio/")

    def _is_signed_in(self) -> bool:
        """Ask for the sign-in page, which leads on who is signed in."""
        return self._context.request.get("/studio/login/", max_redirects=0).status == 302

    def open(self, path: str) -> Page:
        """Open a page of the Studio and return it."""
        self.page.goto(path)
        self.page.wait_for_load_state("load")
        return self.page

    def read(self, path: str) -> str:
        """Return what a page consists of, without opening it."""
        return self._context.request.get(path).text()

    def post(self, path: str, **form: str) -> tuple[int, str]:
        """Send a form as a page would; return the status, and where a redirect leads."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self._context.cookies()}
        answer = self._context.request.post(
            path, form={"csrfmiddlewaretoken": cookies["dangol_csrf"], **form}, max_redirects=0
        )
        return answer.status, answer.headers.get("location", "")

    def add_person(self, role: str) -> str:
        """Add a person of a role, such as ``Analyst``, by IT's form; return who can sign in now."""
        name = unique(role.lower())
        page = self.open("/studio/users/new/")
        page.get_by_label("Username").fill(name)
        for field in ("#id_password1", "#id_password2"):
            page.fill(field, PASSWORD)
        page.get_by_label(role, exact=True).check()
        page.get_by_role("button", name="Add the person").click()
        expect(page.locator(".messages")).to_contain_text("can sign in now")
        self.house.passwords[name] = PASSWORD
        return name

    def check(self, name: str, *, with_axe: bool = True, colours: bool = True) -> None:
        """Hold the page against what every page must keep; take a picture where one is wanted.

        No serious or critical finding of axe, the language told, and no sideways scrolling. Axe
        takes long, most of it for colours: they can be left to a look at the page in another
        language, and where only the width or the language is another, so can all of it.
        """
        self.page.wait_for_load_state("load")
        self.page.evaluate(SETTLE)
        if self._screenshots is not None:
            shade = "-dark" if self._dark else ""
            picture = f"{name}-{self.language}-{self.width}{shade}.png"
            self.page.screenshot(path=self._screenshots / picture, full_page=True)
        if with_axe:
            self._check_with_axe(name, colours=colours)
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        cut_off = self.page.evaluate(CUT_OFF)
        assert not cut_off, f"{name}: {cut_off[:3]}"

    def check_at_both(self, name: str, other: int) -> None:
        """Check the page at hand, then once more at another width without axe; come back."""
        width = self.width
        self.check(name)
        self.resize(other)
        self.check(name, with_axe=False)
        self.resize(width)

    def _check_with_axe(self, name: str, *, colours: bool) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(PALE if self._dark else FAULTS, [SERIOUS, colours])
        serious = [_tell(violation) for violation in found if violation["impact"] in SERIOUS]
        assert not serious, f"{name}: " + "\n".join(serious)

    def close(self) -> None:
        """Give the window back, listening until the page is left."""
        self._profiles.give_back(self.page, self.language)
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def _fault(self, what: str) -> None:
        self.faults.append(f"{self.page.url} [{self.language}, {self.width}]: {what}")

    def _hear_script(self, error: Error) -> None:
        self._fault(f"script error: {error}")

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._fault(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and not request.url.startswith(self.house.url):
            self._fault(f"a foreign host was asked: {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self._fault(f"{response.status} for {response.url}")


def _tell(violation: dict[str, Any]) -> str:
    places = ", ".join(str(node["target"]) for node in violation["nodes"][:5])
    detail = violation["nodes"][0].get("failureSummary", "")
    return f"{violation['id']} ({violation['impact']}): {places} {detail}"
