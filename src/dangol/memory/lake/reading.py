"""Reading single entries back: where the log no longer has one, the lake does.

Files hold ranges of offsets, and rows inside stand by customer, so a customer's entries are found
by the file and the few groups of rows in it that can be that customer's.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dangol.engines.database import failure_name
from dangol.kernel.event import LOST, Entry
from dangol.memory.eventlog.api import EventLog
from dangol.memory.eventlog.api import read_entries as read_from_log
from dangol.memory.lake.contracts import LakeDamaged, LakeFile
from dangol.memory.lake.folder import LakeFolder
from dangol.memory.lake.rules.files import find_file

_log = logging.getLogger(__name__)


def read_entries(
    log: EventLog, lake: LakeFolder, offsets: Sequence[int], strands: Collection[int] = ()
) -> Mapping[int, Entry]:
    """Return the entries at the given offsets, from the log as far as it can, else from the lake.

    What damage of the log made unreadable there is still whole in the lake, if it came that far.

    Args:
        log: the event log.
        lake: the lake of the same deployment.
        offsets: of the entries wanted.
        strands: those of the customer whose they are, where that is known; it makes looking quick.
    """
    found = dict(read_from_log(log, offsets))
    missing = [offset for offset in offsets if found.get(offset, LOST) is LOST]
    if missing:
        found.update(read_customer(lake, strands, missing))
    return found


def read_customer(
    lake: LakeFolder, strands: Collection[int], offsets: Iterable[int]
) -> dict[int, Entry]:
    """Return a customer's entries at the given offsets, as far as the lake has them.

    A customer's number is always that of one of the strands, so these tell which groups of rows can
    hold the entries; what is not found there is looked for in the others too. A file that cannot be
    read is reported and passed over.

    Args:
        lake: the lake.
        strands: the customer's; none where it is not known whose the entries are.
        offsets: of the entries wanted, as the timeline tells them.
    """
    found: dict[int, Entry] = {}
    with lake.reading() as manifest:
        wanted: defaultdict[str, set[int]] = defaultdict(set)
        files: dict[str, LakeFile] = {}
        for offset in offsets:
            file = find_file(manifest.files, offset)
            if file is not None:
                files[file.name] = file
                wanted[file.name].add(offset)
        for name, file in files.items():
            try:
                found.update(_read_file(lake, file, wanted[name], frozenset(strands)))
            except LakeDamaged as failure:  # one bad file hides no other's entries
                _log.error("lake file damaged", extra={"error": failure_name(failure)})
    return found


def _read_file(
    lake: LakeFolder, file: LakeFile, wanted: set[int], strands: frozenset[int]
) -> dict[int, Entry]:
    from dangol.memory.lake.parquet import groups_with, open_file, telling_damage  # pyarrow

    found: dict[int, Entry] = {}
    with open_file(lake, file) as opened, telling_damage(file):
        likely = groups_with(opened, strands)
        others = sorted(set(range(opened.metadata.num_row_groups)) - set(likely))
        for group in [*likely, *others]:
            if wanted:
                for offset, entry in _read_group(opened, group, wanted):
                    wanted.discard(offset)
                    found[offset] = entry
    return found


def _read_group(opened: Any, group: int, wanted: set[int]) -> Iterator[tuple[int, Entry]]:
    """Yield what a group of rows has of the wanted; only then are its other columns unpacked."""
    import numpy as np

    from dangol.memory.lake.rows import entry_of, rows_of

    offsets = opened.read_row_group(group, columns=["offset"])["offset"].to_numpy()
    places = np.flatnonzero(np.isin(offsets, np.array(sorted(wanted), dtype=np.int64)))
    if len(places):
        for row in rows_of(opened.read_row_group(group).take(places)):
            yield row["offset"], entry_of(row)
