"""What was acknowledged and is not there any more: told once, and passed over."""

import logging
from collections.abc import Sequence

from dangol.kernel.event import LOST, Entry
from dangol.live.trip.contracts import LostSpan
from dangol.memory.eventlog.contracts import Chunk

FORGOTTEN = "forgotten"

_log = logging.getLogger(__name__)


def find_lost(
    position: int, chunks: Sequence[Chunk], entries: Sequence[Entry], now: int
) -> list[LostSpan]:
    """Return the runs of entries that should be there and are not.

    Args:
        position: where the last commit ended.
        chunks: what the log gives from there on.
        entries: those of the chunks, in order.
        now: microseconds UTC.
    """
    spans: list[LostSpan] = []
    forgotten = chunks[0].first - position
    if forgotten > 0:
        spans.append(LostSpan(position, forgotten, FORGOTTEN, now))
    at = 0
    for chunk in chunks:
        if entries[at] is LOST:
            reason = chunk.damage or "undecodable"
            spans.append(LostSpan(chunk.first, chunk.count, reason, now))
        at += chunk.count
    return spans


def report_lost(lost: Sequence[LostSpan]) -> None:
    """Tell whoever reads the reports which runs of entries were lost, and why the first was."""
    if lost:
        details = {"offsets": [span.first for span in lost], "cause": lost[0].reason}
        _log.error("entries lost", extra=details)
