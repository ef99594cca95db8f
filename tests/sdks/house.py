"""The house that SDKs deliver to, and what it tells of their customers."""

from collections import Counter
from pathlib import Path

from tests.devices import wait_for_lanes, with_devices
from tests.server import dangol, wait_for

TRACKS = 60
"""Calls while the house is killed and comes back; they take longer than that."""


class House:
    """A Dangol with a source for servers, one for browsers and one for devices, by their keys.

    ``delivered`` gathers what each SDK was seen to deliver: how many calls of each type.
    """

    def __init__(self, data: Path) -> None:
        self.server, self.mqtt_port = with_devices(data)
        self.server_key = self.server.write_key
        added = dangol(data, "sources", "add", "page", "--touchpoint", "web", "--brand", "shop")
        self.web_key: str = added["write_key"]
        self.device_source = "fleet"
        added = dangol(data, "sources", "add", "fleet", "--touchpoint", "device", "--brand", "shop")
        self.device_key: str = added["write_key"]
        self.delivered: dict[str, dict[str, int]] = {}

    def start(self) -> None:
        """Start, and wait until devices are heard, too."""
        self.server.start()
        wait_for_lanes(self.server)

    def count_calls(self, user: str) -> Counter[str]:
        """Return how many events of each type a customer has; none where nobody is known."""
        who = f"/v1/customers/user_id:{user}/events?limit=200"
        status, told = self.server.get(who)
        return Counter(event["type"] for event in told["events"]) if status == 200 else Counter()

    def wait_for_calls(self, user: str, wanted: dict[str, int]) -> Counter[str]:
        """Return what a customer has once nothing more is missing, or time is over."""
        wait_for(lambda: not Counter(wanted) - self.count_calls(user), 60)
        return self.count_calls(user)
