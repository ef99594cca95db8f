"""The door of imports: begun with a file, described by people, worked on one after the other."""

from pathlib import Path

import msgspec

from dangol.engines.database import Database
from dangol.kernel.clock import DAY
from dangol.kernel.event import Touchpoint
from dangol.registry.imports import store, uploads
from dangol.registry.imports.contracts import (
    CONTINUABLE,
    Counts,
    Fault,
    Import,
    ImportUnknown,
    ImportUnusable,
    State,
)
from dangol.registry.imports.uploads import (
    arrivals,
    find_file,
    find_refused,
    folder_of,
    new_id,
    refused_file,
    settle,
)

__all__ = [
    "OLDEST",
    "add_import",
    "arrivals",
    "ask_again",
    "ask_stop",
    "describe",
    "discard",
    "find_alike",
    "find_file",
    "find_refused",
    "finish",
    "folder_of",
    "get_import",
    "keep_counts",
    "list_imports",
    "new_id",
    "refused_file",
    "release",
    "settle",
    "start",
    "take_next",
    "tidy",
]

OLDEST = 7 * DAY
"""How long the file of an import stays that nobody finishes."""
REFUSED_KEPT = 30 * DAY
"""How long the rows stay that an import refused: they are people's data."""
MOST_ATTEMPTS = 3
"""How often a process may end over an import before it is given up: it may be the file's doing."""
_MOST_LISTED = 500
_BROKE = Fault(
    "The process that read the file ended three times over it. What was read so far is in. Split "
    "the file, or save it anew as csv, then import it again."
)


def add_import(
    db: Database,
    import_id: str,
    *,
    brand: str,
    source: str,
    touchpoint: Touchpoint,
    by: str,
    file: str,
    size: int,
    now: int,
) -> Import:
    """Keep a new import, whose file is in its place; nothing is read yet.

    Args:
        db: the operational database.
        import_id: of ``new_id``.
        brand: short name of the brand that the source speaks for.
        source: name of the source in whose name the rows are heard; it need not be there yet.
        touchpoint: what kind of system it is.
        by: who brought the file.
        file: its name.
        size: its bytes.
        now: microseconds UTC.
    """
    one = Import(import_id, brand, source, touchpoint, by, file[:255], size, now)
    with db.write() as session:
        store.add(session, one)
    return one


def get_import(db: Database, import_id: str) -> Import:
    """Return an import.

    Raises:
        ImportUnknown: there is none.
    """
    if "\0" not in import_id:  # an address may hold it, and PostgreSQL refuses to be asked for it
        with db.read() as session:
            found = store.find(session, import_id)
        if found is not None:
            return found
    raise ImportUnknown("import_unknown", "There is no such import. See the list of files.")


def list_imports(db: Database, sees: frozenset[str]) -> list[Import]:
    """Return the newest imports of the brands in view, newest first."""
    with db.read() as session:
        return [one for one in store.latest(session, _MOST_LISTED) if one.brand in sees]


def find_alike(db: Database, brand: str, headers: str) -> Import | None:
    """Return the newest finished import of a brand whose file had the same columns, or None."""
    with db.read() as session:
        return store.find_alike(session, brand, headers)


def describe(
    db: Database, import_id: str, *, wish: str, headers: str, choices: str, mapping: str
) -> Import:
    """Keep what somebody said of a file.

    Args:
        db: the operational database.
        import_id: which import.
        wish: how its file is read, as JSON.
        headers: its columns, hashed; empty where they are still to be described.
        choices: what they are, as JSON; empty where its rows are events already.
        mapping: the document made of that; empty likewise.

    Raises:
        ImportUnknown: there is none.
        ImportUnusable: it has begun already.
    """
    one = msgspec.structs.replace(
        get_import(db, import_id), wish=wish, headers=headers, choices=choices, mapping=mapping
    )
    with db.write() as session:
        if not store.describe(session, one):
            raise _moved()
    return one


def start(db: Database, import_id: str) -> None:
    """Let a described import be worked on as soon as those before it are done.

    Raises:
        ImportUnknown: there is none.
        ImportUnusable: it has begun already, or nobody looked at its file.
    """
    one = get_import(db, import_id)
    if not one.headers:
        raise ImportUnusable(
            "import_undescribed",
            "Nobody has looked at the columns of this file yet. Open it and say what they are.",
        )
    _move(db, one, "draft", "queued")


