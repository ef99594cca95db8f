"""Which schema the database has, told without Django, and how to bring it up to date with it.

After a migration the folder keeps a stamp of what was migrated. As long as the stamp fits, and the
database has just the migrations of our rooms, nothing needs Django to know that the schema is
right, so processes without Django start fast. The stamp alone would not do: a database can be put
back from an older copy, or be migrated further by a newer Dangol that shares it.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from dangol.config.data_folder import DataFolder, FolderUnusable
from dangol.config.snapshot import (
    lay_snapshot,
    migrating_packages,
    snapshot_migrations,
    snapshot_packages,
)
from dangol.config.upgrading import (
    OnCopy,
    put_back_unfinished,
    told_on_failure,
    undone_on_failure,
)
from dangol.engines.database import load_queries, open_database

_PACKAGE = Path(__file__).parent.parent
_SQL = load_queries(__package__, "schema")


def is_current(folder: DataFolder) -> bool:
    """Tell whether the database was migrated to what this installation needs, and no further.

    A database that does not answer is judged by the stamp alone: who asks it next is told.
    """
    try:
        stamped = _stamp_file(folder).read_text() == _stamp(folder)
    except OSError:
        return False
    return stamped and _has_just_ours(folder)


def _has_just_ours(folder: DataFolder) -> bool:
    ours = {(path.parent.parent.name, path.stem) for path in _our_migrations()}
    rooms = {room for room, _ in ours}
    db = open_database(folder.database_url)
    try:
        with db.read() as session:
            applied = session.rows(_SQL.applied_migrations)
    except Exception:  # whatever the driver says: it does not answer
        return True
    finally:
        db.close()
    return {(app, name) for app, name in applied if app in rooms} == ours


def migrate(folder: DataFolder, tell: OnCopy = lambda _path: None) -> None:
    """Bring the database to today's schema and lay the roles.

    For all but a new SQLite database this loads Django and takes seconds.

    Args:
        folder: the data folder.
        tell: told where a copy of the database is as it was, where it was there and was changed.

    Raises:
        FolderUnusable: a newer Dangol has migrated it further. Nothing was changed.
        UpgradeFailed: it failed, and a SQLite database is again what it was.
    """
    put_back_unfinished(folder)
    if not _lay_whole(folder):
        _migrate(folder, tell)
    _stamp_file(folder).write_text(_stamp(folder))


def _lay_whole(folder: DataFolder) -> bool:
    """Give a new SQLite database all that it needs at once; tell whether that could be done."""
    return (
        _is_sqlite(folder)
        and snapshot_packages() == migrating_packages()
        and lay_snapshot(folder.path / "dangol.db", snapshot_migrations())
    )


def _migrate(folder: DataFolder, tell: OnCopy) -> None:
    start_django(folder)
    _begin(folder)
    _check_not_newer()
    with _safely(folder, tell):
        from django.core.management import call_command  # paid only where it is needed

        from dangol.config.people import lay_roles

        call_command("migrate", verbosity=0, interactive=False)
        lay_roles()


@contextlib.contextmanager
def _safely(folder: DataFolder, tell: OnCopy) -> Iterator[None]:
    """Keep a way back while the schema changes; an older Dangol must not start meanwhile."""
    if not _is_pending():
        yield
        return
    if not _is_sqlite(folder):
        with told_on_failure():
            yield
        return
    from django.db import connections  # paid only where it is needed

    stamp = _stamp_file(folder)
    before = stamp.read_text() if stamp.exists() else None
    try:
        with undone_on_failure(folder, connections.close_all, tell):
            stamp.unlink(missing_ok=True)
            yield
    except BaseException:
        if before is not None:
            stamp.write_text(before)
        raise


def _is_pending() -> bool:
    """Tell whether any migration is to be applied to a database that has some already."""
    from django.db import connection  # paid only where it is needed
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    applied = bool(executor.loader.applied_migrations)
    return applied and bool(executor.migration_plan(targets))


def _is_sqlite(folder: DataFolder) -> bool:
    return urlsplit(folder.database_url).scheme == "sqlite"


def start_django(folder: DataFolder) -> None:
    """Load Django in this process, on a folder."""
    os.environ["DANGOL_DATA"] = str(folder.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
    import django  # only those who call this pay for it

    django.setup()


def _begin(folder: DataFolder) -> None:
    """Give a new SQLite database its tables at once."""
    if _is_sqlite(folder):
        from django.db.migrations.loader import MigrationLoader  # paid only where it is needed

        lay_snapshot(folder.path / "dangol.db", MigrationLoader(None).disk_migrations)


def _check_not_newer() -> None:
    """Refuse a database with migrations that this Dangol does not know, in its own rooms or whole.

    Migrations of packages that are installed say nothing: other releases of them fit too.
    """
    from django.apps import apps  # the price is paid only where it is needed
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known |= {(app, name) for app, name in migration.replaces}
    others = {app.label for app in apps.get_app_configs() if not app.name.startswith("dangol.")}
    newer = sorted(set(loader.applied_migrations) - known)
    for app, name in newer:
        if app not in others:
            raise FolderUnusable(
                "schema_newer",
                "The database was migrated by a newer Dangol ({migration} is not known to this "
                "one). Nothing was changed. Install the newer Dangol, or name another folder "
                "with --data.",
                migration=f"{app}.{name}",
            )


def _stamp_file(folder: DataFolder) -> Path:
    return folder.run / "schema"


def _stamp(folder: DataFolder) -> str:
    """Return a hash over our migrations, the packages that bring their own, and the database."""
    parts = [migrating_packages()]
    parts += sorted(str(path.relative_to(_PACKAGE)) for path in _our_migrations())
    parts.append(_place(folder.database_url))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _our_migrations() -> Iterator[Path]:
    return _PACKAGE.glob("*/*/migrations/0*.py")


def _place(database_url: str) -> str:
    """Tell databases apart; the SQLite file moves with its folder, so any is the same."""
    where = urlsplit(database_url)
    if where.scheme == "sqlite":
        return where.scheme
    return f"{where.hostname} {where.port} {where.path}"
