"""SQL of sources, in and out of contracts."""

from typing import Any

from dangol.engines.database import Session, load_queries
from dangol.kernel.event import Touchpoint
from dangol.registry.sources.contracts import Limits, Source

_SQL = load_queries(__package__, "sources")
Kept = tuple[Source, str]
"""A source without its realm and currency, which access knows, and the digest of its key."""


def list_sources(session: Session) -> list[Kept]:
    """Return all sources, by name."""
    return [_kept(row) for row in session.rows(_SQL.list_sources)]


def find_source(session: Session, name: str) -> Kept | None:
    """Return a source, or None."""
    row = session.one(_SQL.find_source, name=name)
    return _kept(row) if row else None


def find_source_of_key(session: Session, digest: str) -> Kept | None:
    """Return the source of a key's digest, or None."""
    row = session.one(_SQL.find_source_of_key, digest=digest)
    return _kept(row) if row else None


def add_source(session: Session, source: Source, digest: str) -> bool:
    """Add a source; tell False where its name is taken."""
    added = session.run(
        _SQL.add_source,
        name=source.name,
        touchpoint=source.touchpoint,
        brand=source.brand,
        write_key=source.write_key,
        digest=digest,
        proven=source.proven,
        enabled=source.enabled,
        created=source.created,
    )
    return added == 1


def set_key(session: Session, name: str, write_key: str, digest: str) -> None:
    """Replace a source's key; ``write_key`` empty where it is secret."""
    session.run(_SQL.set_key, name=name, write_key=write_key, digest=digest)


def set_enabled(session: Session, name: str, enabled: bool) -> bool:
    """Let a source speak or silence it; tell False where there is none of that name."""
    return session.run(_SQL.set_enabled, name=name, enabled=enabled) == 1


def set_limits(session: Session, name: str, limits: Limits) -> bool:
    """Say what a source may send at most; tell False where there is none of that name."""
    changed = session.run(
        _SQL.set_limits,
        name=name,
        per_second=limits.per_second,
        per_day=limits.per_day,
        most_names=limits.most_names,
    )
    return changed == 1


def _kept(row: tuple[Any, ...]) -> Kept:
    name, touchpoint, brand, write_key, proven, enabled, created, digest, *limits = row
    checked: Touchpoint = touchpoint
    source = Source(
        name=name,
        touchpoint=checked,
        brand=brand,
        write_key=write_key,
        proven=bool(proven),
        enabled=bool(enabled),
        realm="",
        created=created,
        per_second=limits[0],
        per_day=limits[1],
        most_names=limits[2],
    )
    return source, digest