def ask_again(db: Database, import_id: str) -> None:
    """Let an import go on that was stopped or failed.

    Raises:
        ImportUnknown: there is none.
        ImportUnusable: it is not such a one.
    """
    one = get_import(db, import_id)
    if one.state not in CONTINUABLE:
        raise _moved()
    _move(db, one, one.state, "queued")


def ask_stop(db: Database, import_id: str) -> None:
    """Stop an import; what is in already stays. One that is done stays so.

    Raises:
        ImportUnknown: there is none.
    """
    one = get_import(db, import_id)
    with db.write() as session:
        waited = msgspec.structs.replace(one, state="stopped")
        if not store.move(session, waited, "queued"):
            store.move(session, msgspec.structs.replace(one, state="stopping"), "running")


def take_next(db: Database, now: int) -> Import | None:
    """Return the import to work on, which counts as running from now on, or None.

    One whose process ended comes first and goes on; after a third time it is given up.
    """
    with db.write() as session:
        while (found := store.find_next(session)) is not None:
            if found.state == "stopping":
                store.finish(session, _ended(found, "stopped", now))
            elif found.state == "running" and found.attempts >= MOST_ATTEMPTS:
                store.finish(session, _ended(found, "failed", now, _BROKE))
            else:
                began = found.began or now
                taken = msgspec.structs.replace(
                    found, state="running", attempts=found.attempts + 1, began=began
                )
                store.move(session, taken, found.state)
                return taken
    return None


def keep_counts(db: Database, import_id: str, counts: Counts) -> bool:
    """Keep how far an import is; return whether it should go on.

    One that came further than its last attempt is not to be given up.
    """
    with db.write() as session:
        found = store.find(session, import_id)
        if found is None or found.state != "running":
            return False
        attempts = 1 if counts.read > found.counts.read else found.attempts
        store.count(session, import_id, counts, attempts)
    return True


def release(db: Database, import_id: str) -> None:
    """Let an import wait again whose process ends in good order; it goes on with the next one."""
    one = get_import(db, import_id)
    with db.write() as session:
        store.move(session, msgspec.structs.replace(one, state="queued", attempts=0), "running")


def finish(
    db: Database,
    data: Path,
    one: Import,
    state: State,
    counts: Counts,
    *,
    now: int,
    fault: Fault | None = None,
) -> None:
    """Keep how an import ended; the file of one that is done is not needed any more."""
    ended = msgspec.structs.replace(one, counts=counts)
    with db.write() as session:
        store.finish(session, _ended(ended, state, now, fault))
    if state == "done":
        uploads.remove_file(data, one.id, one.file)


def discard(db: Database, data: Path, import_id: str) -> None:
    """Forget an import with its file and what was refused of it; events that are in stay.

    Raises:
        ImportUnknown: there is none.
        ImportUnusable: it is being worked on.
    """
    get_import(db, import_id)
    with db.write() as session:
        if not store.remove(session, import_id):
            raise _moved()
    uploads.remove_all(data, import_id)


def tidy(db: Database, data: Path, now: int) -> None:
    """Forget imports that nobody finished in a week, and what broken uploads left behind."""
    with db.write() as session:
        lying = [
            one for one in store.list_lying(session, now - OLDEST) if store.remove(session, one)
        ]
    for one in lying:
        uploads.remove_all(data, one)
    with db.read() as session:
        kept = store.latest(session, _MOST_LISTED)
    known = {one.id for one in kept if one.state != "done" or one.ended >= now - REFUSED_KEPT}
    uploads.remove_strays(data, known, (now - DAY) / 1_000_000)


def _move(db: Database, one: Import, before: State, state: State) -> None:
    moved = msgspec.structs.replace(one, state=state, attempts=0)
    with db.write() as session:
        if not store.move(session, moved, before):
            raise _moved()


def _ended(one: Import, state: State, now: int, fault: Fault | None = None) -> Import:
    return msgspec.structs.replace(one, state=state, fault=fault, ended=now)


def _moved() -> ImportUnusable:
    return ImportUnusable(
        "import_moved", "The import is not in this state any more. Look at it again."
    )
