from typing import Any

import pytest

from dangol.kernel import clock
from dangol.kernel.clock import parse_time
from dangol.registry.access.api import add_key
from tests.rooms.edge.asgi import EdgeClient
from tests.rooms.edge.conftest import Deployment

MINA = "/v1/customers/user_id:mina"


def act(name: str, at: str, user: str = "mina", **fields: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": name,
        "userId": user,
        "timestamp": f"2026-05-{at}Z",
        "messageId": f"{user}-{name}-{at}",
        **fields,
    }


def hear(client: EdgeClient, key: str, *batch: dict[str, Any]) -> None:
    answer = client.send("/v1/batch", {"batch": batch}, key)
    assert answer.body == b'{"success":true}'


def test_a_customer_is_told_as_the_contract_says(either_deployment: Deployment) -> None:
    deployment = either_deployment
    with EdgeClient(deployment.config) as client:
        order = {"order_id": "o1", "total": 11.77, "currency": "KRW"}
        hear(
            client,
            deployment.keys["server"],
            {
                "type": "identify",
                "userId": "mina",
                "timestamp": "2026-05-01T09:00:00Z",
                "context": {"traits": {"email": "Mina@Example.org", "plan": "gold"}},
            },
            act("Order Completed", "02T10:00:00", properties=order),
        )
        deployment.take_trip()
        found = client.read(MINA, deployment.api_key).json
        same = client.read("/v1/customers/email:mina%40example.org", deployment.api_key).json
        by_id = client.read(f"/v1/customers/{found['id']}", deployment.api_key).json
    assert same == by_id == found
    assert {(fact["type"], fact["value"]) for fact in found["identifiers"]} == {
        ("user_id", "mina"),
        ("email", "mina@example.org"),
    }
    assert all(fact["first_seen"] == "2026-05-01T09:00:00Z" for fact in found["identifiers"])
    assert found["traits"]["plan"] == "gold"
    stage = found["stages"]["onggi"]
    assert stage["milestones"]["buy"] == "2026-05-02T10:00:00Z"
    assert {"current", "since", "until", "lapsed"} <= set(stage)
    assert found["consents"] == {}
    assert found["audiences"] == []
    assert found["touchpoints"]["server"]["events"] == 2
    assert found["touchpoints"]["server"]["last_seen"] == "2026-05-02T10:00:00Z"
    assert found["lifetime"]["onggi"]["orders"] == 1
    assert found["lifetime"]["onggi"]["revenue"] == {"KRW": "11.77"}
    assert (found["events"], found["first_seen"], found["last_seen"]) == (
        2,
        "2026-05-01T09:00:00Z",
        "2026-05-02T10:00:00Z",
    )


def test_events_come_newest_first_in_pages(either_deployment: Deployment) -> None:
    deployment = either_deployment
    with EdgeClient(deployment.config) as client:
        hear(
            client,
            deployment.keys["server"],
            *(act("Step", f"0{day}T00:00:00") for day in range(1, 8)),
        )
        deployment.take_trip()
        seen: list[str] = []
        page = client.read(f"{MINA}/events?limit=3", deployment.api_key).json
        while True:
            assert len(page["events"]) <= 3
            seen += [event["timestamp"] for event in page["events"]]
            if page["next"] is None:
                break
            path = f"{MINA}/events?limit=3&before={page['next']}"
            page = client.read(path, deployment.api_key).json
    assert seen == [f"2026-05-0{day}T00:00:00Z" for day in range(7, 0, -1)]


def test_a_number_without_end_is_answered_like_any_other(either_deployment: Deployment) -> None:
    deployment = either_deployment
    with EdgeClient(deployment.config) as client:
        hear(client, deployment.keys["onggi"], act("Hi", "01T10:00:00"))
        deployment.take_trip()
        whole = client.read(f"{MINA}/events?limit={'9' * 5000}", deployment.api_key)
        assert len(whole.json["events"]) == 1
        for place in (b"[0,%d]" % 2**63, b"[%d,0]" % -(2**63 + 1), b"[0,1" + b"0" * 5000 + b"]"):
            refused = client.read(f"{MINA}/events?before={place.hex()}", deployment.api_key)
            assert (refused.status, refused.json["code"]) == (400, "cursor_unusable")
        for limit in ("0" * 5000, "%D9%A0", "%C2%B2"):
            refused = client.read(f"{MINA}/events?limit={limit}", deployment.api_key)
            assert (refused.status, refused.json["code"]) == (400, "limit_unusable")


