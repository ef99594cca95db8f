"""Refused events sent again: through the same rules, with the source as it is today.

What an event becomes and the word that it was sent again are appended together, so that a crash
leaves both or none. Nothing is marked here: the trip does so when it takes the word.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from dangol.engines.database import Database
from dangol.kernel.clock import format_time
from dangol.kernel.errors import DangolError, TooLarge, Unusable
from dangol.kernel.event import Control, Event, Written, encode_entry
from dangol.kernel.ids import new_message_id
from dangol.live.collect import api as collect
from dangol.live.collect.contracts import Heard
from dangol.live.trip.contracts import REDRIVEN, Redriven, Refused, Resent
from dangol.live.trip.refused import known_names, list_whole
from dangol.memory.eventlog.contracts import EventLog
from dangol.registry.sources.api import get_source
from dangol.registry.sources.contracts import Source


class Judging(NamedTuple):
    """What a source's events are judged by today: what stands before the log, and mappings.

    ``mappings`` are a webhook's, of which the first that takes a topic decides.
    """

    shield: "collect.Shield"
    mappings: Sequence["collect.HookMapping"] = ()


JudgingOf = Callable[[Source], Judging]
Door = tuple[Source, "collect.Names", Judging]
AT_ONCE = 200
"""Refused events that are heard and appended together."""

_DISABLED = "The source is silenced. Let it speak again first."
_IDLE = "Its mapping makes no event of this delivery."


def redrive(
    database: Database,
    log: EventLog,
    positions: Sequence[int],
    judging_of: JudgingOf,
    *,
    actor: str,
    now: int,
) -> Resent:
    """Send refused events again; sending one twice adds nothing.

    They keep the time at which they were received and the sender's clock, so that they happened
    when they happened. One without messageId gets one from its place in the log.

    Args:
        database: the operational database.
        log: where they are appended.
        positions: where they stood in the log; those that are gone or solved are passed over.
        judging_of: gives what a source's events are judged by today.
        actor: who does it.
        now: µs.

    Raises:
        LogFull: the log could not be written; those that are not told are as they were.
    """
    doors = _Doors(database, judging_of, now)
    accepted = refused = 0
    for start in range(0, len(positions), AT_ONCE):
        entries: list[bytes] = []
        for one in list_whole(database, list(positions[start : start + AT_ONCE])):
            heard, told = doors.try_again(one)
            accepted += not told.code
            refused += bool(told.code)
            entries += map(encode_entry, [*heard, _control(one, told, actor, now)])
        if entries:
            log.append(entries)
    return Resent(accepted, refused, len(positions) - accepted - refused)


class _Doors:
    """The front doors of the sources as they are today, each looked up once."""

    def __init__(self, database: Database, judging_of: JudgingOf, now: int) -> None:
        self._database = database
        self._judging_of = judging_of
        self._now = now
        self._sources: dict[str, Door | None] = {}

    def try_again(self, one: Refused) -> tuple[Sequence[Written], Redriven]:
        """Return what a refused event becomes; nothing where it is refused again, and why.

        A delivery may become several events, the last of which stands for all; what its mapping
        makes that is refused for itself is kept as such, before them.
        """
        door = self._door(one.source)
        if door is None:
            return (), Redriven(one.position, "source_disabled", _DISABLED)
        try:
            heard = hear_again(one, *door)
        except (Unusable, TooLarge) as refusal:
            return (), Redriven(one.position, refusal.code, refusal.sentence)
        if heard.accepted:
            found = sorted(heard.entries, key=lambda entry: isinstance(entry, Event))
            return found, Redriven(one.position)
        if not heard.refused:
            return (), Redriven(one.position, "delivery_idle", _IDLE)
        return (), Redriven(one.position, heard.refused[0].code, heard.refused[0].message)

    def _door(self, name: str) -> Door | None:
        if name not in self._sources:
            self._sources[name] = self._open(name)
        return self._sources[name]

    def _open(self, name: str) -> Door | None:
        try:
            source = get_source(self._database, name)
        except DangolError:
            return None
        if not source.enabled:
            return None
        names = known_names(self._database, source, self._now)
        return source, names, self._judging_of(source)


def hear_again(one: Refused, source: Source, names: "collect.Names", judging: Judging) -> Heard:
    """Return what a refused event says today, as its request said it then."""
    raw = one.raw.encode()
    if one.call == collect.DELIVERY:
        return collect.hear_delivery(
            collect.kept_delivery(raw),
            source,
            judging.mappings,
            received=one.received,
            shield=judging.shield,
            admit=names.admit,
        )
    in_batch = one.call == "batch"
    return collect.hear(
        b'{"batch":[%b]}' % raw if in_batch else raw,
        one.call,  # type: ignore[arg-type]  # the log keeps it as the text that it was
        source,
        received=one.received,
        sent_at="" if one.sent_at is None else format_time(one.sent_at),
        new_id=lambda: f"refused-{one.position}",
        shield=judging.shield,
        admit=names.admit,
    )


def _control(one: Refused, told: Redriven, actor: str, now: int) -> Control:
    return Control(
        action=REDRIVEN,
        brand=one.brand,
        actor=actor,
        received=now,
        message_id=new_message_id("redriven"),
        body=msgspec.Raw(msgspec.json.encode(told)),
    )
