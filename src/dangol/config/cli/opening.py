"""Opening a data folder for one command."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from dangol.config import data_folder, schema
from dangol.config.data_folder import DataFolder
from dangol.engines.database import Database, open_database
from dangol.kernel.errors import Unavailable
from dangol.registry.access import api as access
from dangol.registry.access.contracts import Brand, BrandUnknown


@contextlib.contextmanager
def opened(data: Path) -> Iterator[tuple[DataFolder, Database]]:
    """Open a folder whose database has today's schema, and close the database again.

    Raises:
        FolderUnusable: there is none, or it is of a newer format.
        Unavailable: the database is not what this Dangol needs.
    """
    folder = data_folder.open_folder(data)
    if not schema.is_current(folder):
        raise Unavailable(
            "schema_old",
            "The database of {path} is not up to date. Run: dangol init --data {path}",
            path=folder.path,
        )
    db = open_database(folder.database_url)
    try:
        yield folder, db
    finally:
        db.close()


def chosen_brand(db: Database, named: str | None) -> Brand:
    """Return the brand that was named, by its short name or its name; else the only one.

    Raises:
        BrandUnknown: none fits, or several do and none was named.
    """
    brands = access.list_brands(db)
    fitting = [brand for brand in brands if named in (None, brand.slug, brand.name)]
    if len(fitting) == 1:
        return fitting[0]
    slugs = ", ".join(brand.slug for brand in brands) or "-"
    if named is None:
        raise BrandUnknown(
            "brand_not_named", "Say which brand with --brand. There are: {slugs}.", slugs=slugs
        )
    raise BrandUnknown(
        "brand_unknown", "There is no brand {slug}. There are: {slugs}.", slug=named, slugs=slugs
    )
