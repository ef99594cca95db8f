"""The tracking plans in force, in memory, so that no request waits for the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from dangol.engines.database import Database
from dangol.kernel.errors import DangolError, Unavailable
from dangol.live.collect import api as collect
from dangol.live.collect.api import HashKeys, Shield
from dangol.live.collect.contracts import PlanInvalid
from dangol.registry.definitions.api import find_published, list_in_force
from dangol.registry.definitions.contracts import PLAN, InForce
from dangol.registry.sources.contracts import Source

REFRESH_SECONDS = 0.5
"""A plan that was published is obeyed after this long at most, and the look itself."""

Known = Mapping[str, Shield | None]
Look = Callable[[], Known]
Ask = Callable[[Look], Awaitable[Known]]

_log = logging.getLogger(__name__)


def shield_of(db: Database, source: Source, keys: HashKeys) -> Shield:
    """Return what stands before the log for a source, read now.

    Args:
        db: where the plans are kept.
        source: the source.
        keys: to hash by.
    """
    document = find_published(db, PLAN, source.brand, source.name)
    if document is None:
        return Shield(keys)
    return Shield(keys, collect.compile_plan(document.text, keys, document.version))


class PlanShelf:
    """The plans in force by source, each read and compiled once.

    Args:
        db: where the plans are kept.
        keys: to hash by.
    """

    def __init__(self, db: Database, keys: HashKeys) -> None:
        self._db = db
        self._keys = keys
        self._read: frozenset[InForce] = frozenset()
        self._known: Known = {}

    def look(self) -> Known:
        """Return the shields of all sources with a plan, by source.

        Where a plan cannot be used, such as one that a newer Dangol has published, its source's
        last one goes on; None where there is none, as nothing of that source may pass unseen.
        """
        in_force = list_in_force(self._db, PLAN)
        before, read = self._known, self._read
        known = {one.slug: self._shield(one, before, read) for one in in_force}
        self._known, self._read = known, frozenset(in_force)
        return known

    def _shield(self, one: InForce, before: Known, read: frozenset[InForce]) -> Shield | None:
        last = before.get(one.slug)
        if one in read:
            return last
        document = find_published(self._db, PLAN, one.brand, one.slug)
        text = document.text if document else "{}"
        try:
            return Shield(self._keys, collect.compile_plan(text, self._keys, one.version))
        except PlanInvalid as error:
            _log.error("tracking plan not usable", extra={"code": error.code})
            return last


class Shields:
    """What stands before the log for each source.

    Where the database does not answer, the plans that are known go on.

    Args:
        look: reads the plans in force, perhaps from the database.
        ask: runs that away from the event loop.
        keys: to hash by.
    """

    def __init__(self, look: Look, ask: Ask, keys: HashKeys) -> None:
        self._look = look
        self._ask = ask
        self._without_plan = Shield(keys)
        self._known: Known | None = None

    def known(self, source: str) -> Shield | None:
        """Return a source's shield where the plans were read and it can be used."""
        return None if self._known is None else self._known.get(source, self._without_plan)

    async def shield_of(self, source: str) -> Shield:
        """Return a source's shield.

        Raises:
            Unavailable: the plans were never read, or the source's cannot be used. Nothing may pass
                unseen.
        """
        if self._known is None:
            self._known = await self._look_first()
        shield = self.known(source)
        if shield is None:
            raise Unavailable(
                "plan_unusable",
                "The tracking plan of this source cannot be used, so nothing was accepted. Publish "
                "it again, then send the events again.",
            )
        return shield

    async def _look_first(self) -> Known:
        try:
            return await self._ask(self._look)
        except Exception as error:  # any driver's
            raise Unavailable(
                "plans_unreadable",
                "The tracking plans cannot be read now, so nothing was accepted. Check the "
                "database, then send the events again.",
            ) from error

    async def keep_fresh(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                self._known = await self._ask(self._look)
            except Exception as error:  # any driver's: what is known goes on
                code = error.code if isinstance(error, DangolError) else type(error).__name__
                _log.warning("tracking plans not read again", extra={"code": code})
