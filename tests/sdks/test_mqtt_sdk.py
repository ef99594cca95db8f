"""A client for MQTT delivers every type of call, each once, through a kill of house and broker."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sdks.house import TRACKS, House

ROOT = Path(__file__).parents[2]
SPOKEN = {"paho-python": ("identify", "page", "screen", "group", "alias")}
"""The types of calls besides track; MQTT has none, so these are topics."""


def deliver(house: House, user: str) -> "subprocess.Popen[str]":
    """Let the client begin; return its process once it has made the first calls."""
    told = [str(house.mqtt_port), house.device_key, house.device_source, user, str(TRACKS)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sdks.deliver_mqtt", *told],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "sending\n"
    return process


@pytest.mark.timeout(180)
@pytest.mark.parametrize("sdk", sorted(SPOKEN))
def test_every_call_arrives_once_through_a_kill_in_mid_send(house: House, sdk: str) -> None:
    user = f"u-{sdk}"
    process = deliver(house, user)
    house.server.restart()
    _, said = process.communicate(timeout=150)
    assert process.returncode == 0, said[-2000:]
    wanted = {"track": TRACKS, **dict.fromkeys(SPOKEN[sdk], 1)}
    assert house.wait_for_calls(user, wanted) == wanted
    assert house.server.get(f"/v1/customers/user_id:{user}")[1]["traits"]["plan"] == "gold"
    house.delivered[sdk] = wanted
