"""The sources by name, in memory: a topic names one, and no message waits for the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from dangol.engines.database import failure_name
from dangol.registry.sources.contracts import Source

REFRESH_SECONDS = 0.5
"""A source that was silenced is obeyed after this long, and the look itself."""

Look = Callable[[], list[Source]]
Ask = Callable[[Look], Awaitable[list[Source]]]

_log = logging.getLogger(__name__)


class Roster:
    """All sources.

    Args:
        look: reads them, perhaps from the database.
        ask: runs that away from the event loop.
    """

    def __init__(self, look: Look, ask: Ask) -> None:
        self._look = look
        self._ask = ask
        self._known: dict[str, Source] = {}

    async def find(self, name: str) -> Source | None:
        """Return a source, None where there is none of that name; a new one is looked for."""
        if name not in self._known:
            await self._refresh()
        return self._known.get(name)

    async def keep_fresh(self) -> None:
        """Look again and again, until cancelled; where that fails, what is known goes on."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self._refresh()
            except Exception as error:  # any driver's
                _log.warning("sources not read again", extra={"code": failure_name(error)})

    async def _refresh(self) -> None:
        self._known = {source.name: source for source in await self._ask(self._look)}
