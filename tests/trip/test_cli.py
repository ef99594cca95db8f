"""The command line as a stranger meets it: real processes on throw-away folders."""

import contextlib
import itertools
import json
import os
import shlex
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dangol.config.data_folder import at_path, hold
from dangol.live.collect.api import COMPILED
from tests.server import DANGOL, dangol, free_port
from tests.warm import run

ENGLISH = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
ENGLISH["DANGOL_LANGUAGE"] = "en"


def document(*arguments: str, data: Path) -> Any:
    """Run one command with ``--json``; its output must be one JSON document and nothing else."""
    done = run(*arguments, "--json", data=data)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A folder made by ``dangol init``, and what that said."""
    data = tmp_path_factory.mktemp("cli") / "var"
    return data, dangol(data, "init", "--brand", "Accept")


@pytest.fixture(scope="module")
def data(first: tuple[Path, Any]) -> Path:
    """A folder made by ``dangol init``, with a second brand."""
    document("brands", "add", "Second", data=first[0])
    return first[0]


def test_init_says_who_can_sign_in_and_gives_a_key(first: tuple[Path, Any]) -> None:
    data, said = first
    assert said["data"] == str(data)
    assert said["brand"] == "accept"
    assert [(user["name"], user["role"]) for user in said["users"]] == [
        ("marketing", "Marketing"),
        ("it", "IT"),
        ("service", "Service"),
        ("sales", "Sales"),
        ("product", "Product"),
        ("analyst", "Analyst"),
        ("executive", "Executive"),
    ]
    assert len({user["password"] for user in said["users"]}) == 7
    assert said["api_key"].startswith("dk_")


def test_what_init_makes_is_for_its_owner_alone(data: Path) -> None:
    for file in ("secrets.json", "dangol.db", "VERSION"):
        assert stat.S_IMODE((data / file).stat().st_mode) == 0o600


def test_a_disk_that_fills_up_is_told_and_init_can_be_run_again(tmp_path: Path) -> None:
    limited = f"ulimit -f 200; exec {shlex.quote(str(DANGOL))} init --data {tmp_path}/var"
    done = subprocess.run(
        ["bash", "-c", limited],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=ENGLISH,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "The database refused" in done.stderr
    assert len(document("init", data=tmp_path / "var")["users"]) == 7


def test_init_again_changes_nothing_and_shows_no_secret(data: Path) -> None:
    before = [document(thing, "list", data=data) for thing in ("brands", "keys")]
    again = document("init", "--brand", "Accept", data=data)
    assert again == {"data": str(data), "brand": "accept", "users": [], "api_key": None}
    assert [document(thing, "list", data=data) for thing in ("brands", "keys")] == before


def test_init_again_tells_how_to_get_a_new_password(data: Path) -> None:
    assert f"dangol people password NAME --data {data}" in run("init", data=data).stdout


def test_a_new_password_can_be_had_and_replaces_the_old(data: Path) -> None:
    people = document("people", "list", data=data)
    assert {"name": "it", "roles": ["IT"], "active": True} in people
    assert len(people) == 7
    kept = [_kept_password(data)]
    for _ in range(2):
        renewed = document("people", "password", "it", data=data)
        assert renewed.keys() == {"name", "password"}
        assert len(renewed["password"]) == 16
        kept.append(_kept_password(data))
    assert len(set(kept)) == 3


def _kept_password(data: Path) -> str:
    with contextlib.closing(sqlite3.connect(data / "dangol.db")) as db:
        (kept,) = db.execute("SELECT password FROM access_user WHERE username = 'it'").fetchone()
    return str(kept)


def test_two_inits_at_once_make_one_house(tmp_path: Path) -> None:
    command = [DANGOL, "init", "--json", "--data", str(tmp_path / "a #1" / "var")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, env=ENGLISH) for _ in range(2)]
    said = [json.loads(one.communicate(timeout=100)[0]) for one in both]
    assert sorted(len(one["users"]) for one in said) == [0, 7]
    assert [one.returncode for one in both] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["a #1"]


def test_init_with_another_brand_adds_it(data: Path) -> None:
    assert document("init", "--brand", "온기", data=data)["brand"] == "brand-7dfd51"
    assert document("init", "--brand", "온기", data=data)["brand"] == "brand-7dfd51"
    names = [brand["name"] for brand in document("brands", "list", data=data)]
    assert sorted(names) == ["Accept", "Second", "온기"]


def test_a_source_can_be_made_listed_and_silenced(data: Path) -> None:
    made = document(
        *("sources", "add", "shop", "--touchpoint", "web", "--brand", "accept"), data=data
    )
    assert made == {
        "name": "shop",
        "write_key": made["write_key"],
        "touchpoint": "web",
        "brand": "accept",
    }
    assert run("sources", "disable", "shop", data=data).returncode == 0
    listed = {source["name"]: source for source in document("sources", "list", data=data)}
    assert listed["shop"]["enabled"] is False
    assert listed["shop"]["write_key"] == made["write_key"]


def test_a_secret_source_shows_its_key_once(data: Path) -> None:
    made = document(
        *("sources", "add", "till", "--touchpoint", "store", "--brand", "accept", "--secret"),
        data=data,
    )
    assert made["write_key"].startswith("sk_")
    listed = {source["name"]: source for source in document("sources", "list", data=data)}
    assert (listed["till"]["write_key"], listed["till"]["proven"]) == ("", True)


def test_a_key_can_be_made_for_some_brands_and_revoked(data: Path) -> None:
    made = document("keys", "add", "reports", "--scope", "read", "--brand", "accept", data=data)
    assert made["name"] == "reports"
    assert made["key"].startswith("dk_")
    listed = document("keys", "list", data=data)
    assert {"name": "reports", "scope": "read", "brands": ["accept"]} in listed
    assert made["key"] not in json.dumps(listed)
    assert run("keys", "revoke", "reports", data=data).returncode == 0
    assert "reports" not in {key["name"] for key in document("keys", "list", data=data)}


def test_limits_are_kept_one_by_one_and_none_is_negative(data: Path) -> None:
    document("sources", "add", "limited", "--touchpoint", "web", "--brand", "accept", data=data)
    told = document("sources", "limit", "limited", "--per-second", "5", "--names", "9", data=data)
    assert told == {"name": "limited", "per_second": 5, "per_day": None, "most_names": 9}
    refused = run("sources", "limit", "limited", "--per-second", "7", "--per-day", "-1", data=data)
    assert refused.returncode == 1
    assert "from 1 to 1,000,000,000" in refused.stderr
    kept = document("sources", "limit", "limited", "--names", "0", data=data)
    assert kept == {"name": "limited", "per_second": 5, "per_day": None, "most_names": None}
    told_by_words = run("sources", "limit", "limited", data=data).stdout
    assert "5 events a second, any number of events and 2,000 names" in told_by_words


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("sources", "add", "x"),
        ("sources", "add", "x", "--touchpoint", "fax"),
        ("keys", "add", "x", "--scope", "everything"),
        ("keys", "add", "x"),
        ("keys", "add", "x", "--scope", "admin", "--brand", ""),
        ("keys", "add", "x", "--scope", "admin", "--brand", " , "),
        ("init", "--brand", ""),
        ("customer", "show", "user_id:u1", "--brand", ""),
        ("up", "--port", "0"),
        ("up", "--port", "70000"),
        ("up", "--only", "deliver"),
        ("up", "--only", ","),
        ("init", "--colour", "red"),
        ("import", "--source", "x"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(data: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, data=data)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sources", "add", "y", "--touchpoint", "web", "--brand", "z"), "There is no brand z."),
        (("sources", "add", "y", "--touchpoint", "web"), "Say which brand with --brand."),
        (("sources", "add", "a/b", "--touchpoint", "web", "--brand", "accept"), "Name the source"),
        (("sources", "rotate", "nobody"), "There is no source nobody."),
        (("sources", "limit", "nobody"), "There is no source nobody."),
        (("refused", "list", "--source", "nobody"), "There is no source nobody."),
        (("refused", "redrive", "--source", "nobody"), "There is no source nobody."),
        (("keys", "add", "k", "--scope", "read", "--brand", "z"), "There is no brand z."),
        (("keys", "revoke", "nobody"), "There is no API key nobody."),
        (("brands", "wall", "nobody"), "There is no brand nobody."),
        (("people", "password", "nobody"), "Nobody signs in as nobody."),
        (("up", "--host", "a" * 70), "is no address of this machine"),
        (("bench", "nobody"), "There is no benchmark nobody."),
        (("lifecycle", "check", "missing.yaml"), "cannot be read"),
    ],
)
def test_a_failure_ends_with_1_and_a_sentence(
    data: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run(*arguments, data=data)
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("sources", "list"), ("up",), ("doctor",), ("keys", "list")])
def test_a_missing_folder_is_told_and_not_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run(*command, data=tmp_path / "nothing")
    assert done.returncode == 1
    assert "dangol init" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("init",), ("up",), ("sources", "list"), ("doctor",)])
def test_a_folder_of_a_newer_version_is_refused_untouched(
    data: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    newer = tmp_path / "var"
    shutil.copytree(data, newer)
    (newer / "VERSION").write_text("99\n")
    before = {file: file.read_bytes() for file in newer.rglob("*") if file.is_file()}
    done = run(*command, data=newer)
    assert done.returncode == 1
    assert "was written by a newer Dangol" in done.stderr
    assert {file: file.read_bytes() for file in newer.rglob("*") if file.is_file()} == before


def test_a_port_in_use_is_told_before_anything_starts(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        done = run("up", "--port", str(port), data=data)
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is in use" in done.stderr
    assert not (data / "run" / "up.json").exists()


def test_an_address_that_is_not_ours_is_told(data: Path) -> None:
    done = run("up", "--host", "192.0.2.1", "--port", str(free_port()), data=data)
    assert done.returncode == 1
    assert "is no address of this machine" in done.stderr


def test_doctor_tells_the_state_while_nothing_is_up(data: Path) -> None:
    found = document("doctor", data=data)
    assert found["version"]
    assert found["parts"]["reader"] == ("compiled" if COMPILED else "python")
    assert found["data"] == str(data)
    assert found["database"] == {"kind": "sqlite", "reachable": True, "schema_current": True}
    assert found["queue"]["lag"] == found["queue"]["head"] - found["queue"]["position"] == 0
    assert found["disk"]["free_bytes"] > 0
    assert (found["up"], found["url"], found["roles"]) == (False, None, [])
    assert (found["errors"], found["problems"]) == ([], [])


def test_doctor_finds_a_database_that_is_behind(data: Path, tmp_path: Path) -> None:
    behind = tmp_path / "var"
    shutil.copytree(data, behind)
    (behind / "run" / "schema").unlink()
    done = run("doctor", "--json", data=behind)
    assert done.returncode == 1
    assert json.loads(done.stdout)["problems"] == ["schema_old"]
    told = run("sources", "list", data=behind)
    assert told.returncode == 1
    assert "dangol init" in told.stderr


@pytest.mark.parametrize("command", ["init", "up"])
@pytest.mark.parametrize("stamped", [True, False])
def test_a_database_of_a_newer_dangol_is_refused_untouched(
    data: Path, tmp_path: Path, command: str, *, stamped: bool
) -> None:
    newer = tmp_path / "var"
    shutil.copytree(data, newer)
    stamp = newer / "run" / "schema"
    if not stamped:
        stamp.unlink()
    with contextlib.closing(sqlite3.connect(newer / "dangol.db")) as db, db:
        db.execute("INSERT INTO django_migrations VALUES (9999, 'access', '0099_x', '2030-01-01')")
    done = run(command, data=newer)
    assert done.returncode == 1
    assert "was migrated by a newer Dangol (access.0099_x" in done.stderr
    assert stamp.exists() is stamped


def test_a_database_put_back_from_an_older_copy_is_known_to_be_older(
    data: Path, tmp_path: Path
) -> None:
    older = tmp_path / "var"
    shutil.copytree(data, older)
    with contextlib.closing(sqlite3.connect(older / "dangol.db")) as db, db:
        db.execute("DELETE FROM django_migrations WHERE (app, name) = ('trip', '0005_violations')")
    told = run("sources", "list", data=older)
    assert told.returncode == 1
    assert "is not up to date" in told.stderr


@pytest.mark.parametrize("command", [("init",), ("up",)])
def test_a_database_is_not_migrated_while_somebody_works_on_it(
    data: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    live = tmp_path / "var"
    shutil.copytree(data, live)
    (live / "run" / "schema").unlink()
    with hold(at_path(live, {})):
        done = run(*command, data=live)
    assert done.returncode == 1
    assert "already runs on the data folder" in done.stderr
    assert "bringing it up to date" not in done.stderr
    assert not (live / "run" / "schema").exists()


def test_doctor_finds_a_damaged_log_and_a_missing_database_and_makes_none(
    data: Path, tmp_path: Path
) -> None:
    ill = tmp_path / "var"
    shutil.copytree(data, ill)
    for part in ("", "-wal", "-shm"):  # other tests may have written to it
        (ill / f"log.db{part}").unlink(missing_ok=True)
    (ill / "log.db").write_bytes(b"no database" * 1000)
    (ill / "dangol.db").unlink()
    done = run("doctor", "--json", data=ill)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["problems"] == ["database_unreachable", "log_unreadable"]
    assert not (ill / "dangol.db").exists()


def test_a_database_that_cannot_be_used_is_told(data: Path, tmp_path: Path) -> None:
    ill = tmp_path / "var"
    shutil.copytree(data, ill)
    with contextlib.closing(sqlite3.connect(ill / "dangol.db")) as db, db:
        db.execute("DROP TABLE access_api_key")
    _assert_told(run("keys", "list", data=ill), "are not those of this Dangol")
    for part in ("", "-wal", "-shm"):
        (ill / f"dangol.db{part}").unlink(missing_ok=True)
    (ill / "dangol.db").write_bytes(b"no database" * 1000)
    _assert_told(run("keys", "list", data=ill), "is damaged (file is not a database)")


@pytest.mark.parametrize("url", ["mysql://a:hush@127.0.0.1/b", "postgresql://a:hu/sh@127.0.0.1/b"])
@pytest.mark.parametrize("command", [("keys", "list"), ("init",), ("doctor",), ("up",)])
def test_an_unusable_database_address_is_told_without_its_password(
    data: Path, command: tuple[str, ...], url: str
) -> None:
    done = run(*command, data=data, DATABASE_URL=url)
    _assert_told(done, "The database address")
    assert "hu" not in done.stderr


def _assert_told(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_the_language_of_the_terminal_is_spoken(tmp_path: Path) -> None:
    korean = run("sources", "list", data=tmp_path / "x", DANGOL_LANGUAGE="ko")
    english = run("sources", "list", data=tmp_path / "x", DANGOL_LANGUAGE="en")
    assert (korean.returncode, english.returncode) == (1, 1)
    assert any("가" <= letter <= "힣" for letter in korean.stderr)
    assert english.stderr.startswith("There is no data folder")


def test_a_look_at_the_sources_does_not_load_django(data: Path) -> None:
    script = (
        "import sys; sys.argv = ['dangol', 'sources', 'list', '--json', '--data', sys.argv[1]]\n"
        "from dangol.config.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'django', 'wagtail', 'granian', 'pyarrow', 'rich'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(data)],
        capture_output=True,
        text=True,
        check=True,
        env=ENGLISH,
    )
    assert done.stdout.splitlines()[-1] == "[]"


NUMBERS = itertools.count(1)
PLAN = "mode: block\nevents: {Paid: {schema: {required: [total]}}}\n"


@pytest.fixture
def planned(data: Path) -> str:
    """A source of the same folder that no plan was ever of."""
    name = f"planned-{next(NUMBERS)}"
    document("sources", "add", name, "--touchpoint", "web", "--brand", "accept", data=data)
    return name


def test_a_plan_is_put_published_and_shown(data: Path, planned: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)
    put = document("plan", "put", planned, str(file), data=data)
    assert put == {"source": planned, "draft": True}
    refused = run("plan", "show", planned, data=data)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"dangol plan infer {planned}" in refused.stderr
    draft = document("plan", "show", planned, "--draft", data=data)
    assert draft == {"source": planned, "version": 0, "text": PLAN}
    published = document("plan", "publish", planned, data=data)
    assert published == {"source": planned, "version": 1}
    assert run("plan", "show", planned, data=data).stdout == PLAN
    file.write_text(PLAN.replace("block", "flag"))
    again = document("plan", "publish", planned, str(file), data=data)
    assert again == {"source": planned, "version": 2}


def test_a_faulty_plan_is_refused_by_its_paths_and_nothing_is_kept(
    data: Path, planned: str, tmp_path: Path
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("mode: loud\nevents: {A: {schema: {type: 3}}}")
    for command in ("put", "publish"):
        refused = run("plan", command, planned, str(file), data=data)
        assert refused.returncode == 1
        assert "  mode: Write one of observe, flag, omit and block." in refused.stderr
        assert "  events.A.schema: " in refused.stderr
    nothing = run("plan", "show", planned, "--draft", data=data)
    assert nothing.returncode == 1


def test_nothing_can_be_drafted_of_a_source_that_never_spoke(data: Path, planned: str) -> None:
    refused = run("plan", "infer", planned, "--put", data=data)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"Nothing was heard of the source {planned}" in refused.stderr
    assert run("plan", "show", planned, "--draft", data=data).returncode == 1
    unknown = run("plan", "infer", "nobody", data=data)
    assert (unknown.returncode, unknown.stdout) == (1, "")


def test_a_plan_holds_for_an_import_too(data: Path, planned: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)
    document("plan", "publish", planned, str(file), data=data)
    rows = [
        {"type": "track", "event": "Paid", "userId": "u", "properties": {"total": 1}},
        {"type": "track", "event": "Paid", "userId": "u", "properties": {"c": "4111111111111111"}},
    ]
    events = tmp_path / "events.ndjson"
    events.write_text("".join(json.dumps(row) + "\n" for row in rows))
    said = document("import", str(events), "--source", planned, data=data)
    assert (said["accepted"], said["rejected"]) == (1, 1)
    (refused,) = map(json.loads, Path(said["rejected_file"]).read_text().splitlines())
    assert refused["code"] == "plan_blocked"
    assert "4111" not in refused["content"]
    drafted = document("plan", "infer", planned, data=data)
    assert (drafted["source"], drafted["events"]) == (planned, 1)
    assert "total" in drafted["text"]
