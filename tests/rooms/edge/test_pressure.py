"""When nothing more can be taken, senders hear why and when to come back; nothing is half kept."""

import asyncio
import shutil
from dataclasses import replace

import pytest

from dangol.edge.config import EdgeConfig, read_config
from dangol.edge.pressure import LOOK_SECONDS
from dangol.kernel.errors import Unusable
from tests.rooms.edge.asgi import EdgeClient
from tests.rooms.edge.conftest import Deployment

HI = {"event": "Hi", "userId": "u1"}


def wait_until(client: EdgeClient, refusing: bool) -> None:
    """Wait until the edge has looked and found that it does, or does not, refuse."""

    async def look() -> None:
        for _ in range(200):
            if (client.resources.pressure.refusal is not None) is refusing:
                return
            await asyncio.sleep(LOOK_SECONDS / 10)
        raise AssertionError("the edge did not come to see it")

    client.run(look())


def reconfigure(client: EdgeClient, config: EdgeConfig) -> None:
    """Let the house around the edge change."""
    client.resources.config = config


@pytest.fixture
def hearing(client: EdgeClient, deployment: Deployment) -> EdgeClient:
    """A client of an edge that takes events, as one event shows."""
    assert client.send("/v1/track", HI, deployment.keys["onggi"]).status == 200
    return client


def test_a_disk_that_is_nearly_full_refuses_and_goes_on_by_itself(
    hearing: EdgeClient, deployment: Deployment
) -> None:
    usual = hearing.resources.config
    floor = shutil.disk_usage(usual.data).total * 2
    reconfigure(hearing, replace(usual, disk_floor=floor))
    wait_until(hearing, refusing=True)
    for path in ("/v1/track", "/v1/batch", "/v1/t"):
        answer = hearing.send(path, HI, deployment.keys["onggi"])
        assert (answer.status, answer.json["code"]) == (503, "disk_nearly_full")
        assert "MB are free" in answer.json["message"]
        assert int(answer.headers["retry-after"]) > 0
    assert len(deployment.entries()) == 1
    assert "dangol_refusing 1" in hearing.get("/metrics").text
    reconfigure(hearing, usual)
    wait_until(hearing, refusing=False)
    assert hearing.send("/v1/track", HI, deployment.keys["onggi"]).status == 200
    assert len(deployment.entries()) == 2
    assert "dangol_refusing 0" in hearing.get("/metrics").text


def test_a_trip_that_is_too_far_behind_refuses_and_goes_on_by_itself(
    hearing: EdgeClient, deployment: Deployment
) -> None:
    batch = {"batch": [{"type": "track", **HI}] * 5}
    assert hearing.send("/v1/batch", batch, deployment.keys["onggi"]).status == 200
    reconfigure(hearing, replace(hearing.resources.config, most_waiting=5))
    wait_until(hearing, refusing=True)
    answer = hearing.send("/v1/track", HI, deployment.keys["onggi"])
    assert (answer.status, answer.json["code"]) == (503, "too_many_waiting")
    assert answer.json["message"].startswith("6 events wait to be worked on, and no more than 5")
    assert int(answer.headers["retry-after"]) > 0
    assert "6 events wait" in hearing.get("/readyz").json["checks"]["trip"]
    assert len(deployment.entries()) == 6
    deployment.take_trip()
    wait_until(hearing, refusing=False)
    assert hearing.send("/v1/track", HI, deployment.keys["onggi"]).status == 200


def test_refusing_again_and_again_costs_no_memory(
    hearing: EdgeClient, deployment: Deployment
) -> None:
    reconfigure(hearing, replace(hearing.resources.config, disk_floor=2**60))
    wait_until(hearing, refusing=True)
    depths = []
    for _ in range(3):
        hearing.send("/v1/track", HI, deployment.keys["onggi"])
        trace, depth = hearing.resources.pressure.refusal.__traceback__, 0  # type: ignore[union-attr]
        while trace:
            trace, depth = trace.tb_next, depth + 1
        depths.append(depth)
    assert len(set(depths)) == 1


def test_a_database_that_is_away_refuses_nothing(
    hearing: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_database: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr("dangol.edge.pressure.trip_state", away)
    hearing.run(asyncio.sleep(LOOK_SECONDS * 2))
    assert hearing.resources.pressure.refusal is None
    assert hearing.send("/v1/track", HI, deployment.keys["onggi"]).status == 200


def test_the_bounds_are_said_by_the_environment(deployment: Deployment) -> None:
    data = deployment.config.data
    (data / "secrets.json").write_text('{"signing": "x"}')
    (data / "hash_keys.json").write_text('{"1": "x"}')
    usual = read_config({"DANGOL_DATA": str(data)})
    assert (usual.disk_floor, usual.most_waiting) == (64 * 1024**2, 10_000_000)
    said = {"DANGOL_DISK_FLOOR_MB": "100", "DANGOL_MOST_WAITING": "0"}
    found = read_config({"DANGOL_DATA": str(data), **said})
    assert (found.disk_floor, found.most_waiting) == (100 * 1024**2, 0)
    with pytest.raises(Unusable, match="DANGOL_MOST_WAITING must be a number"):
        read_config({"DANGOL_DATA": str(data), "DANGOL_MOST_WAITING": "-1"})
