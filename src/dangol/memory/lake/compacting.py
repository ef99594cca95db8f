"""Joining files: neighbours of a day become one sorted file, a group of rows at a time."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

from dangol.memory.lake.contracts import LakeFile, Manifest
from dangol.memory.lake.folder import LakeFolder
from dangol.memory.lake.rules.files import choose_run, replace_run


class Stopped(Exception):
    """The joining of files was told to stop; the lake is as it was."""


def compact_next(
    folder: LakeFolder,
    *,
    whole: bool = False,
    but: frozenset[str] = frozenset(),
    stopping: Callable[[], bool] = lambda: False,
) -> LakeFile | None:
    """Join the next files that are due, and let the outcome count in their place.

    Nobody else changes the lake meanwhile, since it is only a part of a day at a time. Readers see
    either the files that were joined or the one that they became.

    Args:
        folder: the lake's.
        whole: also join what there is of the day that goes on.
        but: names of files to leave as they are.
        stopping: asked now and then whether to stop.

    Returns:
        The new file, None where nothing was due.

    Raises:
        LakeDamaged: a file cannot be read; nothing was changed.
        Stopped: it was told to stop; nothing was changed.
    """
    with folder.writing() as manifest:
        run = choose_run(manifest.files, whole=whole, but=but)
        if not run:
            return None
        joined = join_files(folder, run, stopping)
        folder.keep_manifest(Manifest(files=replace_run(manifest.files, run, joined)))
        return joined


def join_files(
    folder: LakeFolder, run: Sequence[LakeFile], stopping: Callable[[], bool]
) -> LakeFile:
    """Write neighbours as one sorted file, which does not count yet."""
    from dangol.memory.lake.parquet import write_file  # pyarrow: only to write

    rows = _joined(folder, run, stopping)
    return write_file(folder, run[0].first, run[-1].after, run[0].day, rows)


def _joined(
    folder: LakeFolder, run: Sequence[LakeFile], stopping: Callable[[], bool]
) -> Iterator[object]:
    import pyarrow as pa

    from dangol.memory.lake.parquet import GROUP, Source
    from dangol.memory.lake.rules.merging import merged_groups

    with contextlib.ExitStack() as opened:
        sources = [
            opened.enter_context(Source(folder, file, max(1, GROUP // len(run)))) for file in run
        ]
        for group in merged_groups([source.read_keys() for source in sources], GROUP):
            if stopping():
                raise Stopped
            parts = zip(sources, group.counts, strict=True)
            yield pa.concat_tables([source.take(n) for source, n in parts]).take(group.order)
