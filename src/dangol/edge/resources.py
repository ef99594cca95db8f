"""What requests need while the edge runs: opened at its start, closed at its end."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from dangol.edge.captures import Captures
from dangol.edge.config import EdgeConfig
from dangol.edge.gates import Gates
from dangol.edge.hook_directory import HookDirectory
from dangol.edge.keyring import Keyring
from dangol.edge.metrics import CountedLog, Counters
from dangol.edge.patience import Patience
from dangol.edge.plan_shelf import PlanShelf
from dangol.edge.pressure import Pressure, find_refusal
from dangol.edge.proxy import Proxy
from dangol.edge.shields import Shields
from dangol.engines.database import open_database
from dangol.kernel.clock import Clock
from dangol.kernel.errors import Unavailable
from dangol.live.collect import api as collect
from dangol.memory.eventlog.api import GroupCommitter, open_log
from dangol.memory.lake.api import open_lake
from dangol.registry.sources.api import SourceDirectory
from dangol.registry.webhooks.api import keep_capture

if TYPE_CHECKING:
    from dangol.edge.devices.gateway import Gateway

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
        self.lake = open_lake(config.data)
        self.db = open_database(config.database_url)
        self.committer = GroupCommitter(self.log, asyncio.get_running_loop())
        self.keyring = Keyring(SourceDirectory(self.db).find, self.call)
        self.shields = Shields(
            PlanShelf(self.db, config.hash_keys).look, self.call, config.hash_keys
        )
        self.gates = Gates(self.db, self.log, self.call, clock, self.counters)
        self.hooks = HookDirectory(self.db, config.data, self.call)
        self.captures = Captures(self._keep_capture)
        self.proxy = Proxy(config)
        self.patience = Patience()
        self.stopping = asyncio.Event()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self.pressure = Pressure(self._find_refusal, self.call)
        self._background = [
            asyncio.create_task(self.keyring.keep_fresh()),
            asyncio.create_task(self.shields.keep_fresh()),
            asyncio.create_task(self.gates.keep_telling(self.committer)),
            asyncio.create_task(self.pressure.keep_watching()),
            asyncio.create_task(self.patience.keep_looking()),
        ]
        self._gateway = self._open_gateway()

    async def call(
        self, door: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run a door that reads, away from the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: door(*args, **kwargs))

    async def close(self) -> None:
        """Write what waits for the log, then let go of everything."""
        self.stopping.set()
        for task in self._background:
            task.cancel()
        if self._gateway is not None:
            await self._gateway.close()
        await self.gates.tell(self.committer)
        self.committer.close()
        await self.captures.close()
        await self.proxy.close()
        # A reading under way would open a connection of its own after all are closed.
        self._readers.shutdown(wait=True, cancel_futures=True)
        self.db.close()

    def _open_gateway(self) -> "Gateway | None":
        """Begin to hear connected devices, where the house was started with them."""
        if self.config.broker is None:
            return None
        from dangol.edge.devices.gateway import Gateway  # loads what only devices need

        gateway = Gateway(self.config.broker, self)
        gateway.start()
        return gateway

    def _find_refusal(self) -> Unavailable | None:
        config = self.config
        return find_refusal(
            config.data,
            self.log,
            self.db,
            floor=config.disk_floor,
            most_waiting=config.most_waiting,
        )

    async def _keep_capture(self, source: str, delivery: "collect.Delivery") -> None:
        await self.call(self._write_capture, source, delivery)

    def _write_capture(self, source: str, delivery: "collect.Delivery") -> None:
        now = self.clock()
        keep_capture(
            self.db,
            source,
            topic=delivery.topic,
            delivery=delivery.id,
            body=collect.Shield(self.config.hash_keys).screen_body(delivery.body, now),
            now=now,
        )
