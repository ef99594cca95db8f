"""Messages of devices become entries: by the same rules, limits and plans as requests do.

A message was acknowledged to its device by the broker, so nothing can be told to the sender any
more: what HTTP turns away for its sender to keep is kept here as refused, to be sent again by hand.
"""

import asyncio
import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dangol.edge.devices.roster import Roster
from dangol.edge.devices.topics import read_subject, topic_unknown
from dangol.edge.gates import Gate
from dangol.edge.resources import Resources
from dangol.kernel.errors import TooLarge, Unusable
from dangol.kernel.event import Event, Written, encode_entry
from dangol.live.collect import api as collect
from dangol.live.collect.contracts import Heard, Refused
from dangol.registry.sources.contracts import Source

AT_ONCE = 16
"""Messages that are read before requests get their turn again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """One message of a device.

    Args:
        subject: its topic, as the broker spells it.
        body: what was published.
        received: when the broker took it, µs; it stays so when it is handed over again.
        id: what it is known by, for events that state no messageId; this stays, too.
    """

    subject: str
    body: bytes
    received: int
    id: str


@dataclass
class Hearing:
    """What some messages say: entries to append, how many are events, the codes of the others."""

    entries: list[bytes] = field(default_factory=list)
    accepted: int = 0
    refused: list[str] = field(default_factory=list)


class DeviceEar:
    """Hears what devices publish.

    Args:
        resources: the edge's own, which all doors share.
        roster: the sources by name.
    """

    def __init__(self, resources: Resources, roster: Roster) -> None:
        self._resources = resources
        self._roster = roster

    async def hear(self, messages: Sequence[Message]) -> Hearing:
        """Return what messages say; heard again, they say the same.

        Raises:
            Unavailable: a tracking plan cannot be used, so nothing may pass.
        """
        hearing = Hearing()
        for number, message in enumerate(messages, 1):
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
            source = await self._roster.find(read_subject(message.subject).source)
            if source is None:  # nobody could have come in under this name
                continue
            await self._add(hearing, message, source)
        return hearing

    async def keep(self, hearing: Hearing) -> None:
        """Append what was heard, durably, and count it.

        Raises:
            LogFull: the log could not be written; nothing was kept.
        """
        if hearing.entries:
            await self._resources.committer.append(hearing.entries)
        counters = self._resources.counters
        counters.accepted += hearing.accepted
        counters.rejected.update(hearing.refused)

    async def _add(self, hearing: Hearing, message: Message, source: Source) -> None:
        shield = await self._resources.shields.shield_of(source.name)
        gate = await self._resources.gates.of(source)
        now = self._resources.clock()
        heard = _hear(message, source, shield, _admission(source, gate, now))
        gate.charge(heard.accepted, now)
        hearing.entries += [encode_entry(entry) for entry in heard.entries]
        hearing.accepted += heard.accepted
        hearing.refused += [refused.code for refused in heard.refused]


def _admission(source: Source, gate: Gate, now: int) -> Callable[[Event], None]:
    """Return what lets an event in: its names, unless all of its source are kept as refused."""
    if not source.enabled:
        return collect.refuse_by("source_silenced")
    return gate.admit if gate.has_room(now) else collect.refuse_by("over_limit")


def _hear(
    message: Message, source: Source, shield: "collect.Shield", admit: Callable[[Event], None]
) -> Heard:
    numbers = itertools.count(1)
    try:
        call = read_subject(message.subject).call
        if call is None:
            raise topic_unknown()
        return collect.hear(
            message.body,
            call,
            source,
            received=message.received,
            new_id=lambda: f"{message.id}-{next(numbers)}",
            shield=shield,
            admit=admit,
        )
    except (Unusable, TooLarge) as refusal:
        return _refused(message, source, shield, refusal)
    except Exception:  # whatever it is: one message must not hold up its lane for ever
        _log.exception("message failed")
        failure = Unusable("internal_error", "Something failed here. It was recorded for IT.")
        return _refused(message, source, shield, failure)


def _refused(
    message: Message, source: Source, shield: "collect.Shield", refusal: Unusable | TooLarge
) -> Heard:
    kept: Written = collect.reject_whole(message.body, refusal, source, message.received, shield)
    return Heard([kept], 0, [Refused(0, refusal.code, refusal.sentence)])
