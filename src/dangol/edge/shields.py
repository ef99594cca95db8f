"""The tracking plans in force, in memory, so that no request waits for the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from dangol.edge.plan_shelf import Known
from dangol.kernel.errors import DangolError, Unavailable
from dangol.live.collect.api import HashKeys, Shield

REFRESH_SECONDS = 0.5
"""A plan that was published is obeyed after this long at most, and the look itself."""

Look = Callable[[], Known]
Ask = Callable[[Look], Awaitable[Known]]

_log = logging.getLogger(__name__)


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
