"""An import returns when its events are on their customers; running it again adds nothing."""

import contextlib
import gzip
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from dangol.config import resolving
from dangol.config.data_folder import DataFolder
from dangol.config.importing import run_import
from dangol.config.resuming import ImportNote, Reached
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.errors import DangolError, Unavailable
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import find_profile
from dangol.live.trip.api import Trip, hold_trip
from dangol.memory.eventlog.api import open_log
from dangol.registry.sources.api import set_enabled
from tests.trip.importing import furnish, import_into, up

CALL = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "timestamp": "2026-01-01T00:00:00Z",
    "properties": {"total": 10.25, "currency": "EUR"},
}


@pytest.fixture
def folder(tmp_path: Path, database: Database) -> DataFolder:
    return furnish(tmp_path, database)


@pytest.fixture
def house(folder: DataFolder, database: Database) -> Iterator[DataFolder]:
    """The same folder while a house is up on it."""
    with up(folder, database):
        yield folder


def write_calls(path: Path, count: int) -> Path:
    with path.open("w") as out:
        for number in range(count):
            call = {**CALL, "userId": f"u{number % 50}", "messageId": f"m{number}"}
            out.write(json.dumps(call) + "\n")
    return path


def events_of(database: Database, user: str) -> int:
    customer = find_customer(database, "user_id", user)
    assert customer is not None
    profile = find_profile(database, customer, frozenset({"shop"}), clock.now())
    assert profile is not None
    return profile.events


def test_events_are_on_their_customers_when_it_returns(
    tmp_path: Path, folder: DataFolder, database: Database
) -> None:
    report = import_into(folder, database, write_calls(tmp_path / "a.ndjson", 300))
    assert (report.read, report.accepted, report.rejected, report.duplicates) == (300, 300, 0, 0)
    assert report.rejected_file is None
    assert [events_of(database, f"u{number}") for number in range(50)] == [6] * 50


def test_a_second_import_adds_nothing(
    tmp_path: Path, house: DataFolder, database: Database
) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text((json.dumps(CALL) + "\n") * 3)  # three equal rows are three purchases
    first = import_into(house, database, file)
    second = import_into(house, database, file)
    assert (first.accepted, first.duplicates) == (3, 0)
    assert (second.accepted, second.duplicates) == (0, 3)
    assert events_of(database, "u1") == 3


