"""Requests over real HTTP, a few at a time, sent again where the server asks, as an SDK does."""

import asyncio
from collections.abc import Iterable
from types import TracebackType

import aiohttp
import msgspec

from dangol.demo.contracts import Parcel, Tally
from dangol.kernel.errors import Unavailable

CONNECTIONS = 8
MOST_LOST = 20
"""Requests in a row that nobody answered, before the server counts as gone."""
ATTEMPTS = 6
LATER = (429, 503)


class _Answer(msgspec.Struct):
    rejected: list[msgspec.Raw] = []


_answer = msgspec.json.Decoder(_Answer).decode


class Sender:
    """Sends parcels to a server.

    Args:
        base_url: such as ``http://127.0.0.1:8000``.
    """

    def __init__(self, base_url: str) -> None:
        self.tally = Tally()
        self._base_url = base_url.rstrip("/")
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._lost = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Sender":
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        timeout = aiohttp.ClientTimeout(total=30)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def send(self, parcels: Iterable[Parcel]) -> None:
        """Begin to send; return when there is room for more.

        Raises:
            Unavailable: the server is gone.
        """
        for parcel in parcels:
            if self._lost >= MOST_LOST:
                raise Unavailable(
                    "demo_server_gone",
                    "Dangol does not answer at {url} any more. See the files in the data folder's "
                    "logs, then start the demo again.",
                    url=self._base_url,
                )
            await self._places.acquire()
            task = asyncio.create_task(self._deliver(parcel))
            self._tasks.add(task)
            task.add_done_callback(self._finished)

    async def settle(self) -> None:
        """Return when everything has been answered."""
        await asyncio.gather(*self._tasks)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.release()

    async def _deliver(self, parcel: Parcel) -> None:
        url = self._base_url + parcel.path
        for attempt in range(ATTEMPTS):
            pause = 0.2 * 2**attempt
            try:
                async with self._session.post(
                    url, data=parcel.body, headers=parcel.headers
                ) as answer:
                    body = await answer.read()
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(pause)
                continue
            self._lost = 0
            if answer.status not in LATER:
                self._count(parcel, answer.status, body)
                return
            await asyncio.sleep(_retry_after(answer.headers.get("Retry-After"), pause))
        self._lost += 1
        self.tally.failed += 1

    def _count(self, parcel: Parcel, status: int, body: bytes) -> None:
        self.tally.requests += 1
        if status != 200:
            self.tally.failed += 1
            return
        self.tally.sent += parcel.events
        if b"rejected" in body:
            self.tally.refused += len(_answer(body).rejected)


def _retry_after(stated: str | None, otherwise: float) -> float:
    return float(stated) if stated and stated.isdecimal() else otherwise
