"""Code to copy into a system, with this server's address and the source's key filled in.

Each text in ``snippets/`` is what the kit's own documentation tells to write, but for the host.
"""

from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import msgspec

from dangol.edge.devices.topics import topic_of
from dangol.kernel.event import Touchpoint

_FOLDER = Path(__file__).parent / "snippets"
_BROWSER = ("segment-browser", "rudder-browser", "jitsu-browser")
_PHONE = ("segment-swift", "segment-kotlin")
_SERVER = ("segment-python", "rudder-python", "segment-node", "curl")
_DEVICE = ("paho-python",)
_FIRST: dict[Touchpoint, tuple[str, ...]] = {"web": _BROWSER, "app": _PHONE, "device": _DEVICE}

TITLES = {
    "segment-browser": "analytics.js · @segment/analytics-next",
    "rudder-browser": "RudderStack · @rudderstack/analytics-js",
    "jitsu-browser": "Jitsu · @jitsu/js",
    "segment-swift": "iOS · Segment Swift",
    "segment-kotlin": "Android · Segment Kotlin",
    "segment-python": "Python · segment-analytics-python",
    "rudder-python": "Python · rudder-sdk-python",
    "segment-node": "Node.js · @segment/analytics-node",
    "curl": "curl · HTTP",
    "paho-python": "MQTT · paho-mqtt",
}


class Snippet(msgspec.Struct, frozen=True):
    """One way to send: the kit's name, and the code to copy."""

    name: str
    title: str
    text: str


def write_snippets(
    touchpoint: Touchpoint, address: str, key: str, *, source: str = "", secret: bool = False
) -> list[Snippet]:
    """Return the snippets for a source, those that suit its touchpoint first.

    Args:
        touchpoint: what kind of system speaks.
        address: this server, such as ``https://dangol.example.org``.
        key: the write key, or words in its place where it is secret and gone.
        source: its name, which stands in the topic of a device.
        secret: a secret key must not stand in a page or an app, so those kits are left out.

    >>> write_snippets("server", "http://127.0.0.1:8000", "wk_1")[-1].name
    'paho-python'
    """
    parts = urlsplit(address)
    values = {
        "address": address,
        "host": parts.netloc,
        "name": parts.hostname or "",
        "scheme": parts.scheme,
        "key": key,
        "topic": topic_of(source, "track"),
    }
    own = (*_DEVICE, *_SERVER) if touchpoint == "device" else (*_SERVER, *_DEVICE)
    names = own if secret else _order(touchpoint)
    return [Snippet(n, TITLES[n], _template(n).substitute(values)) for n in names]


def _order(touchpoint: Touchpoint) -> tuple[str, ...]:
    first = _FIRST.get(touchpoint, _SERVER)
    rest = (
        name for kit in (_SERVER, _PHONE, _BROWSER, _DEVICE) if kit is not first for name in kit
    )
    return (*first, *rest)


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
