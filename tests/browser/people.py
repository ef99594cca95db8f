"""The house that the browser tests visit: brands, sources, customers in every stage."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dangol.config.data_folder import at_path
from dangol.engines.database import open_database
from dangol.kernel import clock
from dangol.live.trip.api import trip_state
from dangol.memory.eventlog.api import open_log
from dangol.registry.access.api import add_brand
from dangol.registry.sources.api import add_source
from tests.server import Server, wait_for

NAMES = ("김민아", "이서준", "박지우", "최하늘", "Anna Weber", "정도윤", "John Lee", "한소희")
PER_CUSTOMER = (
    ("Products Searched", 40, {"query": "rice pot"}),
    ("Product Viewed", 39, {"name": "무쇠 솥", "price": 42000, "currency": "KRW"}),
    ("Order Completed", 20, {"order_id": "o", "total": 42000, "currency": "KRW"}),
    ("Application Opened", 9, {}),
    ("Live Chat Conversation Started", 3, {"agent_name": "Jin"}),
    ("Product Reviewed", 2, {"product_id": "p-1", "rating": 5}),
)
BRANDS = ("Onggi", "Maru", "Soban", "Vault")
"""Soban belongs to the tests of lifecycle rules, which change how its customers are told."""
WALLED = "vault"
SOURCES = (
    ("onggi-web", "web", "onggi"),
    ("onggi-till", "store", "onggi"),
    ("maru-calls", "call", "maru"),
    ("soban-web", "web", "soban"),
    ("vault-web", "web", WALLED),
    ("never-heard", "email", "maru"),
)


class House:
    """A Dangol with people in it, which runs from ``open`` to ``close``.

    ``passwords`` by role in small letters, ``keys`` write keys by source, ``sessions`` the cookies
    of who signed in before, by role and password. ``database`` shows what pages left behind.
    """

    def __init__(self, data: Path) -> None:
        self.server = Server(data)
        self.database = open_database(at_path(data).database_url)
        self.passwords = {user["name"]: user["password"] for user in self.server.first["users"]}
        self.sessions: dict[tuple[str, str], list[Any]] = {}
        self.keys = {"shop": self.server.write_key}
        now = clock.now()
        for name in BRANDS:
            slug = name.lower()
            add_brand(self.database, slug, name, now=now, walled=slug == WALLED)
        for name, touchpoint, brand in SOURCES:
            _, self.keys[name] = add_source(
                self.database, name, touchpoint, brand, secret=False, now=now
            )

    @property
    def url(self) -> str:
        """The address that the server answers at."""
        return self.server.url

    def open(self) -> None:
        """Start the server, let the people in, and wait until the Studio knows them."""
        self.server.start()
        self._move_in()
        self.server.wait_for_studio()

    def close(self) -> None:
        """Stop the server."""
        self.database.close()
        self.server.stop()

    def send(self, source: str, *events: dict[str, Any]) -> None:
        """Send events by a source's key; they must all be accepted."""
        status, said = self.server.ask(
            "/v1/batch", {"batch": list(events)}, f"Bearer {self.keys[source]}"
        )
        assert (status, said.get("rejected")) == (200, None), said

    def catch_up(self) -> None:
        """Wait until all that was sent so far is known."""
        head = open_log(self.server.data).head()
        assert wait_for(lambda: trip_state(self.database).offset >= head, 60)

    def wait_for_customer(self, identifier: str) -> dict[str, Any]:
        """Return a customer as the read API tells, once it is known."""

        def known() -> dict[str, Any] | None:
            status, told = self.server.get(f"/v1/customers/{identifier}")
            return told if status == 200 else None

        found: dict[str, Any] = wait_for(known, 60)
        assert found, identifier
        return found

    def _move_in(self) -> None:
        self.send("vault-web", *_life(99, "비밀 고객", PER_CUSTOMER[:2], "vault-web"))
        for number, name in enumerate(NAMES):
            steps = PER_CUSTOMER[: 1 + number % len(PER_CUSTOMER)]
            for source in ("onggi-web", "maru-calls", "shop"):
                self.send(source, *_life(number, name, steps, source))
        self.catch_up()


def _life(
    number: int, name: str, steps: tuple[tuple[str, int, dict[str, Any]], ...], source: str
) -> list[dict[str, Any]]:
    user = f"u-{number}"
    traits = {"name": name, "email": f"{user}@example.org"}
    events: list[dict[str, Any]] = [{"type": "identify", "userId": user, "traits": traits}]
    for event, days, properties in steps:
        at = datetime.now(UTC) - timedelta(days=days, hours=number)
        events.append(
            {
                "type": "track",
                "userId": user,
                "event": event,
                "properties": properties,
                "timestamp": at.isoformat(),
                "messageId": f"{source}-{number}-{event}-{days}",
            }
        )
    return events


def unique(prefix: str) -> str:
    """Return a name that no other test of this run uses."""
    return f"{prefix}-{time.time_ns() % 10**9}"
