"""Looking for one message in the log: newest first, within bounds, decoding hardly anything.

The log has no index by message, since one would cost every event more than it would spare the few
who ask. A message's id stands in a chunk's bytes as it is written, so most chunks are passed over
at the speed of reading them.
"""

from collections.abc import Callable

import msgspec

from dangol.kernel.event import Lost
from dangol.memory.eventlog.contracts import Chunk, EventLog, FoundMessage, Search

AT_ONCE = 20_000
"""Entries read between two looks at the progress."""

_encode = msgspec.json.Encoder().encode


def search_log(
    log: EventLog, message_id: str, since: int, on_progress: Callable[[float, int], None]
) -> Search:
    """Return all entries with a message id, newest first.

    Args:
        log: the log.
        message_id: as its sender wrote it.
        since: chunks that were appended before this instant (µs) are not looked at.
        on_progress: told the share that is done, from 0 to 1, and the entries passed so far.
    """
    needle = _needle(message_id)
    begin, head = log.begin(), log.head()
    found: list[FoundMessage] = []
    lost = 0
    at = head
    while at > begin:
        start = max(begin, at - AT_ONCE)
        chunks = [chunk for chunk in log.read(start, at - start) if chunk.first < at]
        wanted = [chunk for chunk in chunks if chunk.appended >= since]
        for chunk in reversed(wanted):
            lost += chunk.count if chunk.damage else 0
            if needle in chunk.body:
                found += _in_chunk(chunk, message_id)
        if not chunks:  # what was to be read was forgotten meanwhile
            break
        at = wanted[0].first if wanted else at
        on_progress((head - at) / (head - begin), head - at)
        if len(wanted) < len(chunks):
            break
    return Search(found, at, head, begin, lost)


def _in_chunk(chunk: Chunk, message_id: str) -> list[FoundMessage]:
    entries = list(enumerate(chunk.entries(), start=chunk.first))
    return [
        FoundMessage(offset, chunk.appended, entry)
        for offset, entry in reversed(entries)
        if not isinstance(entry, Lost) and entry.message_id == message_id
    ]


def _needle(message_id: str) -> bytes:
    """Return an id as it stands in a chunk."""
    return _encode(message_id.encode("utf-8", "replace").decode())
