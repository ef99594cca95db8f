"""All that the edge does for connected devices, while the broker's process is up beside it."""

import asyncio
import contextlib
import logging

from dangol.edge.devices.broker import LANES, Broker
from dangol.edge.devices.door import Door
from dangol.edge.devices.hearing import DeviceEar
from dangol.edge.devices.lane import Lane
from dangol.edge.devices.roster import Roster
from dangol.edge.devices.standing import DeviceStanding, write_device_standing
from dangol.edge.resources import Resources
from dangol.engines.database import failure_name
from dangol.registry.sources.api import list_sources

LOOK_SECONDS = 2.0

_log = logging.getLogger(__name__)


class Gateway:
    """Hears all lanes, and keeps the door.

    Args:
        broker: the broker.
        resources: the edge's own.
    """

    def __init__(self, broker: Broker, resources: Resources) -> None:
        self._resources = resources
        self._roster = Roster(lambda: list_sources(resources.db), resources.call)
        ear = DeviceEar(resources, self._roster)
        self._lanes = [
            Lane(number, broker, ear, resources.pressure, resources.clock)
            for number in range(LANES)
        ]
        self._door = Door(
            broker, resources.keyring, self._lanes, resources.pressure, resources.clock
        )
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to hear."""
        works = [lane.run() for lane in self._lanes]
        works += [self._door.run(), self._roster.keep_fresh(), self._keep_telling()]
        self._tasks = [asyncio.create_task(work) for work in works]

    async def close(self) -> None:
        """Let go of the broker; what was not acknowledged stays there."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_telling(self) -> None:
        """Tell the metrics and the doctor how it stands, again and again."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for lane in self._lanes:
                with contextlib.suppress(Exception):  # the lane itself tells what fails
                    await lane.tidy()
            standing = DeviceStanding(
                at=self._resources.clock(),
                lanes=sum(lane.ready for lane in self._lanes),
                waiting=sum(lane.waiting for lane in self._lanes),
                devices=len(self._door.inside),
                heard=sum(lane.heard for lane in self._lanes),
            )
            self._resources.counters.devices = standing
            try:
                await self._resources.call(
                    write_device_standing, self._resources.config.data, standing
                )
            except OSError as error:
                _log.warning("standing not written", extra={"code": failure_name(error)})
