"""A log whose entries the trip resolves, and the lake that they come into, on either database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from dangol.config.lake_keeping import ResolvedByTrip
from dangol.engines.database import Database
from dangol.kernel.clock import DAY
from dangol.kernel.event import Control, Entry, Event, Rejection, encode_entry
from dangol.live.trip.api import Trip
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.memory.eventlog.contracts import Chunk
from dangol.memory.lake.api import LakeFolder, Verified, Writer, open_lake, verify_lake

NOW = 1_790_000_000_000_000


class DatedLog:
    """An event log that says of each chunk that it was appended on a day that the test chooses.

    Args:
        log: the log itself.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.days: dict[int, int] = {}
        self.today = NOW

    def append(self, entries: list[bytes]) -> int:
        first = self._log.append(entries)
        self.days[first] = self.today
        return first

    def read(self, offset: int, limit: int) -> list[Chunk]:
        return [self._dated(chunk) for chunk in self._log.read(offset, limit)]

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    def _dated(self, chunk: Chunk) -> Chunk:
        day = max((first for first in self.days if first <= chunk.first), default=0)
        return msgspec.structs.replace(chunk, appended=self.days.get(day, self.today))


@dataclass
class House:
    """One deployment: what is heard is resolved at once, and comes into the lake when asked."""

    path: Path
    database: Database
    log: DatedLog
    lake: LakeFolder
    lateness: int = 0
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin anew with what is on disk."""
        self.lake = open_lake(self.path)
        self.writer = Writer(self.lake, self.log, ResolvedByTrip(self.database), self.lateness)  # type: ignore[arg-type]

    def hear(self, *entries: Event | Rejection | Control) -> None:
        """Append entries as one chunk and resolve them."""
        self.log.append([encode_entry(entry) for entry in entries])
        trip = Trip(self.database, self.log, lambda: self.log.today)  # type: ignore[arg-type]
        while trip.step():
            pass

    def write(self) -> int:
        """Bring all that is resolved into the lake; return how many files that made."""
        before = len(self.lake.read_manifest().files)
        while self.writer.step(self.log.today):
            pass
        return len(self.lake.read_manifest().files) - before

    def verify(self) -> Verified:
        """Look at the whole lake."""
        return verify_lake(
            self.lake,
            self.log,  # type: ignore[arg-type]
            ResolvedByTrip(self.database),
            lambda _share, _rows: None,
        )

    def next_day(self) -> None:
        """Let what is heard from now on be heard on the next day."""
        self.log.today += DAY

    def paths(self) -> list[Path]:
        """Return every Parquet file in the lake's folder, as any other program would find them."""
        return sorted((self.path / "lake").rglob("*.parquet"))

    def entries(self) -> list[Entry]:
        return [entry for chunk in self.log.read(0, 10**6) for entry in chunk.entries()]


def event(number: int, user: str | None = "mina", **more: object) -> Event:
    """Return an event of somebody, by default of Mina."""
    plain: dict[str, object] = {
        "type": "track",
        "name": "Product Viewed",
        "message_id": f"m{number}",
        "source": "shop",
        "touchpoint": "web",
        "brand": "shop",
        "at": NOW - number,
        "received": NOW,
        "user_id": user,
    }
    return Event(**{**plain, **more})  # type: ignore[arg-type]


def events(numbers: Iterable[int], people: int = 3) -> list[Event]:
    """Return events of some people in turn."""
    return [event(number, f"u{number % people}") for number in numbers]


def build(database: Database, path: Path) -> House:
    """Make an empty house on a database."""
    return House(path, database, DatedLog(open_log(path)), open_lake(path))
