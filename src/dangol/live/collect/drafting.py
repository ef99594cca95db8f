"""A tracking plan drafted from the log: what a source really sends, the newest first."""

from collections.abc import Iterator

from dangol.kernel.event import Event
from dangol.live.collect.rules.plans.inferring import Inference
from dangol.memory.eventlog.contracts import EventLog

SPAN = 2_000
"""Entries that are read from the log at a time, newest first."""


def draft_plan(log: EventLog, source: str, most: int) -> Inference:
    """Return what a source's plan would be by what was heard of it.

    Args:
        log: the event log.
        source: its name.
        most: entries of the log to look at, the newest.
    """
    found = Inference()
    for event in _newest_first(log, most):
        if event.source == source:
            found.add(event)
    return found


def _newest_first(log: EventLog, most: int) -> Iterator[Event]:
    end = log.head()
    floor = max(0, end - most)
    while end > floor:
        start = max(floor, end - SPAN)
        entries = [
            entry
            for chunk in log.read(start, end - start)
            for offset, entry in enumerate(chunk.entries(), start=chunk.first)
            if start <= offset < end
        ]
        yield from (entry for entry in reversed(entries) if isinstance(entry, Event))
        end = start
