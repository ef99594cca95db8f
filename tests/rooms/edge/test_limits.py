"""Limits of a source at the front door: what a sender is told, what is counted, what survives."""

import json

import pytest

from dangol.kernel import clock
from dangol.kernel.clock import DAY, SECOND
from dangol.kernel.event import Control, Event, Rejection
from dangol.live.collect.rules.keys import LONGEST_REMEMBERED, _key_of_authorization
from dangol.live.trip.api import list_reasons
from dangol.registry.sources.api import set_limits
from dangol.registry.sources.contracts import Limits
from tests.rooms.edge.asgi import Answered, EdgeClient
from tests.rooms.edge.conftest import Deployment
from tests.server import wait_for

SHOP = "onggi-web"


def hi(number: int, name: str = "Hi") -> dict[str, object]:
    return {"type": "track", "event": name, "userId": "u1", "messageId": f"m{number}"}


def batch(first: int, count: int) -> dict[str, object]:
    return {"batch": [hi(first + number) for number in range(count)]}


def send(client: EdgeClient, deployment: Deployment, wire: object) -> Answered:
    return client.send("/v1/batch", wire, deployment.keys["onggi"])


def events(deployment: Deployment) -> int:
    return sum(isinstance(entry, Event) for entry in deployment.entries())


def test_a_day_s_quota_is_told_and_survives_a_restart(deployment: Deployment) -> None:
    set_limits(deployment.database, SHOP, Limits(per_day=5))
    with EdgeClient(deployment.config) as client:
        assert send(client, deployment, batch(0, 4)).status == 200
    deployment.take_trip()
    with EdgeClient(deployment.config) as client:
        assert send(client, deployment, batch(10, 1)).status == 200
    with EdgeClient(deployment.config) as client:  # this time the trip has not taken the last
        answer = send(client, deployment, batch(20, 1))
        left = DAY - clock.now() % DAY
        assert (answer.status, answer.json["code"]) == (429, "quota_used")
        assert abs(int(answer.headers["retry-after"]) - left // SECOND) <= 2
        assert "5 events a day" in answer.json["message"]
        assert events(deployment) == 5
        korean = client.send(
            "/v1/batch", batch(30, 1), deployment.keys["onggi"], accept_language="ko"
        )
        assert "5" in korean.json["message"]
        assert korean.json["message"] != answer.json["message"]
        assert client.send("/v1/batch", batch(0, 9), deployment.keys["sotbab"]).status == 200


def test_a_second_s_share_is_told_and_opens_again(
    client: EdgeClient, deployment: Deployment
) -> None:
    set_limits(deployment.database, SHOP, Limits(per_second=50))
    assert send(client, deployment, batch(0, 60)).status == 200
    answer = send(client, deployment, batch(100, 1))
    assert (answer.status, answer.json["code"]) == (429, "rate_limited")
    assert answer.headers["retry-after"] == "1"
    assert events(deployment) == 60
    assert wait_for(lambda: send(client, deployment, batch(100, 1)).status == 200)


def test_a_limit_that_is_changed_counts_soon(client: EdgeClient, deployment: Deployment) -> None:
    assert send(client, deployment, batch(0, 5)).status == 200
    set_limits(deployment.database, SHOP, Limits(per_day=3))
    assert wait_for(lambda: send(client, deployment, batch(0, 1)).status == 429)
    set_limits(deployment.database, SHOP, Limits())
    assert wait_for(lambda: send(client, deployment, batch(0, 1)).status == 200)


def test_what_is_turned_away_is_counted_but_not_kept(deployment: Deployment) -> None:
    set_limits(deployment.database, SHOP, Limits(per_day=1))
    with EdgeClient(deployment.config) as client:
        assert send(client, deployment, batch(0, 1)).status == 200
        for _ in range(3):
            assert send(client, deployment, batch(1, 1)).status == 429
        figures = client.get("/metrics").text
    line = f'dangol_requests_turned_away_total{{source="{SHOP}",code="quota_used"}} 3'
    assert line in figures.splitlines()
    (told,) = (entry for entry in deployment.entries() if isinstance(entry, Control))
    assert json.loads(bytes(told.body)) == {"source": SHOP, "code": "quota_used", "requests": 3}
    deployment.take_trip()
    assert list_reasons(deployment.database, SHOP, 0, clock.now()) == {"quota_used": 3}


def test_ten_thousand_names_are_refused_while_known_ones_go_on(
    client: EdgeClient, deployment: Deployment
) -> None:
    send(client, deployment, {"batch": [hi(0)]})
    flood = [hi(number, f"Order {number}") for number in range(1, 10_000)]
    answer = send(client, deployment, {"batch": [*flood, hi(10_001)]})
    refused = answer.json["rejected"]
    assert (len(refused), refused[0]["code"]) == (8000, "too_many_names")
    assert events(deployment) == 2001
    assert sum(isinstance(entry, Rejection) for entry in deployment.entries()) == 8000


def test_known_names_go_on_after_a_restart_in_the_flood(deployment: Deployment) -> None:
    set_limits(deployment.database, SHOP, Limits(most_names=2))
    with EdgeClient(deployment.config) as client:
        send(client, deployment, {"batch": [hi(0, "Bought"), hi(1, "Order 1")]})
    deployment.take_trip()
    with EdgeClient(deployment.config) as client:
        answer = send(client, deployment, {"batch": [hi(2, "Order 2"), hi(3, "Bought")]})
    assert [one["index"] for one in answer.json["rejected"]] == [0]


@pytest.mark.parametrize("length", [20, LONGEST_REMEMBERED + 1])
def test_unknown_keys_grow_no_memory(
    client: EdgeClient, deployment: Deployment, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangol.edge.keyring.PATIENCE_SECONDS", 0)
    _key_of_authorization.cache_clear()
    for number in range(200):
        key = f"{number}".ljust(length, "x")
        assert client.send("/v1/track", hi(0), key).status == 401
    assert len(client.resources.keyring._known) == 0
    remembered = _key_of_authorization.cache_info()
    assert remembered.maxsize == 4096
    assert remembered.currsize == (200 if length == 20 else 0)
    assert deployment.entries() == []
