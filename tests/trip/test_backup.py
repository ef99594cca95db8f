"""A backup under load: restored elsewhere it goes on, with every event once."""

import gzip
import json
import os
import shutil
import signal
import stat
import subprocess
import tarfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dangol.config import backup as backup_module
from dangol.config.archive import BackupDamaged
from dangol.config.backup import make_backup, restore_backup
from dangol.config.data_folder import at_path
from dangol.engines.database import Database, open_database
from dangol.kernel import clock
from dangol.kernel.errors import Unavailable, Unusable
from dangol.kernel.event import Event, encode_entry
from dangol.live.profiles.api import totals
from dangol.live.trip.api import Trip, count_lost, trip_state
from dangol.memory.eventlog.api import EventLog, Retention, open_log
from tests.server import DANGOL, ENGLISH, Server, dangol, wait_for
from tests.trip.test_kill import Load

NOW = clock.now()


def nothing(_number: int) -> None:
    """Show no progress."""


def event(number: int) -> bytes:
    return encode_entry(
        Event(
            type="track",
            name="Order Completed",
            message_id=f"m{number}",
            source="shop",
            touchpoint="web",
            brand="shop",
            at=NOW,
            received=NOW,
            user_id=f"u{number % 7}",
        )
    )


@pytest.fixture
def house(sqlite_database: Database, log: EventLog, tmp_path: Path) -> Path:
    """A data folder with some events, of which the trip has taken the older ones."""
    (tmp_path / "VERSION").write_text("1\n")
    (tmp_path / "secrets.json").write_text('{"signing": "a secret"}')
    (tmp_path / "imports").mkdir()
    (tmp_path / "imports" / "rows.rejected.ndjson").write_text("{}\n")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "schema").write_text("stamp")
    (tmp_path / "run" / "up.json").write_text("{}")
    for n in range(20):
        log.append([event(n)])
    take_trip(sqlite_database, log)
    for n in range(20, 30):
        log.append([event(n)])
    return tmp_path


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder beside the house."""
    return tmp_path_factory.mktemp("elsewhere")


def take_trip(database: Database, log: EventLog) -> None:
    trip = Trip(database, log, lambda: NOW)
    while trip.step():
        pass


def make(house: Path, file: Path) -> Any:
    return make_backup(at_path(house, {}), file, now=NOW, on_bytes=nothing)


def restored(file: Path, target: Path) -> tuple[Database, EventLog]:
    restore_backup(file, target, on_position=nothing)
    return open_database(f"sqlite:///{target}/dangol.db"), open_log(target)


def test_a_restored_house_goes_on_where_the_backup_was_taken(house: Path, elsewhere: Path) -> None:
    contents = make(house, elsewhere / "backup")
    assert (contents.head, contents.position, contents.database) == (30, 20, "sqlite")
    database, log = restored(elsewhere / "backup", elsewhere / "house")
    assert trip_state(database).offset == 20
    assert log.head() == 30
    take_trip(database, log)
    assert totals(database, "shop").events == 30
    assert count_lost(database) == 0
    log.append([event(29), event(30)])
    take_trip(database, log)
    assert totals(database, "shop").events == 31


def test_with_postgresql_the_database_is_left_to_its_own_tools(
    house: Path, elsewhere: Path
) -> None:
    folder = at_path(house, {"DATABASE_URL": "postgresql://dangol@127.0.0.1/dangol"})
    contents = make_backup(folder, elsewhere / "backup", now=NOW, on_bytes=nothing)
    assert (contents.database, contents.position, contents.head) == ("postgresql", None, 30)
    assert "dangol.db" not in contents.files
    restore_backup(elsewhere / "backup", elsewhere / "house", on_position=nothing)
    assert not (elsewhere / "house" / "dangol.db").exists()
    assert open_log(elsewhere / "house").head() == 30


def test_all_files_but_those_of_the_running_house_are_in_it(house: Path, elsewhere: Path) -> None:
    make(house, elsewhere / "backup")
    restored(elsewhere / "backup", elsewhere / "house")
    found = {
        str(path.relative_to(elsewhere / "house")): path.read_bytes()
        for path in (elsewhere / "house").rglob("*")
        if path.is_file() and ".db" not in path.name
    }
    assert found == {
        "VERSION": b"1\n",
        "secrets.json": b'{"signing": "a secret"}',
        "imports/rows.rejected.ndjson": b"{}\n",
        "run/schema": b"stamp",
    }


def test_a_backup_and_what_it_becomes_are_for_their_owner_alone(
    house: Path, elsewhere: Path
) -> None:
    before = os.umask(0)
    try:
        make(house, elsewhere / "backup")
        restore_backup(elsewhere / "backup", elsewhere / "house", on_position=nothing)
    finally:
        os.umask(before)
    assert stat.S_IMODE((elsewhere / "backup").stat().st_mode) == 0o600
    for path in [elsewhere / "house", *(elsewhere / "house").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert [path.name for path in elsewhere.iterdir() if path.name[0] == "."] == []


def test_a_backup_never_takes_the_place_of_a_file(house: Path, elsewhere: Path) -> None:
    (elsewhere / "backup").write_text("mine")
    with pytest.raises(Unusable, match="already"):
        make(house, elsewhere / "backup")
    assert (elsewhere / "backup").read_text() == "mine"
    with pytest.raises(Unusable, match="in the data folder itself"):
        make(house, house / "imports" / "backup")
    assert not (house / "imports" / "backup").exists()


def test_a_folder_that_holds_something_is_left_alone(house: Path, elsewhere: Path) -> None:
    make(house, elsewhere / "backup")
    (elsewhere / "house").mkdir()
    (elsewhere / "house" / "mine").write_text("mine")
    with pytest.raises(Unusable, match="is not empty"):
        restore_backup(elsewhere / "backup", elsewhere / "house", on_position=nothing)
    assert [path.name for path in (elsewhere / "house").iterdir()] == ["mine"]


def spoil(file: Path, how: str) -> None:
    """Change a backup as a bad disk, a cut-short copy or a stranger would."""
    whole = file.read_bytes()
    if how == "bit":
        middle = len(whole) // 2
        file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    elif how == "short":
        file.write_bytes(whole[: len(whole) * 2 // 3])
    elif how == "foreign":
        file.write_bytes(gzip.compress(b"not a tar"))
    else:
        rewrite(file, how)


def rewrite(file: Path, how: str) -> None:
    """Change a member of a backup, so that only the checksums tell."""
    parts = file.with_name("parts")
    with tarfile.open(file) as tar:
        tar.extractall(parts, filter="data")
    (parts / "secrets.json").write_text('{"signing": "another!"}')
    with tarfile.open(file, "w:gz") as tar:
        for path in sorted(parts.rglob("*")):
            name = str(path.relative_to(parts))
            if path.is_file() and not (how == "missing" and name == "secrets.json"):
                tar.add(path, "../outside" if how == "outside" and name == "VERSION" else name)
    shutil.rmtree(parts)


@pytest.mark.parametrize("how", ["bit", "short", "foreign", "changed", "missing", "outside"])
def test_a_spoilt_backup_is_refused_before_anything_is_made(
    house: Path, elsewhere: Path, how: str
) -> None:
    make(house, elsewhere / "backup")
    spoil(elsewhere / "backup", how)
    with pytest.raises(BackupDamaged, match="Nothing was made"):
        restore_backup(elsewhere / "backup", elsewhere / "house", on_position=nothing)
    assert [path.name for path in elsewhere.iterdir()] == ["backup"]


def test_without_room_nothing_is_made(
    house: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(house, elsewhere / "backup")
    usage = shutil.disk_usage(elsewhere)._replace(free=1024)
    monkeypatch.setattr(backup_module.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Unavailable, match="Nothing was made"):
        restore_backup(elsewhere / "backup", elsewhere / "house", on_position=nothing)
    assert not (elsewhere / "house").exists()


def test_what_the_log_forgot_between_the_two_instants_is_noticed(
    house: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the restored database would miss what it had still to work on."""
    taken: list[Path] = []

    class Slow(backup_module.SqliteSnapshot):
        def __init__(self, file: Path) -> None:
            if file.name == "log.db" and not taken:
                taken.append(file)
                database = open_database(f"sqlite:///{house}/dangol.db")
                log = open_log(house)
                take_trip(database, log)
                while log.forget(Retention(age=0), 30, clock.now() + 1):
                    pass
            super().__init__(file)

    monkeypatch.setattr(backup_module, "SqliteSnapshot", Slow)
    contents = make(house, elsewhere / "backup")
    assert taken
    assert (contents.begin, contents.position) == (29, 30)


