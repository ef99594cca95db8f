"""All sources in memory, for the doors that look one up for every request."""

import logging
import time
from collections.abc import Callable

from dangol.engines.database import Database
from dangol.kernel.errors import DangolError
from dangol.kernel.keys import key_digest
from dangol.registry.sources.contracts import Source

FRESH_SECONDS = 1.0
"""A source that was silenced or given a new key is obeyed after this long at most."""
PATIENCE_SECONDS = 0.05
"""Unknown keys make the directory look again at most this often, whoever sends them."""

_log = logging.getLogger(__name__)


class SourceDirectory:
    """The sources by write key.

    Where the database does not answer, the directory goes on with what it last knew.

    Args:
        db: where the sources are kept.
        load: reads all sources, by the digest of their keys.
        ticks: a steady clock in seconds.
    """

    def __init__(
        self,
        db: Database,
        load: Callable[[Database], dict[str, Source]],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._load = load
        self._ticks = ticks
        self._by_digest: dict[str, Source] | None = None
        self._looked = 0.0

    def find(self, write_key: str) -> Source | None:
        """Return the source of a write key, or None where no source has it.

        Raises:
            DangolError: the sources were never read, and cannot be read now.
        """
        age = self._ticks() - self._looked
        if self._by_digest is None or age >= FRESH_SECONDS:
            self._look()
            age = 0.0
        digest = key_digest(write_key)
        found = (self._by_digest or {}).get(digest)
        if found is None and age >= PATIENCE_SECONDS:
            self._look()
            found = (self._by_digest or {}).get(digest)
        return found

    def _look(self) -> None:
        self._looked = self._ticks()
        try:
            self._by_digest = self._load(self._db)
        except Exception as error:  # any driver's error: collecting goes on with what is known
            if self._by_digest is None:
                raise
            code = error.code if isinstance(error, DangolError) else type(error).__name__
            _log.warning("sources not read again", extra={"code": code})
