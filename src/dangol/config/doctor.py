"""``dangol doctor``: what is installed, configured, lagging, failing; it changes nothing."""

import contextlib
import json
import os
import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import msgspec

from dangol.config import data_folder, schema
from dangol.config.addresses import base_url
from dangol.config.data_folder import DataFolder
from dangol.config.log_verified import LastVerified, find_verified
from dangol.config.standing import DEVICES, RoleStanding, find_standing, is_alive
from dangol.edge.devices.standing import DeviceStanding, find_device_standing
from dangol.engines.database import open_database
from dangol.kernel import clock
from dangol.kernel.clock import SECOND, format_time
from dangol.kernel.errors import DangolError
from dangol.live.collect.api import COMPILED
from dangol.live.trip.api import TripState, count_lost, trip_state
from dangol.memory.eventlog.api import log_file, open_log
from dangol.memory.lake.api import open_lake

SHOWN_ERRORS = 10
LARGEST_TAIL = 64 * 1024
LONGEST_LAG = 10_000
"""Log entries that may wait for the trip before the doctor speaks of it."""
LONGEST_WAIT = 1800
"""Seconds that a resolved entry may wait for the lake before the doctor speaks of it."""
PROBLEMS = {
    "database_unreachable": "The database does not answer. Check DATABASE_URL, or the file "
    "dangol.db in the data folder.",
    "log_unreadable": "The event log cannot be read. Restore the data folder from a backup.",
    "log_damaged": "A part of the event log is damaged; the rest goes on without it. `dangol log "
    "verify` tells which events are lost. Check the disk.",
    "log_behind": "The event log ends before what the database already knows, so new events would "
    "be passed over. Restore log and database from the same backup.",
    "schema_old": "The database is not up to date. Run `dangol init`.",
    "disk_nearly_full": "The disk of the data folder is nearly full. Free some space on it.",
    "role_down": "A process is down and is being started again. Its last errors tell why.",
    "lake_unreadable": "The list of the lake's files cannot be read. Restore the data folder from "
    "a backup.",
    "lake_lagging": "Resolved events wait too long for the lake. Check that the role lake is up "
    "and its errors.",
    "devices_unheard": "Connected devices are not heard now; what they publish waits in the "
    "broker. Check that edge and mqtt are up and their errors.",
    "devices_lagging": "Many messages of devices wait to be heard. Check the errors of the role "
    "edge, and the limits of the sources.",
    "trip_lagging": "Many events wait to be processed. Check that the trip is up and its errors.",
}
"""What the codes of problems mean, and what to do."""
_DETAILS = ("role", "how", "code", "cause", "error")
"""Fields of a report that say what it was about and never hold anybody's data."""
_PARTS = ("django", "wagtail", "granian", "uvicorn", "msgspec")


class DatabaseState(msgspec.Struct, frozen=True):
    """Which database, whether it answers, whether its schema is today's."""

    kind: str
    reachable: bool
    schema_current: bool


class QueueState(msgspec.Struct, frozen=True):
    """The event log, and how far the trip is; ``lag`` is what waits, in entries.

    An event log that is not readable counts as empty. ``begin`` is the oldest entry that is held,
    ``lost`` how many entries could not be read when the trip came to them, ``verified`` what the
    last `dangol log verify` found.
    """

    head: int
    position: int
    lag: int
    log_bytes: int
    committed: str | None
    readable: bool = True
    begin: int = 0
    lost: int = 0
    verified: LastVerified | None = None


class LakeState(msgspec.Struct, frozen=True):
    """All history: how far its files reach, what waits for it and how long, its bytes on disk."""

    position: int
    lag: int
    waits_seconds: float
    files: int
    bytes: int
    readable: bool = True


class DiskState(msgspec.Struct, frozen=True):
    """Room where the data folder is."""

    free_bytes: int
    total_bytes: int


class RoleState(msgspec.Struct, frozen=True):
    """One supervised role."""

    name: str
    pid: int
    alive: bool
    started: str
    restarts: int
    last_end: str


class LoggedError(msgspec.Struct, frozen=True):
    """One error that a process reported, without what it was working on."""

    at: str
    role: str
    what: str


class Examination(msgspec.Struct, frozen=True):
    """What the doctor found; ``problems`` are codes of what needs somebody now."""

    version: str
    python: str
    parts: dict[str, str]
    data: str
    data_format: int
    database: DatabaseState
    queue: QueueState
    lake: LakeState
    disk: DiskState
    up: bool
    url: str | None
    roles: list[RoleState]
    errors: list[LoggedError]
    problems: list[str]
    devices: DeviceStanding | None = None


