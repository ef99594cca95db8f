"""SQL of imports, in and out of contracts."""

from typing import Any

import msgspec

from dangol.engines.database import Session, load_queries
from dangol.registry.imports.contracts import Counts, Fault, Import

_SQL = load_queries(__package__, "imports")
_counts = msgspec.json.Decoder(Counts).decode
_fault = msgspec.json.Decoder(Fault).decode


def add(session: Session, one: Import) -> None:
    """Keep a new import."""
    kept = {**msgspec.structs.asdict(one), "counts": _json(one.counts), "fault": ""}
    session.run(_SQL.add, **kept)


def find(session: Session, import_id: str) -> Import | None:
    """Return an import, or None."""
    return _read(session.one(_SQL.find, id=import_id))


def latest(session: Session, most: int) -> list[Import]:
    """Return the newest imports of all brands, newest first."""
    return [one for row in session.rows(_SQL.latest, most=most) if (one := _read(row))]


def find_alike(session: Session, brand: str, headers: str) -> Import | None:
    """Return the newest finished import of a brand whose file had the same columns, or None."""
    return _read(session.one(_SQL.find_alike, brand=brand, headers=headers))


def find_next(session: Session) -> Import | None:
    """Return the import to work on next, one that was cut short before all others, or None."""
    return _read(session.one(_SQL.next))


def describe(session: Session, one: Import) -> bool:
    """Keep what somebody said of a file; tell False where it is no draft any more."""
    changed = session.run(
        _SQL.describe,
        id=one.id,
        wish=one.wish,
        headers=one.headers,
        choices=one.choices,
        mapping=one.mapping,
    )
    return changed == 1


def move(session: Session, one: Import, before: str) -> bool:
    """Bring an import to a state; tell False where it is not in the one before any more."""
    changed = session.run(
        _SQL.move,
        id=one.id,
        state=one.state,
        before=before,
        attempts=one.attempts,
        began=one.began,
    )
    return changed == 1


def count(session: Session, import_id: str, counts: Counts, attempts: int) -> None:
    """Keep how far an import under way is."""
    session.run(_SQL.count, id=import_id, counts=_json(counts), attempts=attempts)


def finish(session: Session, one: Import) -> None:
    """Keep how an import under way ended."""
    fault = "" if one.fault is None else _json(one.fault)
    session.run(
        _SQL.finish,
        id=one.id,
        state=one.state,
        counts=_json(one.counts),
        fault=fault,
        ended=one.ended,
    )


def remove(session: Session, import_id: str) -> bool:
    """Forget an import; tell False where it is being worked on."""
    return session.run(_SQL.remove, id=import_id) == 1


def list_lying(session: Session, before: int) -> list[str]:
    """Return the imports that nobody finished since an instant, by their ids."""
    return [str(row[0]) for row in session.rows(_SQL.lying, before=before)]


def _read(row: Any) -> Import | None:
    if row is None:
        return None
    told = dict(zip(Import.__struct_fields__, row, strict=True))
    told["counts"] = _counts(told["counts"])
    told["fault"] = _fault(told["fault"]) if told["fault"] else None
    return Import(**told)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
