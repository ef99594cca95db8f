"""One lane of the broker: messages are taken in order, appended to the log, then acknowledged.

What was handed over and not acknowledged, the broker hands over again: with the same number and
time, so that the log's readers know an event again that was appended before a crash.

A word for all messages up to one acknowledges them, and what was acknowledged is removed all at
once every few seconds. A word and a removal for each took as long again as keeping it (tried).
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence

import msgspec
import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from dangol.edge.devices.broker import CONSUMER, LANES, STORED, STREAM, Broker, lane_name
from dangol.edge.devices.hearing import DeviceEar, Message
from dangol.edge.devices.topics import ALL
from dangol.edge.pressure import Pressure
from dangol.engines.database import failure_name
from dangol.kernel.clock import Clock
from dangol.kernel.errors import Unavailable
from dangol.kernel.ids import new_message_id

AT_ONCE = 256
MOST_BYTES = 8 * 1024**2
"""Messages, and bytes of them, that are taken together."""
LISTEN_SECONDS = 2.0
LATE_SECONDS = 3.0
"""How long the broker waits for a first message, and we for its word that there was none."""
PAUSE_SECONDS = 0.5
REDELIVERED_AFTER = 60.0
"""Seconds after which the broker would hand over again by itself; a lane that fails begins anew."""
LOOSE = 2_000
"""Messages of QoS 0 that may wait here; further ones are lost, as QoS 0 may be."""

_log = logging.getLogger(__name__)


class Lane:
    """Hears one lane.

    Args:
        number: which.
        broker: whose.
        ear: hears messages and keeps what they say.
        pressure: tells when nothing may be taken.
        clock: gives the present instant in µs.
    """

    def __init__(
        self, number: int, broker: Broker, ear: DeviceEar, pressure: Pressure, clock: Clock
    ) -> None:
        self._number = number
        self._broker = broker
        self._ear = ear
        self._pressure = pressure
        self._clock = clock
        self._came: asyncio.Queue[Msg] = asyncio.Queue()
        self._loose: asyncio.Queue[Msg] = asyncio.Queue(LOOSE)
        self._client: Client | None = None
        self.ready = False
        """Whether what is published now is kept for us."""
        self.heard = 0
        self.waiting = 0
        self._removed = 0

    async def run(self) -> None:
        """Hear until cancelled; what fails is tried again."""
        while True:
            try:
                await self._hear_all()
            except Exception as error:  # the broker's, the network's, a driver's
                _log.warning("lane begins anew", extra={"code": failure_name(error)})
            self.ready = False
            await asyncio.sleep(PAUSE_SECONDS)

    async def tidy(self) -> None:
        """Ask the broker how many messages wait, and let it remove those that were heard."""
        if self._client is None or not self.ready:
            return
        context = self._client.jetstream()
        found = await context.consumer_info(STREAM, CONSUMER)
        self.waiting = (found.num_pending or 0) + (found.num_ack_pending or 0)
        done = found.ack_floor.stream_seq if found.ack_floor else 0
        if done > self._removed:
            await context.purge_stream(STREAM, seq=done + 1)
            self._removed = done

    async def _hear_all(self) -> None:
        gone = asyncio.Event()
        client = await connect(self._broker, lane_name(self._number), gone)
        try:
            self._client = client
            await self._prepare(client)
            self._came = asyncio.Queue()
            inbox = client.new_inbox()
            await client.subscribe(inbox, cb=self._came.put)
            await client.subscribe(ALL, cb=self._note_loose, pending_bytes_limit=MOST_BYTES)
            self.ready = True
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._hear_stored(client, inbox))
                tasks.create_task(self._hear_loose())
                tasks.create_task(_until(gone))
        finally:
            self.ready, self._client = False, None
            await client.close()

    async def _prepare(self, client: Client) -> None:
        """See to it that the broker keeps what is published, and for us."""
        stream = StreamConfig(
            name=STREAM,
            subjects=[f"{STORED}>"],
            storage=StorageType.FILE,
            retention=RetentionPolicy.LIMITS,
            max_bytes=self._broker.most_bytes // LANES,
            discard=DiscardPolicy.NEW,
        )
        context = client.jetstream()
        try:
            await context.update_stream(stream)
        except NotFoundError:
            await context.add_stream(stream)
        await _begin_anew(context)

    async def _hear_stored(self, client: Client, inbox: str) -> None:
        while True:
            if self._pressure.refusal is not None:
                await asyncio.sleep(PAUSE_SECONDS)
            elif messages := await self._take(client, inbox):
                await self._hear(messages)

    async def _take(self, client: Client, inbox: str) -> list[Msg]:
        """Return what waits; where nothing does, the first that comes, if it comes soon."""
        waiting = {"batch": AT_ONCE, "max_bytes": MOST_BYTES, "no_wait": True}
        found = await self._ask(client, inbox, waiting, AT_ONCE)
        if found:
            return found
        first = {"batch": 1, "expires": int(LISTEN_SECONDS * 1_000_000_000)}
        return await self._ask(client, inbox, first, 1)

    async def _ask(
        self, client: Client, inbox: str, wish: Mapping[str, object], most: int
    ) -> list[Msg]:
        address = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{CONSUMER}"
        await client.publish(address, msgspec.json.encode(wish), inbox)
        found: list[Msg] = []
        async with asyncio.timeout(LISTEN_SECONDS + LATE_SECONDS):
            while len(found) < most:
                message = await self._came.get()
                if not message.subject.startswith(STORED):  # a word that there is no more
                    break
                found.append(message)
        return found

    async def _hear(self, messages: Sequence[Msg]) -> None:
        await self._ear.keep(await self._ear.hear([self._kept(message) for message in messages]))
        await messages[-1].ack()
        self.heard += len(messages)

    def _kept(self, message: Msg) -> Message:
        told = message.metadata
        received = int(told.timestamp.timestamp() * 1_000_000)
        name = f"mqtt-{received:x}-{self._number:x}-{told.sequence.stream:x}"
        return Message(message.subject.removeprefix(STORED), message.data, received, name)

    async def _note_loose(self, message: Msg) -> None:
        """Keep a message of QoS 0 for a moment; others come by the stream."""
        headers = message.headers or {}
        if headers.get("Nmqtt-Pub") == "0" and not self._loose.full():
            self._loose.put_nowait(message)

    async def _hear_loose(self) -> None:
        while True:
            came = [await self._loose.get()]
            while not self._loose.empty() and len(came) < AT_ONCE:
                came.append(self._loose.get_nowait())
            now = self._clock()
            messages = [Message(m.subject, m.data, now, new_message_id("mqtt")) for m in came]
            if self._pressure.refusal is None:
                try:
                    await self._ear.keep(await self._ear.hear(messages))
                    self.heard += len(messages)
                except Unavailable as refusal:
                    _log.warning("messages of QoS 0 are lost", extra={"code": refusal.code})


async def connect(broker: Broker, account: str, gone: asyncio.Event) -> Client:
    """Return a connection to the broker; ``gone`` is set when it ends, as when the broker does."""

    async def note_end() -> None:
        gone.set()

    return await nats.connect(
        broker.url,
        user=account,
        password=broker.token,
        allow_reconnect=False,
        connect_timeout=2,
        error_cb=_note_failure,
        closed_cb=note_end,
    )


async def _until(gone: asyncio.Event) -> None:
    """End what hears a connection that has ended."""
    await gone.wait()
    raise ConnectionError


async def _begin_anew(context: JetStreamContext) -> None:
    """Let the broker hand over again from the first message on that was not acknowledged.

    It would hand over new ones first, and a word for those would acknowledge the older ones, too.
    """
    start = 1
    try:
        found = await context.consumer_info(STREAM, CONSUMER)
        start += found.ack_floor.stream_seq if found.ack_floor else 0
        await context.delete_consumer(STREAM, CONSUMER)
    except NotFoundError:  # nothing was heard yet, or the last beginning was cut short
        pass
    consumer = ConsumerConfig(
        durable_name=CONSUMER,
        filter_subject=STORED + ALL,
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=start,
        ack_policy=AckPolicy.ALL,
        ack_wait=REDELIVERED_AFTER,
        max_ack_pending=AT_ONCE * 4,
    )
    await context.add_consumer(STREAM, consumer)


async def _note_failure(error: Exception) -> None:
    _log.info("broker's connection failed", extra={"code": failure_name(error)})