def examine(folder: DataFolder) -> Examination:
    """Look at a data folder, its database and what runs on it."""
    database, trip, lost = _database(folder)
    queue = _queue(folder, trip, lost)
    lake = _lake(folder, queue)
    usage = shutil.disk_usage(folder.path)
    standing = find_standing(folder)
    roles = [_role(role) for role in standing.roles] if standing else []
    with_devices = any(role.name == DEVICES for role in roles)
    devices = find_device_standing(folder.path, clock.now()) if with_devices else None
    errors = sorted([*_logged_errors(folder), *_trip_errors(trip)], key=lambda error: error.at)
    is_problem = {
        "database_unreachable": not database.reachable,
        "log_unreadable": not queue.readable,
        "log_damaged": queue.lost > 0 or bool(queue.verified and queue.verified.lost),
        "log_behind": queue.readable and queue.position > queue.head,
        "schema_old": not database.schema_current,
        "disk_nearly_full": usage.free < data_folder.LEAST_FREE,
        "role_down": any(not role.alive for role in roles),
        "lake_unreadable": not lake.readable,
        "lake_lagging": lake.waits_seconds > LONGEST_WAIT and any(r.name == "lake" for r in roles),
        "devices_unheard": with_devices and not (devices and devices.whole),
        "devices_lagging": devices is not None and devices.waiting > LONGEST_LAG,
        "trip_lagging": queue.lag > LONGEST_LAG,
    }
    return Examination(
        version=version("dangol"),
        python=platform.python_version(),
        parts={
            **{part: version(part) for part in _PARTS},
            "reader": "compiled" if COMPILED else "python",
        },
        data=str(folder.path),
        data_format=data_folder.FORMAT,
        database=database,
        queue=queue,
        lake=lake,
        disk=DiskState(usage.free, usage.total),
        up=standing is not None,
        url=base_url(standing.host, standing.port) if standing else None,
        roles=roles,
        errors=errors[-SHOWN_ERRORS:][::-1],
        problems=[code for code in PROBLEMS if is_problem[code]],
        devices=devices,
    )


def _database(folder: DataFolder) -> tuple[DatabaseState, TripState | None, int]:
    """Return how the database is, how far the trip is, how many entries were lost."""
    db = open_database(folder.database_url)
    state, lost = None, 0
    with contextlib.suppress(Exception):  # whatever the driver says: it does not answer
        state = trip_state(db)
        lost = count_lost(db)
    db.close()
    found = DatabaseState(db.dialect, state is not None, schema.is_current(folder))
    return found, state, lost


def _queue(folder: DataFolder, state: TripState | None, lost: int) -> QueueState:
    begin, head, size, readable = _log(folder)
    position = state.offset if state else 0
    return QueueState(
        head=head,
        position=position,
        lag=max(0, head - position),
        log_bytes=size,
        committed=format_time(state.at) if state and state.at else None,
        readable=readable,
        begin=begin,
        lost=lost,
        verified=find_verified(folder),
    )


def _log(folder: DataFolder) -> tuple[int, int, int, bool]:
    """Return begin, head and bytes of the event log, and whether it can be read."""
    file = log_file(folder.path)
    if not file.exists():
        return 0, 0, 0, True
    log = open_log(folder.path)
    try:
        return log.begin(), log.head(), log.size(), True
    except Exception:  # whatever the driver says: it cannot be read
        return 0, 0, file.stat().st_size, False


def _lake(folder: DataFolder, queue: QueueState) -> LakeState:
    lake = open_lake(folder.path)
    try:
        manifest = lake.read_manifest()
    except (DangolError, OSError):
        return LakeState(0, queue.head, 0.0, 0, 0, readable=False)
    lag = max(0, queue.head - manifest.position)
    waits = 0.0
    if queue.readable and manifest.position < queue.position:
        waiting = open_log(folder.path).read(manifest.position, 1)
        waits = max(0.0, (clock.now() - waiting[0].appended) / SECOND) if waiting else 0.0
    return LakeState(manifest.position, lag, waits, len(manifest.files), manifest.bytes)


def _trip_errors(state: TripState | None) -> list[LoggedError]:
    if state is None or state.failed_at is None:
        return []
    return [LoggedError(format_time(state.failed_at), "trip", state.failure)]


def _role(role: RoleStanding) -> RoleState:
    return RoleState(
        name=role.name,
        pid=role.pid,
        alive=is_alive(role.pid),
        started=format_time(role.started),
        restarts=role.restarts,
        last_end=role.last_end,
    )


def _logged_errors(folder: DataFolder) -> Iterator[LoggedError]:
    for file in sorted(folder.logs.glob("*.log")):
        for line in _last_lines(file):
            with contextlib.suppress(ValueError, KeyError, AttributeError):
                entry = json.loads(line)
                if entry["level"] in ("error", "critical"):
                    details = [str(entry[name]) for name in _DETAILS if name in entry]
                    what = " ".join([str(entry["event"]), *details])
                    yield LoggedError(entry["timestamp"], file.stem, what[:300])


def _last_lines(file: Path) -> list[bytes]:
    with file.open("rb") as lines:
        lines.seek(0, os.SEEK_END)
        lines.seek(max(0, lines.tell() - LARGEST_TAIL))
        return lines.read().splitlines()
