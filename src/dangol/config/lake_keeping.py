"""The lake as this house keeps it: what the trip tells it, how late it is, how it catches up."""

from collections.abc import Callable, Mapping, Sequence

from dangol.config.data_folder import DataFolder
from dangol.engines.database import Database
from dangol.kernel.clock import SECOND
from dangol.kernel.environment import find_number
from dangol.live.trip.api import Resolution, resolutions, trip_state
from dangol.memory.eventlog.api import EventLog, open_log
from dangol.memory.lake.api import LakeFolder, Writer, open_lake

USUAL_SECONDS = 60
"""How long entries wait for others to share a file with; fewer seconds make more and smaller files
until they are joined."""


class ResolvedByTrip:
    """The trip as the lake asks it: how far it is, and what became of entries.

    Args:
        database: where the trip keeps both.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def position(self) -> int:
        """Return the offset of the first entry that is not resolved yet."""
        return trip_state(self._database).offset

    def resolved(self, first: int, last: int) -> Sequence[Resolution]:
        """Return what became of the chunks that overlap offsets ``first`` to ``last``."""
        return resolutions(self._database, first, last)


def read_lateness(environment: Mapping[str, str]) -> int:
    """Return how late the lake may be in µs: ``DANGOL_LAKE_SECONDS``.

    Raises:
        Unusable: it is no number from 0 on.
    """
    seconds = find_number(environment, "DANGOL_LAKE_SECONDS")
    return int((USUAL_SECONDS if seconds is None else seconds) * SECOND)


def open_writer(
    folder: DataFolder, database: Database, lateness: int
) -> tuple[LakeFolder, EventLog, Writer]:
    """Return a folder's lake and log, and the writer that leads from one to the other."""
    lake, log = open_lake(folder.path), open_log(folder.path)
    return lake, log, Writer(lake, log, ResolvedByTrip(database), lateness)


def catch_up(
    folder: DataFolder,
    database: Database,
    now: int,
    on_share: Callable[[float, int], None] = lambda _share, _count: None,
) -> tuple[LakeFolder, EventLog]:
    """Bring a folder's lake to where the trip is, beside the role that does so all the time.

    Args:
        folder: the data folder.
        database: its operational database.
        now: the present instant, µs.
        on_share: told the share that is done, from 0 to 1, and the entries written.

    Returns:
        The lake, and the log.
    """
    lake, log, writer = open_writer(folder, database, lateness=0)
    written = 0
    while took := writer.step(now):
        written += took
        on_share(min(1.0, lake.read_manifest().position / max(1, log.head())), written)
    return lake, log
