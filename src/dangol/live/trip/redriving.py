"""Refused events sent again: through the same rules, with the source as it is today.

What an event becomes and the word that it was sent again are appended together, so that a crash
leaves both or none. Nothing is marked here: the trip does so when it takes the word.
"""

from collections.abc import Callable, Sequence

import msgspec

from dangol.engines.database import Database
from dangol.kernel.clock import format_time
from dangol.kernel.errors import DangolError, TooLarge, Unusable
from dangol.kernel.event import Control, Event, encode_entry
from dangol.kernel.ids import new_message_id
from dangol.live.collect.api import Names, Shield, hear
from dangol.live.collect.contracts import Heard
from dangol.live.trip.contracts import REDRIVEN, Redriven, Refused, Resent
from dangol.live.trip.refused import known_names, list_whole
from dangol.memory.eventlog.contracts import EventLog
from dangol.registry.sources.api import get_source
from dangol.registry.sources.contracts import Source

ShieldOf = Callable[[Source], Shield]
Door = tuple[Source, Names, Shield]
AT_ONCE = 200
"""Refused events that are heard and appended together."""

_DISABLED = "The source is silenced. Let it speak again first."


def redrive(
    database: Database,
    log: EventLog,
    positions: Sequence[int],
    shield_of: ShieldOf,
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
        shield_of: gives what stands before the log for a source today.
        actor: who does it.
        now: µs.

    Raises:
        LogFull: the log could not be written; those that are not told are as they were.
    """
    doors = _Doors(database, shield_of, now)
    accepted = refused = 0
    for start in range(0, len(positions), AT_ONCE):
        entries: list[bytes] = []
        for one in list_whole(database, list(positions[start : start + AT_ONCE])):
            event, told = doors.try_again(one)
            accepted += event is not None
            refused += event is None
            control = _control(one, told, actor, now)
            entries += [encode_entry(entry) for entry in (event, control) if entry is not None]
        if entries:
            log.append(entries)
    return Resent(accepted, refused, len(positions) - accepted - refused)


class _Doors:
    """The front doors of the sources as they are today, each looked up once."""

    def __init__(self, database: Database, shield_of: ShieldOf, now: int) -> None:
        self._database = database
        self._shield_of = shield_of
        self._now = now
        self._sources: dict[str, Door | None] = {}

    def try_again(self, one: Refused) -> tuple[Event | None, Redriven]:
        """Return the event that a refused one becomes, None where it is refused again, and why."""
        door = self._door(one.source)
        if door is None:
            return None, Redriven(one.position, "source_disabled", _DISABLED)
        try:
            heard = hear_again(one, *door)
        except (Unusable, TooLarge) as refusal:
            return None, Redriven(one.position, refusal.code, refusal.sentence)
        (entry,) = heard.entries
        if isinstance(entry, Event):
            return entry, Redriven(one.position)
        return None, Redriven(one.position, heard.refused[0].code, heard.refused[0].message)

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
        return source, names, self._shield_of(source)


def hear_again(one: Refused, source: Source, names: Names, shield: Shield) -> Heard:
    """Return what a refused event says today, as its request said it then."""
    raw = one.raw.encode()
    in_batch = one.call == "batch"
    return hear(
        b'{"batch":[%b]}' % raw if in_batch else raw,
        one.call,  # type: ignore[arg-type]  # the log keeps it as the text that it was
        source,
        received=one.received,
        sent_at="" if one.sent_at is None else format_time(one.sent_at),
        new_id=lambda: f"refused-{one.position}",
        shield=shield,
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
