"""How long everybody else waits for one who is slow: a body that crawls is given up.

Who is slow keeps a place that others need, and who means harm does so with thousands of requests.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from dangol.kernel.errors import Unavailable

BODY_SECONDS = 30.0
SLOWEST = 16 * 1024
"""How long a body may take: 30 seconds, and a second more for each 16 KB of it that came."""
LOOK_SECONDS = 0.5

_LATE = "body late"
Part = TypeVar("Part")


class BodyLate(Unavailable):
    """A body takes longer to come than others can wait for."""


class Patience:
    """The bodies that are waited for.

    All are looked at together: an alarm for each would cost more than reading a body does.
    """

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Task[object], float] = {}

    async def wait(self, receive: Callable[[], Awaitable[Part]], began: float, size: int) -> Part:
        """Return the next part of a body.

        Args:
            receive: gives it.
            began: when the first part was waited for, seconds of a steady clock.
            size: bytes of the body that came already.

        Raises:
            BodyLate: it does not come in time.
        """
        task = cast(asyncio.Task[object], asyncio.current_task())  # requests are answered in tasks
        self._waiting[task] = began + BODY_SECONDS + size / SLOWEST
        try:
            return await receive()
        except asyncio.CancelledError as error:
            if error.args != (_LATE,):
                raise
            task.uncancel()
            raise BodyLate(
                "body_late",
                "The body came so slowly that nothing was accepted. Send it again, or less of it "
                "at a time.",
            ) from error
        finally:
            del self._waiting[task]

    def give_up(self, now: float) -> None:
        """Wait no longer for what is late."""
        late = [task for task, until in self._waiting.items() if until < now]
        for task in late:
            task.cancel(_LATE)

    async def keep_looking(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.give_up(time.monotonic())
