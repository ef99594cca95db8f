"""Reading the whole log to see whether all of it can still be read."""

from collections.abc import Callable

from dangol.memory.eventlog.contracts import Chunk, Damage, DamagedChunk, EventLog, Verified

AT_ONCE = 20_000
"""Entries read between two looks at the progress."""


def verify_log(log: EventLog, on_progress: Callable[[float, int], None]) -> Verified:
    """Read all entries that are held; nothing is changed, and others go on using the log.

    Each chunk's checksum is compared, its entries are decoded and counted, and no offset may be
    missing between the oldest entry that is held and the newest.

    Args:
        log: the log.
        on_progress: told the share that is done, from 0 to 1, and the entries read so far.
    """
    start = at = log.begin()
    end = log.head()
    chunks = entries = lost = 0
    damaged: list[DamagedChunk] = []
    while at < end and (found := log.read(at, min(AT_ONCE, end - at))):
        for chunk in found:
            reason = _find_damage(chunk)
            if reason:
                lost += chunk.count
                damaged.append(DamagedChunk(chunk.first, chunk.count, reason))
            else:
                entries += chunk.count
            chunks += chunk.damage != "missing"
        at = found[-1].after
        on_progress((at - start) / (end - start), at - start)
    return Verified(log.begin(), at, chunks, entries, lost, log.size(), damaged)


def _find_damage(chunk: Chunk) -> Damage:
    return chunk.damage or ("undecodable" if chunk.find_entries() is None else "")