def test_a_backup_under_load_is_the_house_of_one_instant(tmp_path: Path) -> None:
    server = Server(tmp_path / "house", studio=False)
    server.start()
    load = Load(server, clients=3)
    other: Server | None = None
    try:
        assert wait_for(lambda: len(load.acknowledged) > 30)
        told = dangol(server.data, "backup", str(tmp_path / "backup"))
        during = threading.Thread(
            target=lambda: dangol(server.data, "backup", str(tmp_path / "second"))
        )
        during.start()
        assert dangol(server.data, "sources", "list")  # other commands go on meanwhile
        during.join()
        before = len(load.acknowledged)
        assert wait_for(lambda: len(load.acknowledged) > before + 10)
        load.finish()
        other = restore_beside(server, tmp_path)
        assert other.get("/v1/lifecycle?brand=shop")[1]["totals"]["events"] <= told["head"]
        send_again(other, load.acknowledged)
        hold_equal(server, other, Counter(load.acknowledged.values()))
    finally:
        load.give_up()
        server.stop(signal.SIGKILL)
        if other is not None:
            other.stop(signal.SIGKILL)


def restore_beside(server: Server, folder: Path) -> Server:
    """Restore the backup and start it, with the keys of the first house."""
    target = folder / "restored"
    told = dangol(target, "restore", str(folder / "backup"))
    assert told["head"] > 30
    other = Server.__new__(Server)
    other.__dict__.update(server.__dict__)
    other.data = target
    other.start()
    return other


