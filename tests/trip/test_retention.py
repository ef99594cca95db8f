"""A running house that keeps little: the log shrinks by itself, and what is known stays."""

import json
import os
import signal
import subprocess
from pathlib import Path

from dangol.memory.eventlog.api import open_log
from dangol.memory.lake.api import open_lake
from tests.server import DANGOL, ENGLISH, Server, furnish, wait_for


def test_a_house_forgets_in_the_log_what_its_lake_holds_and_still_tells_it(tmp_path: Path) -> None:
    keeps_little = {"DANGOL_LOG_DAYS": "0", "DANGOL_LAKE_SECONDS": "0"}
    server = Server(tmp_path, keeps_little, studio=False)
    server.start()
    try:
        for n in range(6):
            event = {"type": "track", "event": f"Step {n}", "userId": "mina"}
            assert server.send(event)[0] == 200
        assert wait_for(lambda: server.get("/v1/customers/user_id:mina")[1].get("events") == 6)
        lake = open_lake(server.data)
        assert wait_for(lambda: lake.read_manifest().position == 6)
        server.stop()
        server.start()  # its keeper looks at once, then every half minute
        log = open_log(server.data)
        assert wait_for(lambda: log.begin() == 5)
        page = server.get("/v1/customers/user_id:mina/events")[1]
        assert [event["event"] for event in page["events"]] == [f"Step {5 - n}" for n in range(6)]
        assert "not_held" not in page
        assert server.send({"type": "track", "event": "Step 6", "userId": "mina"})[0] == 200
        assert wait_for(lambda: server.get("/v1/customers/user_id:mina")[1]["events"] == 7)
        assert log.head() == 7
    finally:
        server.stop(signal.SIGKILL)


def test_an_import_leaves_the_disk_its_floor(tmp_path: Path) -> None:
    furnish(tmp_path / "var")
    rows = tmp_path / "rows.ndjson"
    rows.write_text(json.dumps({"type": "track", "event": "Hi", "userId": "u1"}) + "\n")
    done = subprocess.run(
        [DANGOL, "import", str(rows), "--source", "shop", "--data", str(tmp_path / "var")],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, **ENGLISH, "DANGOL_DISK_FLOOR_MB": "100000000"},
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "must stay free. What was read so far is in." in done.stderr
    assert open_log(tmp_path / "var").head() == 0
