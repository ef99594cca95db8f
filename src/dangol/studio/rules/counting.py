"""Previews under way: one draft's customers are counted once, beside the pages that wait for it.

A preview reads every customer of a brand, which takes seconds where there are many. So it runs on a
thread of its own, one at a time, and pages look at how far it is. A draft that was changed
meanwhile is not counted to its end.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from dangol.engines.database import Database
from dangol.kernel.clock import MINUTE
from dangol.live.profiles.api import preview_lifecycle
from dangol.live.profiles.contracts import StagePreview
from dangol.registry.definitions.contracts import Document

FRESH = MINUTE
"""A preview is shown again for so long, so that the page before publishing counts nothing anew."""
PATIENCE_SECONDS = 0.3
"""How long a page waits for a count, which for a small brand is there by then."""

_log = logging.getLogger(__name__)


class _Abandoned(Exception):
    """The draft is another by now."""


class Count:
    """One draft's preview, finished or not; ``at`` is the instant for which stages are compared.

    Args:
        draft: the document that is counted.
        at: microseconds UTC.
    """

    def __init__(self, draft: Document, at: int) -> None:
        self.draft = draft
        self.at = at
        self.looked_at = 0
        self.preview: StagePreview | None = None
        self.abandoned = False
        self._ended = threading.Event()

    @property
    def failed(self) -> bool:
        """Whether it ended without a result."""
        return self._ended.is_set() and self.preview is None

    def serves(self, draft: Document, now: int) -> bool:
        """Tell whether it still says what a draft would do."""
        stale = self._ended.is_set() and now - self.at > FRESH
        return self.draft == draft and not stale and not self.failed

    def run(self, db: Database) -> None:
        """Count; the failure of one preview is nobody else's."""
        try:
            brand, text = self.draft.brand, self.draft.text
            self.preview = preview_lifecycle(db, brand, text, self.at, self._note)
        except _Abandoned:
            pass
        except Exception as error:
            _log.error("preview failed", extra={"cause": type(error).__name__})
        finally:
            self._ended.set()

    def wait(self, seconds: float) -> None:
        """Wait a little for the result."""
        self._ended.wait(seconds)

    def _note(self, looked_at: int) -> None:
        self.looked_at = looked_at
        if self.abandoned:
            raise _Abandoned


class Counts:
    """The newest count of each brand."""

    def __init__(self) -> None:
        self._newest: dict[str, Count] = {}
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="preview")

    def of(self, db: Database, draft: Document, now: int) -> Count:
        """Return the count of a draft, begun by whoever asks first.

        Args:
            db: the operational database.
            draft: a checked document.
            now: microseconds UTC.
        """
        with self._lock:
            count = self._newest.get(draft.brand)
            if count is None or not count.serves(draft, now):
                if count is not None:
                    count.abandoned = True
                count = self._newest[draft.brand] = Count(draft, now)
                self._thread.submit(count.run, db)
        count.wait(PATIENCE_SECONDS)
        return count


counts = Counts()
