"""SDKs for browsers deliver every type of call from a page, each once, through a kill."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.chromium import open_chromium
from tests.sdks.house import TRACKS, House
from tests.sdks.site import open_site, write_page

CALLS = """([user, tracks]) => {
  sdk.identify(user, { email: `${user}@example.com`, plan: 'gold' })
  sdk.page('Shop', 'Home')
  sdk.group('acme', { employees: 40 })
  sdk.alias(user, `old-${user}`)
  if (sdk.screen) sdk.screen('App', 'Main')
  let number = 0
  const again = setInterval(() => {
    sdk.track('Step', { number: ++number })
    if (number === tracks) clearInterval(again)
  }, 20)
}"""
SPOKEN = {
    "segment-browser": ("identify", "page", "screen", "group", "alias"),
    "rudder-browser": ("identify", "page", "group", "alias"),
}
"""The types of calls that an SDK has, besides track."""


@pytest.fixture(scope="module")
def page(modules: Path) -> Iterator[Page]:
    """A page of a shop's own site."""
    with open_site(modules) as site, open_chromium() as browser:
        yield browser.new_page(base_url=site)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("sdk", sorted(SPOKEN))
def test_every_call_arrives_once_through_a_kill_in_mid_send(
    house: House, modules: Path, page: Page, sdk: str
) -> None:
    user = f"u-{sdk}"
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    page.goto(write_page(modules, sdk, house.server.url, house.web_key))
    page.evaluate(CALLS, [user, TRACKS])
    page.wait_for_timeout(300)
    house.server.restart()
    wanted = {"track": TRACKS, **dict.fromkeys(SPOKEN[sdk], 1)}
    assert house.wait_for_calls(user, wanted) == wanted
    assert all(host.startswith("127.0.0.1:") for host in asked), asked
    assert house.server.get(f"/v1/customers/user_id:{user}")[1]["traits"]["plan"] == "gold"
    house.delivered[sdk] = wanted