def test_an_event_is_told_clean_and_whole(client: EdgeClient, deployment: Deployment) -> None:
    properties = {"product_id": "p1", "price": 1.5}
    hear(client, deployment.keys["onggi"], act("Viewed", "01T00:00:00", properties=properties))
    deployment.take_trip()
    (event,) = client.read(f"{MINA}/events", deployment.api_key).json["events"]
    assert parse_time(event.pop("receivedAt"))[0] <= clock.now()
    assert event == {
        "type": "track",
        "event": "Viewed",
        "messageId": "mina-Viewed-01T00:00:00",
        "timestamp": "2026-05-01T00:00:00Z",
        "source": "onggi-web",
        "touchpoint": "web",
        "brand": "onggi",
        "properties": properties,
        "traits": {},
        "context": {},
    }


def test_what_a_key_may_not_see_is_as_if_it_were_not_there(either_deployment: Deployment) -> None:
    deployment = either_deployment
    onggi = add_key(deployment.database, "o", "read", ["onggi"], now=clock.now())
    sotbab = add_key(deployment.database, "s", "read", ["sotbab"], now=clock.now())
    with EdgeClient(deployment.config) as client:
        hear(client, deployment.keys["onggi"], act("In Onggi", "01T00:00:00"))
        hear(client, deployment.keys["sotbab"], act("In Sotbab", "02T00:00:00"))
        hear(client, deployment.keys["onggi"], act("Alone", "01T00:00:00", user="solo"))
        deployment.take_trip()
        whole = client.read(MINA, deployment.api_key).json
        part = client.read(MINA, onggi).json
        page = client.read(f"{MINA}/events?limit=1", onggi).json
        unseen = client.read("/v1/customers/user_id:solo", sotbab)
    assert (whole["events"], part["events"]) == (2, 1)
    assert set(part["stages"]) == {"onggi"}
    assert [event["event"] for event in page["events"]] == ["In Onggi"]
    assert page["next"] is None
    assert (unseen.status, unseen.json["code"]) == (404, "customer_unknown")


def test_an_identifier_that_only_an_unseen_brand_knows_finds_nobody(
    either_deployment: Deployment,
) -> None:
    deployment = either_deployment
    sotbab = add_key(deployment.database, "s", "read", ["sotbab"], now=clock.now())
    browser = {"anonymousId": "browser-1"}
    known = {"type": "identify", "traits": {"email": "mina@example.org"}, "messageId": "1"}
    with EdgeClient(deployment.config) as client:
        hear(client, deployment.keys["onggi"], {**known, **browser})
        hear(client, deployment.keys["sotbab"], {"type": "page", "messageId": "2", **browser})
        deployment.take_trip()
        mail = "/v1/customers/email:mina%40example.org"
        seen = client.read("/v1/customers/anonymous_id:browser-1", sotbab)
        answers = [client.read(path, sotbab) for path in (mail, f"{mail}/events")]
        whole = client.read(mail, deployment.api_key)
    assert (seen.status, whole.status) == (200, 200)
    assert whole.json["id"] == seen.json["id"]
    assert [(a.status, a.json["code"]) for a in answers] == [(404, "customer_unknown")] * 2


def test_a_walled_brands_customer_is_somebody_else_and_seen_by_its_own_keys(
    either_deployment: Deployment,
) -> None:
    deployment = either_deployment
    maru = add_key(deployment.database, "m", "read", ["maru"], now=clock.now())
    with EdgeClient(deployment.config) as client:
        hear(client, deployment.keys["onggi"], act("In Onggi", "01T00:00:00"))
        hear(client, deployment.keys["maru"], act("In Maru", "02T00:00:00"))
        deployment.take_trip()
        house = client.read(MINA, deployment.api_key).json
        walled = client.read(MINA, maru).json
        foreign = client.read(f"/v1/customers/{walled['id']}", deployment.api_key)
    assert (house["events"], walled["events"]) == (1, 1)
    assert house["id"] != walled["id"]
    assert foreign.status == 404


