"""Making a data folder ready: files, schema, roles, first people, first brand, first key."""

import msgspec

from dangol.config import data_folder, schema
from dangol.config.data_folder import DataFolder
from dangol.config.upgrading import OnCopy
from dangol.engines.database import Database, open_database
from dangol.registry.access import api as access
from dangol.registry.access.contracts import Brand, Person

FIRST_BRAND = "Main"
FIRST_KEY = "first"


class Created(msgspec.Struct, frozen=True):
    """What ``dangol init`` did; people and key only where they were made this time."""

    data: str
    brand: str | None
    users: list[Person]
    api_key: str | None


def create(
    folder: DataFolder,
    brand: str | None,
    *,
    now: int,
    held: bool = False,
    tell: OnCopy = lambda _path: None,
) -> Created:
    """Make or upgrade a data folder. Running it again changes nothing that is there.

    Args:
        folder: where; need not exist.
        brand: name of a brand to have; None makes the first one only where there is none.
        now: microseconds UTC.
        held: whether the caller holds the folder, so that nobody else runs on it.
        tell: told where a copy of the database is as it was before an upgrade.

    Raises:
        FolderHeld: the database needs upgrading while somebody works on it. Nothing was changed.
        FolderUnusable: the folder is of a newer Dangol.
    """
    data_folder.prepare_place(folder)
    with data_folder.making(folder):
        if data_folder.is_held(folder) and not held and not schema.is_current(folder):
            raise data_folder.folder_held(folder)
        return _create(folder, brand, now, tell)


def _create(folder: DataFolder, brand: str | None, now: int, tell: OnCopy) -> Created:
    data_folder.make(folder)
    schema.migrate(folder, tell)
    db = open_database(folder.database_url)
    try:
        wanted = _ensure_brand(db, brand, now=now)
        people = access.add_first_people(db)
        first = bool(people) and not access.list_keys(db)
        key = access.add_key(db, FIRST_KEY, "admin", (), now=now) if first else None
    finally:
        db.close()
    return Created(str(folder.path), wanted.slug if wanted else None, people, key)


def _ensure_brand(db: Database, name: str | None, *, now: int) -> Brand | None:
    brands = access.list_brands(db)
    if name is None and brands:
        return brands[0] if len(brands) == 1 else None
    name = name or FIRST_BRAND
    for brand in brands:
        if name in (brand.name, brand.slug):
            return brand
    return access.add_brand(db, access.brand_slug(name), name, now=now)
