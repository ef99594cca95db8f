import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dangol.edge.config import EdgeConfig
from dangol.kernel import clock
from dangol.kernel.clock import HOUR, SECOND
from tests.rooms.edge.asgi import EdgeClient
from tests.rooms.edge.conftest import Deployment

HI = {"event": "Hi", "userId": "u1", "messageId": "m1"}


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[EdgeClient]:
    """An edge whose database was never migrated."""
    with EdgeClient(EdgeConfig(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}")) as found:
        yield found


def test_it_is_alive(client: EdgeClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.ask("HEAD", "/healthz").body == b""


def test_it_is_ready_on_both_databases(either_deployment: Deployment) -> None:
    with EdgeClient(either_deployment.config) as client:
        answer = client.get("/readyz")
    assert answer.status == 200
    assert answer.json["checks"] == {"log": "ok", "database": "ok", "trip": "ok"}


def test_without_tables_it_is_not_ready(empty_client: EdgeClient) -> None:
    answer = empty_client.get("/readyz")
    assert (answer.status, answer.json["code"]) == (503, "not_ready")
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json["checks"]["log"] == "ok"
    assert "dangol init" in answer.json["checks"]["database"]


def test_without_tables_no_event_is_taken(empty_client: EdgeClient) -> None:
    answer = empty_client.send("/v1/track", HI, "wk_x")
    assert answer.status in (500, 503)
    assert empty_client.resources.log.head() == 0


def test_a_disk_that_is_nearly_full_is_not_ready(deployment: Deployment) -> None:
    floor = shutil.disk_usage(deployment.config.data).total * 2
    with EdgeClient(replace(deployment.config, disk_floor=floor)) as client:
        answer = client.get("/readyz")
    assert answer.status == 503
    assert "must stay free" in answer.json["checks"]["log"]


@pytest.mark.parametrize(
    ("later", "word"),
    [(10 * SECOND, "ok"), (20 * SECOND, "not processed"), (2 * HOUR, "processed")],
)
def test_a_trip_that_does_not_go_on_is_not_ready(
    client: EdgeClient, deployment: Deployment, later: int, word: str
) -> None:
    client.send("/v1/track", HI, deployment.keys["onggi"])
    client.resources.clock = lambda: clock.now() + later
    told = client.get("/readyz")
    assert word in told.json["checks"]["trip"]
    assert told.status == (200 if word == "ok" else 503)
    deployment.take_trip()
    assert client.get("/readyz").status == 200


def test_figures_are_told_to_prometheus(client: EdgeClient, deployment: Deployment) -> None:
    batch = [{"type": "track", **HI}, {"type": "track", "event": "x"}]
    client.send("/v1/batch", {"batch": batch}, deployment.keys["onggi"])
    client.get("/v1/customers/user_id:secret-name")
    lines = client.get("/metrics").text.splitlines()
    assert 'dangol_requests_total{route="/v1/batch",status="200"} 1' in lines
    assert 'dangol_requests_total{route="/v1/customers",status="401"} 1' in lines
    assert "dangol_events_accepted_total 1" in lines
    assert 'dangol_events_rejected_total{code="identifier_missing"} 1' in lines
    assert 'dangol_commit_entries_bucket{le="4"} 1' in lines
    assert "dangol_commit_entries_count 1" in lines
    assert "dangol_log_head 2" in lines
    assert "dangol_trip_lag_entries 2" in lines
    assert "dangol_lake_lag_entries 2" in lines
    assert "dangol_lake_bytes 0" in lines
    assert not any("secret-name" in line for line in lines)


def test_figures_are_readable_without_a_database(empty_client: EdgeClient) -> None:
    assert "dangol_trip_lag_entries nan" in empty_client.get("/metrics").text
