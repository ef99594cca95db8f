"""Unmodified SDKs of others, with only host and key changed, against a running server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import rudderstack.analytics.client
import segment.analytics.client

from tests.server import Server, wait_for

CALLS = ("identify", "track", "page", "screen", "group", "alias")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("sdks"), studio=False)
    found.start()
    yield found
    found.stop()


@contextmanager
def client_of(make: Any, server: Server) -> Iterator[Any]:
    """An SDK's client, its threads stopped at the end; anything that it could not deliver fails."""
    undelivered: list[Exception] = []
    client = make(
        server.write_key,
        host=server.url,
        on_error=lambda error, _batch: undelivered.append(error),
        max_retries=1,
    )
    try:
        yield client
    finally:
        client.shutdown()
    assert undelivered == []


def customer_with(server: Server, who: str, events: int) -> dict[str, Any]:
    """Return a customer as soon as so many events are known."""

    def ask() -> dict[str, Any] | None:
        status, found = server.get(f"/v1/customers/{who}")
        return found if status == 200 and found["events"] >= events else None

    found = wait_for(ask)
    assert found, f"{who} with {events} events did not come"
    answer: dict[str, Any] = found
    return answer


def types_of(server: Server, who: str) -> list[str]:
    _, page = server.get(f"/v1/customers/{who}/events")
    return sorted(event["type"] for event in page["events"])


def test_segments_python_sdk_delivers_every_call(server: Server) -> None:
    with client_of(segment.analytics.client.Client, server) as client:
        client.identify("u-seg", {"email": "Seg@Example.com", "plan": "gold"})
        client.track("u-seg", "Product Viewed", {"product_id": "p1", "odd": float("nan")})
        client.page("u-seg", "Shop", "Home")
        client.screen("u-seg", "App", "Main")
        client.group("u-seg", "acme", {"name": "Acme", "email": "office@acme.example"})
        client.alias("old-anon", "u-seg")
    found = customer_with(server, "user_id:u-seg", 6)
    assert types_of(server, "user_id:u-seg") == sorted(CALLS)
    assert found["traits"]["plan"] == "gold"
    assert "name" not in found["traits"]
    assert server.get("/v1/customers/email:seg%40example.com")[1]["id"] == found["id"]
    assert server.get("/v1/customers/email:office%40acme.example")[0] == 404


def test_rudderstacks_python_sdk_delivers_every_call_packed(server: Server) -> None:
    with client_of(rudderstack.analytics.client.Client, server) as client:
        client.identify("u-rud", {"email": "rud@example.com", "plan": "silver"})
        client.track("u-rud", "Order Completed", {"total": 3})
        client.page("u-rud", "Shop", "Home")
        client.screen("u-rud", "App", "Main")
        client.group("u-rud", "acme", {"name": "Acme"})
        client.alias("old-rud", "u-rud")
    found = customer_with(server, "email:rud@example.com", 6)
    assert types_of(server, "user_id:u-rud") == sorted(CALLS)
    assert found["traits"]["plan"] == "silver"
    assert found["touchpoints"]["server"]["events"] == 6


def test_more_than_one_batch_arrives_whole(server: Server) -> None:
    with client_of(segment.analytics.client.Client, server) as client:
        for number in range(250):
            client.track("u-many", "Step", {"number": number})
    assert customer_with(server, "user_id:u-many", 250)["events"] == 250


@pytest.mark.parametrize(
    "make", [segment.analytics.client.Client, rudderstack.analytics.client.Client]
)
def test_a_wrong_key_is_told_to_the_sender(server: Server, make: Any) -> None:
    told: list[Exception] = []
    client = make(
        "wk_nobody",
        host=server.url,
        on_error=lambda error, _batch: told.append(error),
        max_retries=3,
    )
    client.track("u-lost", "Step")
    client.shutdown()
    (error,) = told
    assert "write key" in str(error)
    assert server.get("/v1/customers/user_id:u-lost")[0] == 404
