"""Static files served straight from the packages, under addresses that change with the file."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class VersionedStaticFiles(StaticFilesStorage):
    """Give each file's address its size and time, so that browsers may keep it for long.

    No step of collecting and hashing is needed before the first start.
    """

    def url(self, name: str | None) -> str:
        """Return the address of a file, with its version."""
        address: str = super().url(name)
        version = _version(name) if name else ""
        return f"{address}?d={version}" if version else address


@cache
def _version(name: str) -> str:
    found = finders.find(name.partition("?")[0].partition("#")[0])
    if not found:
        return ""
    state = Path(str(found)).stat()
    return f"{state.st_size:x}{int(state.st_mtime):x}"
