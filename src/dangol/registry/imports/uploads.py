"""Files that people brought, in the data folder: a folder an import, readable by its owner alone.

Beside the file itself lie the rows that became no event. The file goes when its rows are in, or
with the import; nothing of it is in a database, a log or a backup.
"""

import re
import secrets
import shutil
from pathlib import Path

FOLDER = Path("imports") / "uploads"
REFUSED = "refused.ndjson"
LONGEST_NAME = 60
_UNSAFE = re.compile(r"[^\w.\-]+")


def new_id() -> str:
    """Return an id for an import, which nobody can guess."""
    return secrets.token_hex(12)


def arrivals(data: Path) -> Path:
    """Return the folder in which files are written while they arrive, made where it is missing."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def settle(data: Path, import_id: str, arrived: Path, name: str) -> Path:
    """Give a file that arrived its place, under its own name as far as that is safe.

    Args:
        data: the data folder.
        import_id: of ``new_id``.
        arrived: where it was written.
        name: what its owner calls it.
    """
    folder = folder_of(data, import_id)
    folder.mkdir(mode=0o700, parents=True)
    arrived.chmod(0o600)
    return arrived.rename(folder / safe_name(name))


def folder_of(data: Path, import_id: str) -> Path:
    """Return the folder of an import, whether it is there or not."""
    return data / FOLDER / import_id


def find_file(data: Path, import_id: str, name: str) -> Path | None:
    """Return the file of an import, or None where it is gone."""
    file = folder_of(data, import_id) / safe_name(name)
    return file if file.is_file() else None


def find_refused(data: Path, import_id: str) -> Path | None:
    """Return the rows that became no event, or None where there are none."""
    file = refused_file(data, import_id)
    return file if file.is_file() else None


def refused_file(data: Path, import_id: str) -> Path:
    """Return where the rows are written that became no event."""
    return folder_of(data, import_id) / REFUSED


def safe_name(name: str) -> str:
    """Return a name that any file system takes, still known again by its owner.

    >>> safe_name("../주문 내역 (3월).csv"), safe_name("refused.ndjson"), safe_name("")
    ('주문_내역_3월_.csv', 'file-refused.ndjson', 'file')
    """
    bare = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip("._")
    stem, dot, ending = bare.rpartition(".")
    short = f"{stem[:LONGEST_NAME]}{dot}{ending[:12]}" if dot else bare[:LONGEST_NAME]
    return f"file-{short}" if short == REFUSED else short or "file"


def remove_file(data: Path, import_id: str, name: str) -> None:
    """Remove the file of an import; what was refused of it stays."""
    file = find_file(data, import_id, name)
    if file is not None:
        file.unlink(missing_ok=True)


def remove_all(data: Path, import_id: str) -> None:
    """Remove all that was kept of an import."""
    shutil.rmtree(folder_of(data, import_id), ignore_errors=True)


def remove_strays(data: Path, known: set[str], before: float) -> None:
    """Remove what belongs to no import: uploads that broke off, folders of imports long forgotten.

    Args:
        data: the data folder.
        known: ids of the imports that are there.
        before: seconds since 1970; what was changed later may still be arriving.
    """
    for path in (data / FOLDER).glob("*"):
        if path.name in known or path.lstat().st_mtime >= before:
            continue
        if path.is_dir():
            remove_all(data, path.name)
        else:
            path.unlink(missing_ok=True)
