"""Which file holds an offset, what files are called, which of them become one."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from dangol.kernel.clock import to_datetime
from dangol.memory.lake.contracts import LakeFile

EVENTS = "events"
"""The folder of the files, below the lake's own."""

SMALL = 4096
"""Rows of a file of the lowest tier."""
FAN_IN = 8
"""So many neighbours of one tier become one file of the next, which is eight times as large; so a
row is written anew a few times a day, not every time that a minute's file joins it."""
MOST_FILES = 64
"""Files that are joined at one time; each is held open meanwhile."""
LARGEST = 1_000_000
"""Rows of the largest file; its order is found in memory, about 60 bytes a row."""


def day_of(at: int) -> str:
    """Return the UTC day of an instant.

    >>> day_of(1_790_000_000_000_000)
    '2026-09-21'
    """
    return to_datetime(at).date().isoformat()


def file_name(first: int, after: int, day: str, token: str) -> str:
    """Return the path of a file inside the lake; its token keeps it apart from all it replaces.

    >>> file_name(0, 512, "2026-11-25", "a1")
    'events/day=2026-11-25/000000000000-000000000512-a1.parquet'
    """
    return f"{EVENTS}/day={day}/{first:012}-{after:012}-{token}.parquet"


def find_file(files: Sequence[LakeFile], offset: int) -> LakeFile | None:
    """Return the file that holds an offset, or None."""
    place = bisect_right(files, offset, key=lambda file: file.first) - 1
    return files[place] if place >= 0 and offset < files[place].after else None


def replace_run(
    files: Sequence[LakeFile], run: Sequence[LakeFile], by: LakeFile
) -> tuple[LakeFile, ...]:
    """Return files with one in the place of a run of neighbours.

    Raises:
        ValueError: the run does not stand among the files as it is, or the new one does not hold
            exactly its offsets.
    """
    places = [place for place, file in enumerate(files) if file.name == run[0].name]
    start = places[0] if places else -1
    end = start + len(run)
    if start < 0 or tuple(files[start:end]) != tuple(run):
        raise ValueError("these files are not neighbours in the lake")
    if (by.first, by.after) != (run[0].first, run[-1].after):
        raise ValueError("the new file holds other offsets than those it replaces")
    return (*files[:start], by, *files[end:])


def choose_run(
    files: Sequence[LakeFile], *, whole: bool = False, but: frozenset[str] = frozenset()
) -> tuple[LakeFile, ...]:
    """Return the next neighbours of one day that become one file; empty where none do.

    A day that is over becomes one file, or several where it has more than ``LARGEST`` rows. Of the
    day that goes on, neighbours are joined when there are ``FAN_IN`` of about the same size.

    Args:
        files: all files of the lake, in order.
        whole: treat the last day as if it were over.
        but: names of files to leave as they are, such as damaged ones.
    """
    last_day = files[-1].day if files else ""
    for (day, left_alone), run in groupby(files, key=lambda file: (file.day, file.name in but)):
        is_over = whole or day != last_day
        if not left_alone:
            for joined in _packs(run) if is_over else _tiers(run):
                return joined
    return ()


def _packs(run: Iterable[LakeFile]) -> Iterator[tuple[LakeFile, ...]]:
    """Yield neighbours that fit together into one file, each pack as large as it may be."""
    pack: list[LakeFile] = []
    rows = 0
    for file in run:
        if pack and (rows + file.rows > LARGEST or len(pack) == MOST_FILES):
            if len(pack) > 1:
                yield tuple(pack)
            pack, rows = [], 0
        pack.append(file)
        rows += file.rows
    if len(pack) > 1:
        yield tuple(pack)


def _tiers(run: Iterable[LakeFile]) -> Iterator[tuple[LakeFile, ...]]:
    for _, found in groupby(run, key=lambda file: _tier(file.rows)):
        same = tuple(found)
        if len(same) >= FAN_IN and sum(file.rows for file in same[:FAN_IN]) <= LARGEST:
            yield same[:FAN_IN]


def _tier(rows: int) -> int:
    tier = 0
    while rows > SMALL:
        rows //= FAN_IN
        tier += 1
    return tier
