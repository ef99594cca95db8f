"""The page of SDKs tells what was seen to be delivered, by which versions."""

import json
import re
from pathlib import Path

import pytest

from tests.sdks.house import TRACKS, House
from tests.sdks.test_browser_sdks import SPOKEN as IN_BROWSERS
from tests.sdks.test_mqtt_sdk import SPOKEN as ON_DEVICES
from tests.sdks.test_server_sdks import SPOKEN as ON_SERVERS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "sdks.md"
PACKAGES = {
    "segment-python": "segment-analytics-python",
    "rudder-python": "rudder-sdk-python",
    "customerio-python": "customerio-cdp-analytics",
    "segment-node": "@segment/analytics-node",
    "rudder-node": "@rudderstack/rudder-sdk-node",
    "customerio-node": "@customerio/cdp-analytics-node",
    "jitsu-node": "@jitsu/js",
    "segment-browser": "@segment/analytics-next",
    "rudder-browser": "@rudderstack/analytics-js",
    "paho-python": "paho-mqtt",
}
RUNS_ON = {"python": "Python", "node": "Node.js", "browser": "Chromium"}


def version_of(package: str) -> str:
    """Return a package's version in the lock file that it is installed from."""
    locked = json.loads((ROOT / "tests" / "sdks" / "package-lock.json").read_text())["packages"]
    if found := locked.get(f"node_modules/{package}"):
        return str(found["version"])
    stated = re.search(
        rf"^{package}==(\S+)", (ROOT / "requirements-dev.lock").read_text(), re.MULTILINE
    )
    assert stated, package
    return stated[1]


def row_of(sdk: str, delivered: dict[str, int]) -> str:
    """Return the line of an SDK in the page's table."""
    package = PACKAGES[sdk]
    calls = ", ".join(call for call in delivered if call != "track")
    platform = RUNS_ON[sdk.rpartition("-")[2]]
    count = f"{delivered['track']} of {TRACKS}"
    return f"| `{package}` {version_of(package)} | {platform} | {calls} | {count} |"


def test_the_page_tells_what_was_delivered(house: House) -> None:
    if house.delivered.keys() != ON_SERVERS.keys() | IN_BROWSERS.keys() | ON_DEVICES.keys():
        pytest.skip("only where all SDKs were tried in this run")
    told = PAGE.read_text()
    for sdk, delivered in house.delivered.items():
        assert row_of(sdk, delivered) in told