def test_a_merged_customers_old_id_still_finds_the_survivor(
    client: EdgeClient, deployment: Deployment
) -> None:
    key = deployment.keys["server"]
    hear(client, key, {"type": "page", "anonymousId": "anon", "messageId": "1"})
    hear(client, key, {"type": "track", "event": "x", "userId": "mina", "messageId": "2"})
    deployment.take_trip()
    old = [
        client.read(f"/v1/customers/{who}", deployment.api_key).json["id"]
        for who in ("anonymous_id:anon", "user_id:mina")
    ]
    assert old[0] != old[1]
    hear(
        client, key, {"type": "identify", "userId": "mina", "anonymousId": "anon", "messageId": "3"}
    )
    deployment.take_trip()
    found = [client.read(f"/v1/customers/{who}", deployment.api_key).json for who in old]
    assert found[0] == found[1]
    assert (found[0]["id"], found[0]["events"]) == (old[0], 3)


def test_identifiers_with_odd_letters_are_percent_encoded(
    client: EdgeClient, deployment: Deployment
) -> None:
    user = "a/b c+미나:x?y"
    hear(client, deployment.keys["server"], act("x", "01T00:00:00", user=user))
    deployment.take_trip()
    path = "/v1/customers/user_id:a%2Fb%20c%2B%EB%AF%B8%EB%82%98:x%3Fy"
    assert client.read(path, deployment.api_key).json["events"] == 1
    assert len(client.read(f"{path}/events", deployment.api_key).json["events"]) == 1


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/customers/user_id:nobody", 404, "customer_unknown"),
        ("/v1/customers/user_id:nobody/events", 404, "customer_unknown"),
        ("/v1/customers/c0000000000zz", 404, "customer_unknown"),
        ("/v1/customers/nothing", 404, "customer_unknown"),
        ("/v1/customers/", 400, "path_unreadable"),
        ("/v1/customers/user_id:%FF", 400, "path_unreadable"),
        ("/v1/customers/user_id:a%00b", 400, "path_unreadable"),
        ("/v1/customers/user_id:a/orders", 404, "path_unknown"),
        ("/v1/customers/user_id:a/events?limit=0", 400, "limit_unusable"),
        ("/v1/customers/user_id:a/events?limit=x", 400, "limit_unusable"),
        ("/v1/customers/user_id:a/events?before=zz", 400, "cursor_unusable"),
    ],
)
def test_what_cannot_be_found_says_so(
    client: EdgeClient, deployment: Deployment, path: str, status: int, code: str
) -> None:
    answer = client.read(path, deployment.api_key)
    assert (answer.status, answer.json["code"]) == (status, code)


@pytest.mark.parametrize("path", [MINA, f"{MINA}/events", "/v1/lifecycle?brand=onggi"])
def test_without_a_known_api_key_nothing_is_told(client: EdgeClient, path: str) -> None:
    for headers, code in (
        ({}, "api_key_missing"),
        ({"authorization": "Basic eDo="}, "api_key_missing"),
        ({"authorization": "Bearer dk_unknown"}, "api_key_unknown"),
    ):
        answer = client.get(path, headers)
        assert (answer.status, answer.json["code"]) == (401, code)


def test_a_write_key_reads_nothing(client: EdgeClient, deployment: Deployment) -> None:
    assert client.read(MINA, deployment.keys["server"]).status == 401


def test_a_brands_lifecycle_in_numbers(either_deployment: Deployment) -> None:
    deployment = either_deployment
    with EdgeClient(deployment.config) as client:
        order = {"total": 11.77, "currency": "KRW"}
        hear(
            client,
            deployment.keys["server"],
            act("Order Completed", "02T10:00:00", properties=order),
            act("Order Completed", "03T10:00:00", properties=order),
            {"type": "page", "anonymousId": "a"},
        )
        deployment.take_trip()
        told = client.read("/v1/lifecycle?brand=onggi", deployment.api_key).json
        unnamed = client.read("/v1/lifecycle", deployment.api_key)
        unknown = client.read("/v1/lifecycle?brand=maru", deployment.api_key)
    assert told["brand"] == "onggi"
    assert sum(told["stages"].values()) == 2
    assert told["totals"] == {
        "customers": 2,
        "known": 1,
        "events": 3,
        "orders": 2,
        "revenue": {"KRW": "23.54"},
    }
    assert (unnamed.status, unnamed.json["code"]) == (400, "brand_missing")
    assert (unknown.status, unknown.json["code"]) == (404, "brand_unknown")
