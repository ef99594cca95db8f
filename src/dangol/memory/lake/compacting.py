"""Joining files: neighbours of a day become one sorted file, a group of rows at a time."""

import contextlib
from collections.abc import Iterator, Sequence

from dangol.memory.lake.contracts import LakeFile, Manifest
from dangol.memory.lake.folder import LakeFolder
from dangol.memory.lake.rules.files import choose_run, replace_run


def compact_next(
    folder: LakeFolder, *, whole: bool = False, but: frozenset[str] = frozenset()
) -> LakeFile | None:
    """Join the next files that are due, and let the outcome count in their place.

    Nobody else changes the lake meanwhile, since it is only a part of a day at a time. Readers see
    either the files that were joined or the one that they became.

    Args:
        folder: the lake's.
        whole: also join what there is of the day that goes on.
        but: names of files to leave as they are.

    Returns:
        The new file, None where nothing was due.

    Raises:
        LakeDamaged: a file cannot be read; nothing was changed.
    """
    with folder.writing() as manifest:
        run = choose_run(manifest.files, whole=whole, but=but)
        if not run:
            return None
        joined = join_files(folder, run)
        folder.keep_manifest(Manifest(files=replace_run(manifest.files, run, joined)))
        return joined


def join_files(folder: LakeFolder, run: Sequence[LakeFile]) -> LakeFile:
    """Write neighbours as one sorted file, which does not count yet."""
    from dangol.memory.lake.parquet import write_file  # pyarrow: only to write

    return write_file(folder, run[0].first, run[-1].after, run[0].day, _joined(folder, run))


def _joined(folder: LakeFolder, run: Sequence[LakeFile]) -> Iterator[object]:
    import pyarrow as pa

    from dangol.memory.lake.parquet import GROUP, Source
    from dangol.memory.lake.rules.merging import merged_groups

    with contextlib.ExitStack() as opened:
        sources = [
            opened.enter_context(Source(folder, file, max(1, GROUP // len(run)))) for file in run
        ]
        for group in merged_groups([source.read_keys() for source in sources], GROUP):
            parts = zip(sources, group.counts, strict=True)
            yield pa.concat_tables([source.take(n) for source, n in parts]).take(group.order)
