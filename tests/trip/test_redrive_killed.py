"""SIGKILL while refused events are sent again: each becomes one event, none is lost or doubled."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from dangol.config import data_folder
from dangol.engines.database import Database, open_database
from dangol.kernel import clock
from dangol.kernel.event import Event, encode_entry
from dangol.live.collect.api import Names, hear
from dangol.live.trip.api import (
    RefusedFilter,
    Trip,
    count_refused,
    list_reasons,
    source_activity,
)
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.registry.sources.api import get_source
from tests.server import DANGOL, dangol, furnish

ROUNDS = int(os.environ.get("DANGOL_KILL_ROUNDS", "4"))
REFUSED = 1000
OPEN = RefusedFilter(frozenset({"shop"}), state="open")


@pytest.fixture
def house(tmp_path: Path) -> tuple[Path, Database, EventLog]:
    """A data folder that keeps a thousand refused events, the cause of which is gone."""
    furnish(tmp_path)
    database = open_database(data_folder.open_folder(tmp_path).database_url)
    source = get_source(database, "shop")
    events = b",".join(
        b'{"type":"track","event":"Order %d","userId":"u%d"}' % (number, number % 7)
        for number in range(REFUSED + 1)
    )
    heard = hear(
        b'{"batch":[%b]}' % events,
        "batch",
        source,
        received=clock.now(),
        admit=Names(1, clock.now() // clock.DAY).admit,
    )
    log = open_log(tmp_path)
    log.append([encode_entry(entry) for entry in heard.entries])
    take(database, log)
    assert count_refused(database, OPEN) == REFUSED
    return tmp_path, database, log


def take(database: Database, log: EventLog) -> None:
    trip = Trip(database, log, clock.now)
    while trip.step():
        pass


def let_in(log: EventLog) -> Counter[str]:
    """Return how often each event stands in the log, by name."""
    return Counter(
        entry.name
        for chunk in log.read(0, log.head())
        for entry in chunk.entries()
        if isinstance(entry, Event)
    )


@pytest.mark.timeout(300)
def test_each_refused_event_becomes_one_whatever_is_killed(
    house: tuple[Path, Database, EventLog],
) -> None:
    data, database, log = house
    rnd = random.Random(5)
    for _ in range(ROUNDS):
        began = subprocess.Popen(
            [DANGOL, "refused", "redrive", "--data", str(data)], stdout=subprocess.DEVNULL
        )
        time.sleep(rnd.uniform(0.2, 1.2))
        began.send_signal(signal.SIGKILL)
        began.wait()
        take(database, log)
        assert count_refused(database, OPEN) == REFUSED + 1 - len(let_in(log))
    dangol(data, "refused", "redrive")
    take(database, log)
    assert count_refused(database, OPEN) == 0
    assert set(let_in(log).values()) == {1}
    heard = source_activity(database, 0)["shop"]
    assert (heard.accepted, heard.duplicates, heard.rejected) == (REFUSED + 1, 0, REFUSED)
    assert list_reasons(database, "shop", 0, clock.now()) == {"too_many_names": REFUSED}
