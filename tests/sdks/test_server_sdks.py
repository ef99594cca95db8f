"""SDKs for Python and Node deliver every type of call, each once, through a kill of the house."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sdks.house import TRACKS, House

HERE = Path(__file__).parent
ALL = ("identify", "page", "screen", "group", "alias")
SPOKEN = {
    "segment-python": ALL,
    "rudder-python": ALL,
    "customerio-python": ALL,
    "segment-node": ALL,
    "rudder-node": ALL,
    "customerio-node": ALL,
    "jitsu-node": ("identify", "page", "group"),
}
"""The types of calls that an SDK has, besides track."""


def deliver(sdk: str, house: House, user: str) -> "subprocess.Popen[str]":
    """Let an SDK begin; return its process once it has made the first calls."""
    program = (
        [sys.executable, "-m", "tests.sdks.deliver"]
        if sdk.endswith("python")
        else ["node", str(HERE / "deliver.mjs")]
    )
    process = subprocess.Popen(
        [*program, sdk, house.server.url, house.server_key, user, str(TRACKS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=HERE.parent.parent,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "sending\n"
    return process


@pytest.mark.usefixtures("modules")
@pytest.mark.parametrize("sdk", sorted(SPOKEN))
def test_every_call_arrives_once_through_a_kill_in_mid_send(house: House, sdk: str) -> None:
    user = f"u-{sdk}"
    process = deliver(sdk, house, user)
    house.server.restart()
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said[-2000:]
    wanted = {"track": TRACKS, **dict.fromkeys(SPOKEN[sdk], 1)}
    assert house.wait_for_calls(user, wanted) == wanted
    assert house.server.get(f"/v1/customers/user_id:{user}")[1]["traits"]["plan"] == "gold"
    house.delivered[sdk] = wanted
