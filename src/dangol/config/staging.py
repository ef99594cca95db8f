"""The demo's data folder: three brands, their sources, and a mark that says that this is a demo.

The mark (``demo.json``, readable by its owner alone) holds what a second start needs: since when
the house is played, the write keys, and how to sign in. It stands only in folders that the demo
made, so nobody's real customers ever meet simulated ones.
"""

import os

import msgspec

from dangol.config.creation import create
from dangol.config.data_folder import DataFolder, FolderUnusable, prepare_place
from dangol.demo.api import BRANDS, SEED, Play, list_sources
from dangol.engines.database import Database, is_database_failure, open_database
from dangol.registry.access import api as access
from dangol.registry.access.contracts import Person
from dangol.registry.sources import api as sources


class DemoMark(msgspec.Struct):
    """What the demo remembers of itself; ``told`` once the whole history was sent."""

    began: int
    customers: int
    seed: int = SEED
    told: bool = False
    api_key: str | None = None
    users: list[Person] = []
    keys: dict[str, str] = {}

    def play(self, base_url: str) -> Play:
        """Return the performance that this folder is for."""
        return Play(base_url, self.keys, began=self.began, customers=self.customers, seed=self.seed)


def find_mark(folder: DataFolder) -> DemoMark | None:
    """Return a folder's mark, or None where the demo did not make it.

    Raises:
        FolderUnusable: there is one, but it is damaged.
    """
    try:
        return msgspec.json.decode((folder.path / "demo.json").read_bytes(), type=DemoMark)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise FolderUnusable(
            "demo_mark_damaged",
            "The file demo.json in {path} cannot be read. Remove the folder to begin the demo "
            "anew, or name another folder with --data.",
            path=folder.path,
        ) from error


def keep_mark(folder: DataFolder, mark: DemoMark) -> None:
    """Write the mark: all of it or nothing, for its owner alone."""
    draft = folder.path / "demo.json.new"
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.encode(mark))
    draft.replace(folder.path / "demo.json")


def prepare_house(folder: DataFolder, customers: int, *, now: int) -> DemoMark:
    """Make a data folder the demo's house, or find that it is. The caller holds the folder.

    The mark is written first, so that a demo that is interrupted goes on in its own folder, and
    again with each thing that cannot be found out a second time.

    Args:
        folder: where; need not exist.
        customers: how many people the history shall have, where there is no demo yet.
        now: µs.

    Raises:
        FolderUnusable: the folder is somebody's own.
    """
    mark = find_mark(folder)
    if mark is None:
        _check_unused(folder)
        mark = DemoMark(began=now, customers=customers)
        prepare_place(folder)
        keep_mark(folder, mark)
    created = create(folder, BRANDS[0].name, now=now, held=True)
    mark.users = created.users or mark.users
    mark.api_key = created.api_key or mark.api_key
    keep_mark(folder, mark)
    database = open_database(folder.database_url)
    try:
        _furnish(database, mark, now)
    finally:
        database.close()
    keep_mark(folder, mark)
    return mark


def _check_unused(folder: DataFolder) -> None:
    """Refuse a folder, or a database that DATABASE_URL names, that somebody else has made."""
    used = folder.exists or (not folder.database_url.startswith("sqlite:") and _has_brands(folder))
    if used:
        raise FolderUnusable(
            "folder_not_demo",
            "The data folder {path} holds a real house, so the demo does not touch it. Name "
            "another folder, such as: dangol demo --data demo",
            path=folder.path,
        )


def _has_brands(folder: DataFolder) -> bool:
    """Tell whether a database is a house; one without our tables is none."""
    database = open_database(folder.database_url)
    try:
        return bool(access.list_brands(database))
    except Exception as failure:
        if is_database_failure(failure):
            return False
        raise
    finally:
        database.close()


def _furnish(database: Database, mark: DemoMark, now: int) -> None:
    """Add the brands and sources that are missing, and get a key for each source."""
    there = {brand.slug for brand in access.list_brands(database)}
    for brand in BRANDS:
        if brand.slug not in there:
            access.add_brand(database, brand.slug, brand.name, now=now)
    known = {source.name for source in sources.list_sources(database)}
    for source in list_sources():
        if source.name not in known:
            _, mark.keys[source.name] = sources.add_source(
                database,
                source.name,
                source.touchpoint,
                source.brand,
                secret=source.secret,
                now=now,
            )
        elif source.name not in mark.keys:
            mark.keys[source.name] = sources.rotate_key(database, source.name)
