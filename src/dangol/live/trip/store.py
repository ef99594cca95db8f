"""The trip's rows as structs."""

from dangol.engines.database import Database, Session, load_queries
from dangol.live.trip.contracts import (
    Activity,
    Heard,
    LostSpan,
    Resolution,
    SetAside,
    TripState,
    Violation,
)
from dangol.live.trip.rules import OutcomeCount, count_packed, unpack_resolution

Q = load_queries("dangol.live.trip", "trip")


def find_state(database: Database) -> TripState:
    """Return how far the trip is; a new deployment stands at offset 0."""
    with database.read() as session:
        row = session.one(Q.find_checkpoint)
    return TripState(*row) if row else TripState(0, 0, "", None)


def settle_state(database: Database) -> TripState:
    """Return how far the trip is for good: no power cut can take it back.

    Args:
        database: opened as durable; the trip's own commits are not.
    """
    with database.write() as session:
        session.run(Q.settle_checkpoint)
        row = session.one(Q.find_checkpoint)
    return TripState(*row) if row else TripState(0, 0, "", None)


def list_resolutions(database: Database, first: int, last: int) -> list[Resolution]:
    """Return the resolutions of the chunks that overlap offsets ``first`` to ``last``."""
    with database.read() as session:
        rows = session.rows(Q.list_resolutions, first=first, last=last)
    found = [unpack_resolution(row[0], row[1], bytes(row[2])) for row in rows]
    return [resolution for resolution in found if resolution.first + resolution.count > first]


def count_resolved(database: Database, first: int, last: int) -> OutcomeCount:
    """Count what became of the entries at offsets ``first`` to ``last``, as far as is known.

    What the trip set aside, or could not read, is neither accepted nor a duplicate.
    """
    with database.read() as session:
        rows = session.rows(Q.list_resolutions, first=first, last=last)
    counted = [
        count_packed(bytes(body), slice(max(0, first - begin), max(0, last - begin + 1)))
        for begin, _, body in rows
    ]
    return OutcomeCount(sum(c.accepted for c in counted), sum(c.duplicates for c in counted))


def list_activity(database: Database, since: int) -> list[Activity]:
    """Return what each source sent since an hour (µs)."""
    with database.read() as session:
        return [Activity(*row) for row in session.rows(Q.list_activity, since=since)]


def list_heard(database: Database, source: str) -> list[Heard]:
    """Return all that was ever heard of each source, or of the one that is named."""
    with database.read() as session:
        return [Heard(*row) for row in session.rows(Q.list_heard, source=source)]


def list_aside(database: Database, limit: int) -> list[SetAside]:
    """Return the newest entries that were set aside."""
    with database.read() as session:
        return [SetAside(*row) for row in session.rows(Q.list_aside, limit=limit)]


def list_violations(database: Database, source: str, limit: int) -> list[Violation]:
    """Return what sources send against their plans, or the one that is named, latest first."""
    with database.read() as session:
        rows = session.rows(Q.list_violations, source=source, limit=limit)
    return [Violation(*row) for row in rows]


def find_aside(database: Database, offset: int) -> SetAside | None:
    """Return why an entry was set aside, None where it was not."""
    with database.read() as session:
        row = session.one(Q.find_aside, position=offset)
    return SetAside(*row) if row else None


def count_lost(database: Database) -> int:
    """Return how many entries could not be read when the trip came to them."""
    with database.read() as session:
        row = session.one(Q.count_lost)
    return row[0] if row else 0


def list_lost(database: Database, limit: int) -> list[LostSpan]:
    """Return the newest runs of entries that could not be read."""
    with database.read() as session:
        return [LostSpan(*row) for row in session.rows(Q.list_lost, limit=limit)]


def keep_failure(session: Session, failure: str, at: int) -> None:
    """Remember the last failure."""
    session.run(Q.keep_failure, failure=failure[:2000], at=at)