def send_again(server: Server, acknowledged: dict[str, str]) -> None:
    """Send all events that the first house acknowledged, as clients that retry would."""
    events = [
        {
            "type": "track",
            "event": "Order Completed",
            "userId": user,
            "anonymousId": f"a-{user}-0",
            "messageId": message,
            "properties": {"total": 0.1, "currency": "EUR"},
        }
        for message, user in acknowledged.items()
    ]
    for start in range(0, len(events), 100):
        assert server.send(*events[start : start + 100])[0] == 200


def hold_equal(first: Server, other: Server, expected: Counter[str]) -> None:
    """Compare what both houses tell of everybody, and of all."""
    total = sum(expected.values())
    for server in (first, other):
        assert wait_for(
            lambda server=server: (
                server.get("/v1/lifecycle?brand=shop")[1]["totals"]["events"] >= total
            ),
            60,
        )
    kept = ("customers", "events", "orders", "revenue")
    told = [s.get("/v1/lifecycle?brand=shop")[1]["totals"] for s in (first, other)]
    assert [told[0][name] for name in kept] == [told[1][name] for name in kept]
    assert told[0]["events"] == total
    for user, events in expected.items():
        customer = other.get(f"/v1/customers/user_id:{user}")[1]
        assert customer["lifetime"]["shop"]["orders"] == events


def test_the_command_says_what_a_backup_holds_and_that_it_is_secret(tmp_path: Path) -> None:
    server = Server(tmp_path / "house", studio=False)
    done = subprocess.run(
        [DANGOL, "backup", str(tmp_path / "backup"), "--data", str(server.data)],
        capture_output=True,
        text=True,
        env={**os.environ, **ENGLISH},
        check=True,
    )
    assert "secrets, and only you may read it" in done.stdout
    again = subprocess.run(
        [DANGOL, "restore", str(tmp_path / "backup"), "--data", str(server.data)],
        capture_output=True,
        text=True,
        env={**os.environ, **ENGLISH},
        check=False,
    )
    assert (again.returncode, again.stdout) == (1, "")
    assert "is not empty. Nothing was changed." in again.stderr
    assert json.loads((server.data / "secrets.json").read_bytes())["signing"]
