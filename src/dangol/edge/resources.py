"""What requests need while the edge runs: opened at its start, closed at its end."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from dangol.edge.captures import Captures
from dangol.edge.config import EdgeConfig
from dangol.edge.hook_directory import HookDirectory
from dangol.edge.keyring import Keyring
from dangol.edge.metrics import CountedLog, Counters
from dangol.edge.proxy import Proxy
from dangol.engines.database import open_database
from dangol.kernel.clock import Clock
from dangol.live.collect import api as collect
from dangol.memory.eventlog.api import GroupCommitter, open_log
from dangol.registry.sources.api import SourceDirectory
from dangol.registry.webhooks.api import keep_capture

READERS = 4
"""Threads that read the database for requests; each has a connection of its own."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Resources:
    """The log, the database and the web process, as requests reach them.

    Made on the running event loop.

    Args:
        config: where everything is.
        clock: gives the present instant in µs.
    """

    def __init__(self, config: EdgeConfig, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.counters = Counters()
        self.log = CountedLog(open_log(config.data), self.counters)
        self.db = open_database(config.database_url)
        self.committer = GroupCommitter(self.log, asyncio.get_running_loop())
        self.keyring = Keyring(SourceDirectory(self.db).find, self.call)
        self.hooks = HookDirectory(self.db, config.data, self.call)
        self.captures = Captures(self._keep_capture)
        self.proxy = Proxy(config)
        self.stopping = asyncio.Event()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._refreshing = asyncio.create_task(self.keyring.keep_fresh())

    async def call(
        self, door: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run a door that reads, away from the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: door(*args, **kwargs))

    async def close(self) -> None:
        """Write what waits for the log, then let go of everything."""
        self.stopping.set()
        self._refreshing.cancel()
        self.committer.close()
        await self.captures.close()
        await self.proxy.close()
        # A reading under way would open a connection of its own after all are closed.
        self._readers.shutdown(wait=True, cancel_futures=True)
        self.db.close()

    async def _keep_capture(self, source: str, delivery: "collect.Delivery") -> None:
        await self.call(
            keep_capture,
            self.db,
            source,
            topic=delivery.topic,
            delivery=delivery.id,
            body=delivery.body,
            now=self.clock(),
        )
