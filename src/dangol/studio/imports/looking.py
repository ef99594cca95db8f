"""A file as the wizard sees it: looked at, guessed or known again, and what was said of it."""

from hashlib import blake2b
from pathlib import Path

import msgspec
from django.conf import settings

from dangol.edge.config import read_hash_keys
from dangol.edge.plan_shelf import shield_of
from dangol.engines.database import Database
from dangol.kernel.clock import now
from dangol.live.collect.api import (
    Choices,
    FileUnreadable,
    Glance,
    Mapping,
    ReadingWish,
    RowKind,
    Shield,
    check_mapping,
    glance,
    guess,
    write_mapping,
)
from dangol.registry.access.api import get_brand
from dangol.registry.imports.api import describe, find_alike, find_file
from dangol.registry.imports.contracts import Import
from dangol.registry.sources.api import get_source
from dangol.registry.sources.contracts import Source, SourceUnknown

_choices = msgspec.json.Decoder(Choices).decode
_wish = msgspec.json.Decoder(ReadingWish).decode


class Look(msgspec.Struct, frozen=True):
    """What is known of a file: how it looks, what its columns are, and by which import."""

    file: Path
    glance: Glance
    choices: Choices
    recognised: str = ""
    """The file whose columns were the same; empty where they were guessed, or chosen here."""


def file_of(data: Path, one: Import) -> Path:
    """Return an import's file.

    Raises:
        FileUnreadable: it is gone.
    """
    file = find_file(data, one.id, one.file)
    if file is None:
        raise FileUnreadable(
            "file_gone",
            "The file {name} is not there any more. Upload it again: what is in already counts "
            "only once.",
            name=one.file,
        )
    return file


def look(db: Database, data: Path, one: Import, kind: RowKind | None = None) -> Look:
    """Look at an import's file.

    Args:
        db: the operational database.
        data: the data folder.
        one: the import.
        kind: what somebody says that a row is; what was chosen before is then guessed anew.

    Raises:
        FileUnreadable: it is gone, or cannot be understood.
    """
    file = file_of(data, one)
    seen = glance(file, _wish(one.wish) if one.wish else None)
    if kind is not None:
        return Look(file, seen, _guess(seen, kind))
    if one.choices:
        return Look(file, seen, _choices(one.choices))
    alike = find_alike(db, one.brand, hash_columns(seen.columns))
    if alike is not None and alike.choices:
        return Look(file, seen, _choices(alike.choices), alike.file)
    return Look(file, seen, _guess(seen))


def _guess(seen: Glance, kind: RowKind | None = None) -> Choices:
    """Return a guess by which times that state no zone are of the Studio's."""
    return msgspec.structs.replace(guess(seen, kind), zone=settings.TIME_ZONE)


def keep_wish(db: Database, data: Path, one: Import, wish: ReadingWish) -> None:
    """Keep how somebody wants a file to be read; what its columns are is to be said anew.

    Raises:
        FileUnreadable: it cannot be read so; nothing is changed.
    """
    glance(file_of(data, one), wish)
    describe(db, one.id, wish=_json(wish), headers="", choices="", mapping="")


def keep_look(db: Database, one: Import, seen: Look, wish: ReadingWish) -> Import:
    """Keep what somebody chose, and the mapping document made of it."""
    headers = hash_columns(seen.glance.columns)
    if seen.glance.calls:
        return describe(db, one.id, wish=_json(wish), headers=headers, choices="", mapping="")
    mapping = write_mapping(seen.choices, seen.glance, currency(db, one))
    check_mapping(mapping)
    choices = _json(seen.choices)
    return describe(db, one.id, wish=_json(wish), headers=headers, choices=choices, mapping=mapping)


def wish_of(one: Import) -> ReadingWish:
    """Return how somebody wants a file to be read."""
    return _wish(one.wish) if one.wish else ReadingWish()


def mapping_of(one: Import) -> Mapping | None:
    """Return the mapping of an import, or None where its rows are events already."""
    return check_mapping(one.mapping) if one.mapping else None


def source_of(db: Database, one: Import) -> Source:
    """Return an import's source as it is, or as it will be made when the import begins."""
    try:
        return get_source(db, one.source)
    except SourceUnknown:
        return Source(
            name=one.source,
            touchpoint=one.touchpoint,
            brand=one.brand,
            write_key="",
            proven=True,
            enabled=True,
            realm="",
            created=now(),
            currency=currency(db, one),
        )


def currency(db: Database, one: Import) -> str:
    """Return the currency of an import's brand."""
    return get_brand(db, one.brand).currency


def shield(db: Database, source: Source) -> Shield:
    """Return what stands before the log for a source, as it does for every event."""
    return shield_of(db, source, read_hash_keys(settings.DATA.path))


def hash_columns(columns: tuple[str, ...]) -> str:
    """Return by what a file's columns are known again."""
    return blake2b(msgspec.json.encode(columns), digest_size=16).hexdigest()


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
