"""Write keys that were heard before, so that the event loop never waits for the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from dangol.kernel.errors import DangolError
from dangol.registry.sources.api import PATIENCE_SECONDS
from dangol.registry.sources.contracts import Source

REFRESH_SECONDS = 0.5
"""A source that was silenced is obeyed after this and the directory's own second at most."""

Find = Callable[[str], Source | None]
Ask = Callable[[Find, str], Awaitable[Source | None]]

_log = logging.getLogger(__name__)


class Keyring:
    """The sources of keys in use.

    Args:
        find: looks a key up, perhaps in the database.
        ask: runs that away from the event loop.
    """

    def __init__(self, find: Find, ask: Ask) -> None:
        self._find = find
        self._ask = ask
        self._known: dict[str, Source] = {}

    def known(self, key: str) -> Source | None:
        """Return the source of a write key that was heard before."""
        return self._known.get(key)

    async def source_of(self, key: str) -> Source | None:
        """Return the source of a write key, or None where no source has it.

        A key may have been made a moment ago, and the directory looks again only so often: to be
        refused for that would be for ever, as senders drop what is refused. So one that is unknown
        waits until the directory looks again.
        """
        source = self._known.get(key)
        if source is None:
            source = await self._look_up(key)
        if source is None:
            await asyncio.sleep(PATIENCE_SECONDS)
            source = await self._look_up(key)
        return source

    async def _look_up(self, key: str) -> Source | None:
        source = await self._ask(self._find, key)
        if source is not None:
            self._known[key] = source
        return source

    async def keep_fresh(self) -> None:
        """Look at the keys in use again and again, until cancelled."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            for key in list(self._known):
                try:
                    source = await self._ask(self._find, key)
                except DangolError as error:
                    _log.warning("keys not looked at again", extra={"code": error.code})
                    break
                if source is None:
                    del self._known[key]
                else:
                    self._known[key] = source
