"""The last deliveries of each webhook, kept so that people can try their mappings out on them.

This is the one thing that the edge writes beside the log. Nothing is decided by it: where it cannot
be written, a page shows one delivery less.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from dangol.live.collect import api as collect

EVERY_SECONDS = 1.0
"""At most so often one delivery of a source is kept: people look at few, and writing costs."""

Keep = Callable[[str, "collect.Delivery"], Awaitable[None]]

_log = logging.getLogger(__name__)


class Captures:
    """Keeps deliveries beside the answers to them.

    Args:
        keep: writes a delivery of a source, away from the event loop.
        ticks: a steady clock in seconds.
    """

    def __init__(self, keep: Keep, ticks: Callable[[], float] = time.monotonic) -> None:
        self._keep = keep
        self._ticks = ticks
        self._kept: dict[str, float] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    def note(self, source: str, delivery: "collect.Delivery") -> None:
        """Keep a delivery soon, unless one of its source was kept just now."""
        now = self._ticks()
        if now - self._kept.get(source, -EVERY_SECONDS) < EVERY_SECONDS:
            return
        self._kept[source] = now
        task = asyncio.create_task(self._try(source, delivery))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Wait for what is being kept."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _try(self, source: str, delivery: "collect.Delivery") -> None:
        try:
            await self._keep(source, delivery)
        except Exception as error:  # any driver's: the delivery itself is safe in the log
            _log.warning("delivery not kept for view", extra={"cause": type(error).__name__})
