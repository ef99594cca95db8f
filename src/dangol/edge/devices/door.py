"""Who may come in: devices with the write key of a source, for as long as it is one.

The broker asks about everybody who connects. Whoever came in is remembered by key, and is put out
again soon after the key was renewed or the source silenced.
"""

import asyncio
import logging

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from dangol.edge.devices.broker import DOOR, SYSTEM, Broker, lane_name, lane_of
from dangol.edge.devices.lane import Lane, connect
from dangol.edge.devices.tokens import Asked, Issuer, read_question
from dangol.edge.devices.topics import subjects_of
from dangol.edge.keyring import Keyring
from dangol.edge.pressure import DISK_NEARLY_FULL, Pressure
from dangol.engines.database import failure_name
from dangol.kernel.clock import SECOND, Clock
from dangol.kernel.errors import DangolError

LOOK_SECONDS = 0.5
PAUSE_SECONDS = 0.5
ANSWER_SECONDS = 5.0
PAGE = 1024
"""Connections that the broker lists at once."""

_log = logging.getLogger(__name__)
Place = tuple[str, int]
"""A broker's id, and the number of a connection there."""


class _Connection(msgspec.Struct, frozen=True):
    cid: int
    mqtt_client: str = ""


class _Connections(msgspec.Struct, frozen=True):
    connections: list[_Connection] = []


class _Server(msgspec.Struct, frozen=True):
    id: str


class _Listed(msgspec.Struct, frozen=True):
    server: _Server
    data: _Connections


class _Client(msgspec.Struct, frozen=True):
    id: int


class _Left(msgspec.Struct, frozen=True):
    server: _Server
    client: _Client


class Door:
    """Lets devices in, and puts them out.

    Args:
        broker: whose door.
        keyring: knows the source of a write key.
        lanes: where devices are let in to, as soon as they are ready.
        pressure: tells when the disk is nearly full: then nobody stays, as a broker gives up on a
            disk that is.
        clock: gives the present instant in µs.
    """

    def __init__(
        self,
        broker: Broker,
        keyring: Keyring,
        lanes: list[Lane],
        pressure: Pressure,
        clock: Clock,
    ) -> None:
        self._broker = broker
        self._issuer = Issuer(broker.token)
        self._keyring = keyring
        self._lanes = lanes
        self._pressure = pressure
        self._clock = clock
        self.inside: dict[Place, str] = {}
        """The key by which each connection came in."""

    async def run(self) -> None:
        """Answer until cancelled; what fails is tried again."""
        while True:
            try:
                await self._keep()
            except Exception as error:  # the broker's, the network's
                _log.warning("door begins anew", extra={"code": failure_name(error)})
            await asyncio.sleep(PAUSE_SECONDS)

    async def _keep(self) -> None:
        gone = asyncio.Event()
        async with (
            await connect(self._broker, SYSTEM, gone) as system,
            await connect(self._broker, DOOR, gone) as door,
        ):
            self.inside.clear()
            await self._put_out_strangers(system)
            await system.subscribe("$SYS.ACCOUNT.*.DISCONNECT", cb=self._note_left)
            await door.subscribe("$SYS.REQ.USER.AUTH", cb=self._answer)
            while not gone.is_set():
                await asyncio.sleep(LOOK_SECONDS)
                await self._put_out(system)

    async def _answer(self, message: Msg) -> None:
        try:
            asked = read_question(message.data)
        except ValueError:  # msgspec's own are such, too
            return
        await message.respond(await self._judge(asked))

    async def _judge(self, asked: Asked) -> bytes:
        now = self._clock() // SECOND
        key = asked.connect_opts.password
        lane = lane_of(asked.client_info.mqtt_id)
        if not self._lanes[lane].ready or self._is_full():
            return self._issuer.refuse(asked, "not ready", now)
        try:
            source = await self._keyring.source_of(key) if key else None
        except DangolError as error:
            return self._issuer.refuse(asked, error.code, now)
        if source is None:
            return self._issuer.refuse(asked, "write key unknown", now)
        if not source.enabled:
            return self._issuer.refuse(asked, "source disabled", now)
        self.inside[asked.server_id.id, asked.client_info.id] = key
        return self._issuer.admit(asked, lane_name(lane), subjects_of(source.name), now)

    async def _note_left(self, message: Msg) -> None:
        left = msgspec.json.decode(message.data, type=_Left)
        self.inside.pop((left.server.id, left.client.id), None)

    def _is_full(self) -> bool:
        refusal = self._pressure.refusal
        return refusal is not None and refusal.code == DISK_NEARLY_FULL

    async def _put_out(self, system: Client) -> None:
        """Put out whoever came in by a key that is none any more; all, while the disk is full."""
        for key in set(self.inside.values()):
            if self._is_full() or not await self._is_valid(key):
                for place in [place for place, own in self.inside.items() if own == key]:
                    await _kick(system, place)
                    self.inside.pop(place, None)

    async def _is_valid(self, key: str) -> bool:
        try:
            source = await self._keyring.source_of(key)
        except DangolError:  # nothing is known, so nobody is put out
            return True
        return source is not None and source.enabled

    async def _put_out_strangers(self, system: Client) -> None:
        """Let all who came in before us come in again, as nobody knows by which key they did."""
        wish = msgspec.json.encode({"limit": PAGE})
        while True:
            answer = await system.request("$SYS.REQ.SERVER.PING.CONNZ", wish, ANSWER_SECONDS)
            listed = msgspec.json.decode(answer.data, type=_Listed)
            devices = [one.cid for one in listed.data.connections if one.mqtt_client]
            for number in devices:
                await _kick(system, (listed.server.id, number))
            if len(listed.data.connections) < PAGE or not devices:
                return


async def _kick(system: Client, place: Place) -> None:
    server, number = place
    wish = msgspec.json.encode({"cid": number})
    await system.request(f"$SYS.REQ.SERVER.{server}.KICK", wish, ANSWER_SECONDS)
