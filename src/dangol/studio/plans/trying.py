"""An event tried on a plan: what would be kept of it, and why."""

import msgspec

from dangol.kernel.event import Event, Flag, Rejection
from dangol.kernel.words import translate
from dangol.live.collect.api import EVENT_TYPES, Call, HashKeys, Shield, compile_plan, hear
from dangol.registry.sources.contracts import Source


class _Typed(msgspec.Struct):
    type: str = "track"


class Tried(msgspec.Struct, frozen=True):
    """What would become of an event: whether it is let in, why not, its flags, what is kept."""

    accepted: bool
    reason: str
    flags: tuple[Flag, ...]
    kept: str


def try_event(
    body: str, text: str, source: Source, keys: HashKeys, language: str, *, now: int
) -> Tried:
    """Return what a plan would do with an event.

    Args:
        body: the event as JSON; its type is track where it states none.
        text: of a checked plan.
        source: in whose name it is tried.
        keys: to hash by.
        language: of the reason.
        now: microseconds UTC.

    Raises:
        BodyUnreadable: it is no JSON.
    """
    shield = Shield(keys, compile_plan(text, keys))
    heard = hear(body.encode(), _call_of(body), source, received=now, shield=shield)
    (entry,) = heard.entries
    if isinstance(entry, Rejection):
        return Tried(False, translate(entry.message, language), entry.flags, entry.raw)
    kept = entry if isinstance(entry, Event) else None
    return Tried(True, "", kept.flags if kept else (), _kept(kept) if kept else "")


def _call_of(body: str) -> Call:
    """Return the type that an event states, as a path would; a track where it states none."""
    try:
        stated = msgspec.json.decode(body, type=_Typed).type
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "track"
    return next((known for known in EVENT_TYPES if known == stated), "track")


def _kept(event: Event) -> str:
    parts = {
        "event": event.name or event.type,
        "userId": event.user_id,
        "anonymousId": event.anonymous_id,
        "traits": event.traits,
        "properties": event.properties,
        "context": event.context,
    }
    kept = {name: part for name, part in parts.items() if not _is_empty(part)}
    return msgspec.json.format(msgspec.json.encode(kept), indent=2).decode()


def _is_empty(part: object) -> bool:
    return part is None or (isinstance(part, msgspec.Raw) and bytes(part) == b"{}")
