"""What came of a source, read by an API key of its brand."""

import pytest

from dangol.kernel import clock
from dangol.kernel.clock import DAY, HOUR, format_time
from dangol.registry.access.api import add_key
from tests.rooms.edge.asgi import EdgeClient
from tests.rooms.edge.conftest import Deployment

PATH = "/v1/sources/onggi-web/activity"


def send(client: EdgeClient, deployment: Deployment) -> None:
    events = [{"type": "track", "event": "Hi", "userId": "u", "messageId": "m"}] * 3
    events.append({"type": "track", "event": "Hi"})
    client.send("/v1/batch", {"batch": events}, deployment.keys["onggi"])
    deployment.take_trip()


def test_outcomes_and_reasons_are_told_by_hour(client: EdgeClient, deployment: Deployment) -> None:
    send(client, deployment)
    told = client.read(PATH, deployment.api_key).json
    assert (told["source"], told["accepted"], told["duplicates"], told["rejected"]) == (
        "onggi-web",
        1,
        2,
        1,
    )
    assert told["reasons"] == {"identifier_missing": 1}
    (hour,) = told["hours"]
    assert (hour["accepted"], hour["duplicates"], hour["rejected"]) == (1, 2, 1)
    assert told["from"] <= hour["hour"] < told["to"]


def test_a_period_is_whole_hours(client: EdgeClient, deployment: Deployment) -> None:
    send(client, deployment)
    now = clock.now()
    asked = f"{PATH}?from={format_time(now - 3 * HOUR)}&to={format_time(now)}"
    told = client.read(asked, deployment.api_key).json
    assert told["hours"] == []
    assert told["to"] == format_time(now - now % HOUR)


@pytest.mark.parametrize(
    "query",
    [
        "from=soon",
        "to=1969-12-31T00:00:00Z&from=1970-01-01T00:00:00Z",
        f"from={format_time(clock.now() - 100 * DAY)}",
        "to=0001-01-02T00:00:00Z",
    ],
    ids=["no time", "turned round", "too long", "begins before year 1"],
)
def test_what_is_no_period_is_refused(
    client: EdgeClient, deployment: Deployment, query: str
) -> None:
    answer = client.read(f"{PATH}?{query}", deployment.api_key)
    assert (answer.status, answer.json["code"]) == (400, "period_unusable")


def test_a_source_out_of_view_is_as_if_not_there(
    client: EdgeClient, deployment: Deployment
) -> None:
    send(client, deployment)
    key = add_key(deployment.database, "sotbab", "read", ["sotbab"], now=1)
    for name in ("onggi-web", "maru-web", "nobody", "%00"):
        answer = client.read(f"/v1/sources/{name}/activity", key)
        assert (answer.status, answer.json["code"]) == (404, "source_unknown"), name
    assert client.get(PATH).status == 401


def test_a_name_that_no_database_takes_is_of_no_source(either_deployment: Deployment) -> None:
    deployment = either_deployment
    with EdgeClient(deployment.config) as client:
        for name in ("a%00b", "%ff", "%ED%A0%80"):
            read = client.read(f"/v1/sources/{name}/activity", deployment.api_key)
            assert (read.status, read.json["code"]) == (404, "source_unknown"), name
            delivered = client.ask("POST", f"/v1/webhooks/{name}", b"{}")
            assert (delivered.status, delivered.json["code"]) == (404, "webhook_unknown"), name
    assert deployment.entries() == []