def test_an_import_cut_short_is_completed_by_the_next(
    tmp_path: Path, folder: DataFolder, database: Database
) -> None:
    file = write_calls(tmp_path / "a.ndjson", 9000)

    def give_up(_share: float, _rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(file, "archive", folder=folder, database=database, on_progress=give_up)
    appended = open_log(folder.path).head()
    assert 0 < appended < 9000
    [note] = (folder.path / "imports").glob("*.progress.json")
    assert note.stat().st_mode & 0o077 == 0
    told: list[tuple[float, int]] = []
    report = run_import(
        file,
        "archive",
        folder=folder,
        database=database,
        on_progress=lambda share, rows: told.append((share, rows)),
    )
    assert open_log(folder.path).head() == 9000  # nothing is appended twice
    assert (report.read, report.accepted, report.duplicates) == (9000, 9000, 0)
    assert [events_of(database, f"u{number}") for number in range(50)] == [180] * 50
    assert told[0][1] == appended
    assert told == sorted(told)
    assert not note.exists()
    again = import_into(folder, database, file)
    assert (again.read, again.accepted, again.duplicates) == (9000, 0, 9000)


def test_repeated_and_refused_rows_are_counted_over_a_break(
    tmp_path: Path, house: DataFolder, database: Database
) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text((json.dumps(CALL) + "\nnonsense\n") * 3000)

    def give_up(_share: float, _rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(file, "archive", folder=house, database=database, on_progress=give_up)
    report = import_into(house, database, file)
    assert (report.read, report.accepted + report.duplicates, report.rejected) == (6000, 3000, 3000)
    assert events_of(database, "u1") == 3000
    assert report.rejected_file is not None
    assert len(Path(report.rejected_file).read_text().splitlines()) == 3000


@pytest.mark.parametrize("change", ["file", "mapping", "log"])
def test_a_note_of_another_import_is_not_heeded(
    tmp_path: Path, folder: DataFolder, change: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")
    ImportNote(folder, file, "archive", "mapping").keep(Reached(7, 0.5, 7))
    assert ImportNote(folder, file, "archive", "mapping").find(7) == Reached(7, 0.5, 7)
    if change == "file":
        file.write_text("xy")
    note = ImportNote(folder, file, "archive", "other" if change == "mapping" else "mapping")
    assert note.find(6 if change == "log" else 7) == Reached()


def test_a_damaged_file_names_the_rows_that_it_refused_before(
    tmp_path: Path, house: DataFolder, database: Database
) -> None:
    file = tmp_path / "a.ndjson.gz"
    lines = "".join(json.dumps({**CALL, "messageId": f"m{n}"}) + "\nno\n" for n in range(20_000))
    file.write_bytes(gzip.compress(lines.encode())[:-500])
    with pytest.raises(DangolError, match=r"damaged or cut short after row \d{4}") as raised:
        import_into(house, database, file)
    assert open_log(house.path).head() > 0
    assert Path(raised.value.fields["rejected_file"]).read_text().count("\n") > 0


def test_a_file_whose_name_is_no_text_can_be_imported(
    tmp_path: Path, house: DataFolder, database: Database
) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb0\xa1.ndjson"))
    file.write_text(json.dumps(CALL) + "\nnonsense\n")
    report = import_into(house, database, file)
    assert report.rejected_file is not None
    assert Path(msgspec.json.decode(msgspec.json.encode(report))["rejected_file"]).exists()


def test_a_disabled_source_imports_nothing(
    tmp_path: Path, folder: DataFolder, database: Database
) -> None:
    set_enabled(database, "archive", False)
    with pytest.raises(DangolError, match="source archive is disabled"):
        import_into(folder, database, write_calls(tmp_path / "a.ndjson", 1))
    assert open_log(folder.path).head() == 0


def test_bad_rows_are_kept_with_their_reasons_and_the_rest_is_imported(
    tmp_path: Path, house: DataFolder, database: Database
) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text(json.dumps(CALL) + "\nnonsense\n" + json.dumps({**CALL, "userId": ""}) + "\n")
    report = import_into(house, database, file)
    assert (report.read, report.accepted, report.rejected) == (3, 1, 2)
    assert report.rejected_file is not None
    rejected = Path(report.rejected_file)
    assert rejected.stat().st_mode & 0o077 == 0
    rows = [json.loads(line) for line in rejected.read_text().splitlines()]
    assert [(row["row"], row["code"]) for row in rows] == [
        (2, "row_unfit"),
        (3, "identifier_missing"),
    ]
    file.write_text(json.dumps(CALL) + "\n")
    assert import_into(house, database, file).rejected_file is None
    assert not rejected.exists()


@pytest.mark.parametrize(
    ("name", "content", "mapping", "said"),
    [
        ("a.csv", "x,y\n1,2\n", "event: {type: track, name: X, user_id: {column: z}}", "column z"),
        ("a.csv", "x,y\n1,2\n", "event: {type: buy}", "cannot be used as it is written"),
        ("a.csv", "x,y\n1,2\n", None, "needs a mapping"),
        ("a.pdf", "x", None, "does not tell what the file holds"),
    ],
)
def test_what_cannot_be_read_leaves_no_trace(
    tmp_path: Path,
    folder: DataFolder,
    database: Database,
    name: str,
    content: str,
    mapping: str | None,
    said: str,
) -> None:
    (tmp_path / name).write_text(content)
    mapping_file = None
    if mapping is not None:
        mapping_file = tmp_path / "mapping.yaml"
        mapping_file.write_text(mapping)
    with pytest.raises(DangolError, match=said):
        import_into(folder, database, tmp_path / name, mapping_file)
    assert open_log(folder.path).head() == 0
    assert not (folder.path / "imports").exists()


def test_an_unknown_source_is_told(tmp_path: Path, folder: DataFolder, database: Database) -> None:
    file = write_calls(tmp_path / "a.ndjson", 1)
    with pytest.raises(DangolError, match="no source nobody"):
        run_import(file, "nobody", folder=folder, database=database, on_progress=print)


def test_a_trip_that_runs_already_does_the_work(
    tmp_path: Path, folder: DataFolder, database: Database
) -> None:
    stop = threading.Event()
    trip = Trip(database, open_log(folder.path), clock.now)
    with hold_trip(folder.path):
        running = threading.Thread(target=trip.run, args=(stop,))
        running.start()
        try:
            report = import_into(folder, database, write_calls(tmp_path / "a.ndjson", 300))
        finally:
            stop.set()
            running.join()
    assert report.accepted == 300


def test_an_import_beside_another_goes_on_when_that_one_ends(
    tmp_path: Path, folder: DataFolder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "LONGEST_STILL", 20)
    holding = contextlib.ExitStack()
    holding.enter_context(hold_trip(folder.path))
    threading.Timer(2, holding.close).start()
    assert import_into(folder, database, write_calls(tmp_path / "a.ndjson", 10)).accepted == 10


def test_a_trip_that_dies_is_told_with_its_reason(
    tmp_path: Path, folder: DataFolder, database: Database
) -> None:
    (folder.path / "VERSION").write_text("999")
    with pytest.raises(Unavailable, match=r"events ended: .*written by a newer Dangol") as raised:
        import_into(folder, database, write_calls(tmp_path / "a.ndjson", 10))
    assert raised.value.code == "trip_ended"


def test_progress_goes_from_nothing_to_all(
    tmp_path: Path, folder: DataFolder, database: Database
) -> None:
    told: list[tuple[float, int]] = []
    run_import(
        write_calls(tmp_path / "a.ndjson", 9000),
        "archive",
        folder=folder,
        database=database,
        on_progress=lambda share, rows: told.append((share, rows)),
    )
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert told[-1] == (1.0, 9000)
