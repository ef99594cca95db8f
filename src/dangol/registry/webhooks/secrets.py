"""Secrets of webhooks: one file a source in the data folder, readable by its owner alone.

A signature can only be checked by who knows the secret itself, so a hash would not do. In a file it
is in no dump of the database, no log and no page.
"""

import hashlib
import os
from pathlib import Path

from dangol.kernel.errors import Unavailable

FOLDER = "webhooks"


def keep_secret(data: Path, source: str, secret: str) -> None:
    """Write a source's secret in place of the one before: all of it, or nothing.

    Args:
        data: the data folder.
        source: the source's name.
        secret: as the provider shows it.

    Raises:
        Unavailable: the folder cannot be written.
    """
    file = _file(data, source)
    draft = file.with_suffix(f".{os.getpid()}.new")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(secret.encode())
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except OSError as error:
        raise Unavailable(
            "secret_not_kept",
            "The webhook's secret could not be kept: the data folder is not writable. Free some "
            "disk space and check the folder's rights, then try again.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def find_secret(data: Path, source: str) -> bytes | None:
    """Return a source's secret, or None where none was set."""
    try:
        return _file(data, source).read_bytes() or None
    except OSError:
        return None


def _file(data: Path, source: str) -> Path:
    """Return the file of a source; names may hold what file systems mangle, so a hash names it."""
    return data / FOLDER / f"{hashlib.sha256(source.encode()).hexdigest()[:32]}.secret"
