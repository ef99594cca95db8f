"""The door of sources: make them, find them by write key, change their keys."""

import msgspec

from dangol.engines.database import Database
from dangol.kernel.event import Touchpoint
from dangol.kernel.keys import key_digest
from dangol.registry.access import api as access
from dangol.registry.access.contracts import Brand, NameTaken
from dangol.registry.sources import directory, store
from dangol.registry.sources.contracts import Limits, Source, SourceUnknown
from dangol.registry.sources.directory import PATIENCE_SECONDS
from dangol.registry.sources.rules import (
    TOUCHPOINTS,
    check_limits,
    check_source,
    is_name,
    is_proven,
    new_write_key,
)

__all__ = [
    "PATIENCE_SECONDS",
    "TOUCHPOINTS",
    "SourceDirectory",
    "add_source",
    "check_source",
    "get_source",
    "list_sources",
    "rotate_key",
    "set_enabled",
    "set_limits",
    "source_of_key",
]


def add_source(
    db: Database, name: str, touchpoint: Touchpoint, brand: str, *, secret: bool, now: int
) -> tuple[Source, str]:
    """Make a source.

    Args:
        db: the operational database.
        name: its lasting identity; it stands in every event and never changes.
        touchpoint: what kind of system speaks.
        brand: short name of the brand that it speaks for.
        secret: the key is a server's secret: kept as a hash, shown this once.
        now: microseconds UTC.

    Returns:
        The source, and its write key.

    Raises:
        Unusable: the name or the touchpoint cannot be used.
        BrandUnknown: there is no such brand.
        NameTaken: a source of that name is there.
    """
    check_source(name, touchpoint)
    brand_of_source = access.get_brand(db, brand)
    key = new_write_key(secret=secret)
    source = Source(
        name=name,
        touchpoint=touchpoint,
        brand=brand,
        write_key="" if secret else key,
        proven=is_proven(touchpoint, secret=secret),
        enabled=True,
        realm="",
        created=now,
    )
    with db.write() as session:
        if not store.add_source(session, source, key_digest(key)):
            raise NameTaken(
                "source_taken", "There is a source {name} already. Choose another name.", name=name
            )
    return _of_brand(source, brand_of_source), key


def list_sources(db: Database) -> list[Source]:
    """Return all sources, by name."""
    with db.read() as session:
        kept = store.list_sources(session)
    brands = _brands(db)
    return [_of_brand(source, brands[source.brand]) for source, _ in kept]


def get_source(db: Database, name: str) -> Source:
    """Return a source.

    Raises:
        SourceUnknown: there is none of that name.
    """
    if not is_name(name):  # it may hold what PostgreSQL refuses to be asked for, such as NUL
        raise _source_unknown(name)
    with db.read() as session:
        kept = store.find_source(session, name)
    if kept is None:
        raise _source_unknown(name)
    return _of_brand(kept[0], access.get_brand(db, kept[0].brand))


def source_of_key(db: Database, key: str) -> Source | None:
    """Return the source of a write key, enabled or not, or None where no source has it."""
    with db.read() as session:
        kept = store.find_source_of_key(session, key_digest(key))
    return None if kept is None else _of_brand(kept[0], access.get_brand(db, kept[0].brand))


def rotate_key(db: Database, name: str) -> str:
    """Give a source a new write key of the same kind and return it; the old one ends at once.

    Raises:
        SourceUnknown: there is none of that name.
    """
    with db.write() as session:
        kept = store.find_source(session, name)
        if kept is None:
            raise _source_unknown(name)
        secret = not kept[0].write_key
        key = new_write_key(secret=secret)
        store.set_key(session, name, "" if secret else key, key_digest(key))
    return key


def set_enabled(db: Database, name: str, enabled: bool) -> Source:
    """Let a source speak, or silence it; what it sent before stays.

    Raises:
        SourceUnknown: there is none of that name.
    """
    with db.write() as session:
        if not store.set_enabled(session, name, enabled):
            raise _source_unknown(name)
    return get_source(db, name)


def set_limits(db: Database, name: str, limits: Limits) -> Source:
    """Say what a source may send at most; it counts within seconds.

    Raises:
        Unusable: a limit is none; nothing was changed.
        SourceUnknown: there is none of that name.
    """
    check_limits(limits)
    with db.write() as session:
        if not store.set_limits(session, name, limits):
            raise _source_unknown(name)
    return get_source(db, name)


class SourceDirectory(directory.SourceDirectory):
    """All sources in memory; see ``find``."""

    def __init__(self, db: Database) -> None:
        super().__init__(db, _by_digest)


def _by_digest(db: Database) -> dict[str, Source]:
    with db.read() as session:
        kept = store.list_sources(session)
    brands = _brands(db)
    return {digest: _of_brand(source, brands[source.brand]) for source, digest in kept}


def _brands(db: Database) -> dict[str, Brand]:
    return {brand.slug: brand for brand in access.list_brands(db)}


def _of_brand(source: Source, brand: Brand) -> Source:
    realm = brand.slug if brand.walled else ""
    return msgspec.structs.replace(source, realm=realm, currency=brand.currency)


def _source_unknown(name: str) -> SourceUnknown:
    return SourceUnknown(
        "source_unknown", "There is no source {name}. See `dangol sources list`.", name=name
    )
