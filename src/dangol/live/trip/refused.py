"""What was refused and is kept: looked up, counted, and the names that sources go by."""

from collections.abc import Sequence, Set
from typing import Any

import msgspec

from dangol.engines.database import Database, load_queries
from dangol.kernel.clock import DAY
from dangol.kernel.event import Event, Rejection
from dangol.live.collect.api import MOST_NAMES, REMEMBERED_DAYS, Names
from dangol.live.trip.contracts import HourOfSource, Refused, RefusedFilter, RefusedUnknown
from dangol.live.trip.store import Q as TRIP
from dangol.memory.eventlog.contracts import EventLog
from dangol.registry.sources.contracts import Source

Q = load_queries("dangol.live.trip", "accounts")

MOST_LISTED = 10_000
"""Refused events of which one look takes the positions."""
MOST_UNTAKEN = 200_000
"""Entries that wait for the trip which are looked through for what a source sent today."""


def list_refused(database: Database, asked: RefusedFilter, limit: int) -> list[Refused]:
    """Return refused events that fit, newest first, without what they say."""
    with database.read() as session:
        rows = session.rows(Q.list_refused, most=limit, **_values(asked))
    return [_refused(row) for row in rows]


def count_refused(database: Database, asked: RefusedFilter) -> int:
    """Return how many refused events fit."""
    with database.read() as session:
        row = session.one(Q.count_refused, **_values(asked))
    return int(row[0]) if row else 0


def list_ready(database: Database, asked: RefusedFilter) -> list[int]:
    """Return where those stood that fit and can be sent again, oldest first."""
    ready = msgspec.structs.replace(asked, state="ready")
    return sorted(one.position for one in list_refused(database, ready, MOST_LISTED))


def get_refused(database: Database, position: int) -> Refused:
    """Return one refused event, with what it says.

    Raises:
        RefusedUnknown: none is kept from there.
    """
    with database.read() as session:
        row = session.one(Q.find_refused, position=position)
    if row is None:
        raise RefusedUnknown(
            "refused_unknown",
            "No refused event is kept from there. Only the newest of each source and reason are.",
        )
    return _refused(row)


def list_whole(database: Database, positions: list[int]) -> list[Refused]:
    """Return those of some refused events that can be sent again, with what they say."""
    with database.read() as session:
        return [_refused(row) for row in session.rows(Q.list_ready, positions=positions)]


def list_refused_codes(database: Database, brands: Set[str]) -> dict[str, str]:
    """Return the reasons for which refused events are kept, each with its sentence."""
    with database.read() as session:
        return dict(session.rows(Q.list_refused_codes, brands=sorted(brands)))


def list_reasons(database: Database, source: str, since: int, until: int) -> dict[str, int]:
    """Return for what reasons a source was refused in whole hours, and how often, most first."""
    with database.read() as session:
        return dict(session.rows(Q.list_reasons, source=source, since=since, until=until))


def list_hours(database: Database, source: str, since: int, until: int) -> list[HourOfSource]:
    """Return what a source sent in each hour from ``since`` to before ``until`` (µs)."""
    with database.read() as session:
        rows = session.rows(Q.list_hours, source=source, since=since, until=until)
    return [HourOfSource(*row) for row in rows]


def known_names(database: Database, source: Source, now: int) -> Names:
    """Return the guard over a source's names as it stands by what the trip has taken so far."""
    most = source.most_names or MOST_NAMES
    with database.read() as session:
        rows = session.rows(Q.list_names, source=source.name, most=most * REMEMBERED_DAYS)
    day = now // DAY
    today = [name for name, at in rows if at >= day]
    return Names(most, day, today, [name for name, at in rows if at < day])


def heard_today(database: Database, log: EventLog, source: str, now: int) -> int:
    """Return how many events a source sent on the present day (UTC), also what waits for the trip.

    Args:
        database: the operational database.
        log: the event log.
        source: its name.
        now: µs.
    """
    midnight = now - now % DAY
    with database.read() as session:  # one snapshot: what is counted is what was taken
        checkpoint = session.one(TRIP.find_checkpoint)
        hours = session.rows(Q.list_hours, source=source, since=midnight, until=midnight + DAY)
    untaken = checkpoint[0] if checkpoint else 0
    return sum(sum(outcomes) for _, *outcomes in hours) + sum(
        entry.source == source and entry.received >= midnight
        for chunk in log.read(untaken, MOST_UNTAKEN)
        for offset, entry in enumerate(chunk.entries(), start=chunk.first)
        if offset >= untaken and isinstance(entry, Event | Rejection)
    )


def _values(asked: RefusedFilter) -> dict[str, object]:
    return {
        "brands": sorted(asked.brands),
        "before": asked.before,
        "since": asked.since,
        "until": asked.until,
        "source": asked.source,
        "code": asked.code,
        "state": asked.state,
        "words": _pattern(asked.text),
        "deep": int(asked.deep),
    }


def _pattern(text: str) -> str:
    """Return a text as a pattern that finds it anywhere, empty for none."""
    words = text.strip().lower().replace("\0", "")
    for mark in "!%_":
        words = words.replace(mark, f"!{mark}")
    return f"%{words}%" if words else ""


def _refused(row: Sequence[Any]) -> Refused:
    values = list(row)  # columns are those of the struct, in its order
    values[_WHOLE] = bool(values[_WHOLE])  # SQLite knows no truth, only 0 and 1
    return Refused(*values)


_WHOLE = Refused.__struct_fields__.index("whole")
