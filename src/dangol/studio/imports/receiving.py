"""How an uploaded file arrives: straight into the data folder, never held in memory as a whole."""

import os
import shutil
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from dangol.edge.config import read_disk_floor
from dangol.registry.imports.api import arrivals

MOST_MB = 200
BESIDE = 64 * 1024
"""Bytes of a request beside the file: its other fields, and what parts them."""


class IntoDataFolder(TemporaryFileUploadHandler):
    """Writes an upload to the data folder, readable by its owner alone.

    What is too large, or of a person who may not bring files, is passed over as it comes. A file
    that nobody gives a place is removed when the request ends.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 Django's name for it
        content_length: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Judge the request by its size and by who sends it."""
        person = getattr(self.request, "user", None)
        fits = not is_too_large(content_length) and has_room(content_length)
        self._taken = fits and person is not None and may_bring(person)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, or pass it over."""
        if not self._taken:
            raise SkipFile
        arrivals(settings.DATA.path)
        super().new_file(*args, **kwargs)


def may_bring(person: Any) -> bool:
    """Tell whether a person may import files: who sees sources, and either people or keys."""
    return bool(person.has_perm("access.view_sources")) and any(
        person.has_perm(f"access.{right}") for right in ("view_personal", "change_sources")
    )


def is_too_large(length: int) -> bool:
    """Tell whether a request of so many bytes holds more than may be uploaded."""
    return length > MOST_MB * 1024**2 + BESIDE


def has_room(length: int) -> bool:
    """Tell whether so many bytes leave free on the disk what must stay free, as for events."""
    free = shutil.disk_usage(settings.DATA.path).free
    return free - length >= read_disk_floor(os.environ)


def length_of(request: HttpRequest) -> int:
    """Return how long a request says that it is."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0


def path_of(file: TemporaryUploadedFile) -> str:
    """Return where an uploaded file is."""
    path: str = file.temporary_file_path()
    return path
