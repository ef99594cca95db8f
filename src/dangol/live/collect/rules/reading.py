"""One event of the wire becomes an ``Event``, or is refused with a reason.

Properties, traits and context stay as the sender's own bytes, so that no digit of a number is lost.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from dangol.kernel.event import EMPTY, Event, EventType
from dangol.live.collect.rules.calls import EVENT_TYPES, Call
from dangol.live.collect.rules.names import read_external_ids, read_id
from dangol.live.collect.rules.refusals import EventRefused
from dangol.live.collect.rules.stating import Stated, state
from dangol.live.collect.rules.times import event_time, read_sent_at
from dangol.registry.sources.contracts import Source

CONTACTS = ("email", "phone")
"""Traits that say who somebody is, where an event states no identifier."""


class _Telling(msgspec.Struct, gc=False):
    """What of a context may say who somebody is."""

    device: Any = None
    externalIds: Any = None  # noqa: N815 the wire's name
    traits: Any = None


class _ContextTraits(msgspec.Struct, gc=False):
    traits: dict[str, msgspec.Raw]


_decode = msgspec.json.Decoder().decode
_telling = msgspec.json.Decoder(_Telling).decode
_NOTHING = _Telling()
_context_traits = msgspec.json.Decoder(_ContextTraits).decode
_traits = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode

_TYPES: dict[str, EventType] = {event_type: event_type for event_type in EVENT_TYPES}


class Reader:
    """Reads the events of one request.

    Args:
        source: who sends.
        received: when the request arrived, µs.
        sent_at: when the sender's clock says it sent the request, µs; an event may say otherwise.
        new_id: gives a fresh messageId for an event without one.
        imported: whether they are rows of a file, which are known again for ever.
    """

    def __init__(
        self,
        source: Source,
        received: int,
        sent_at: int | None,
        new_id: Callable[[], str],
        *,
        imported: bool = False,
    ) -> None:
        self._source = source
        self._received = received
        self._sent_at = sent_at
        self._new_id = new_id
        self._imported = imported

    def read(self, raw: bytes, call: Call, *, doubtful: bool) -> Event:
        """Return the event that some bytes hold.

        Args:
            raw: one JSON value.
            call: the event's type by the request's path, or ``batch`` where each says its own.
            doubtful: whether the text may hold what decodes badly (see ``is_doubtful``).

        Raises:
            EventRefused: it cannot be accepted.
        """
        return self.judge(state(raw, call, doubtful=doubtful), call)

    def judge(self, stated: Stated, call: Call) -> Event:
        """Return the event that something stated is.

        Raises:
            EventRefused: it cannot be accepted.
        """
        event_type = _event_type(stated.type if call == "batch" else call)
        context = _NOTHING if stated.context is EMPTY else _telling(stated.context)
        traits = stated.traits
        if event_type == "identify" and context.traits:
            traits = _merged_traits(traits, context.traits, stated.context)
        at, zone = self._time(stated)
        device_id = _device_id(context.device) if context.device else None
        external_ids = read_external_ids(context.externalIds)
        if not (stated.user_id or stated.anonymous_id or device_id or external_ids):
            _check_contact(event_type, traits, context)
        if event_type in ("alias", "group"):
            _check_other_id(event_type, stated)
        source = self._source
        return Event(
            type=event_type,
            name=_name(event_type, stated),
            message_id=stated.message_id or self._new_id(),
            source=source.name,
            touchpoint=source.touchpoint,
            brand=source.brand,
            realm=source.realm,
            proven=source.proven,
            at=at,
            received=self._received,
            zone=zone,
            user_id=stated.user_id,
            anonymous_id=stated.anonymous_id,
            previous_id=stated.previous_id,
            group_id=stated.group_id,
            device_id=device_id,
            external_ids=external_ids,
            traits=traits,
            properties=stated.properties,
            context=stated.context,
            currency=source.currency,
            imported=self._imported,
        )

    def _time(self, stated: Stated) -> tuple[int, int | None]:
        at = stated.timestamp
        if at is None:
            at = stated.original_timestamp
        own = stated.sent_at
        sent_at = self._sent_at if own is None else read_sent_at(own)
        return event_time(at, sent_at, self._received)


def _event_type(stated: object) -> EventType:
    event_type = _TYPES.get(stated) if isinstance(stated, str) else None
    if event_type is None:
        raise EventRefused("type_unknown")
    return event_type


def _merged_traits(own: msgspec.Raw, beside: object, context: msgspec.Raw) -> msgspec.Raw:
    """Return the traits of an identify with those of its context, where RudderStack sends them."""
    if not isinstance(beside, dict):
        raise EventRefused("traits_not_object")
    return msgspec.Raw(_encode(_context_traits(context).traits | _traits(own)))


def _device_id(device: object) -> str | None:
    if not isinstance(device, dict):  # a device may be told by a word; that is no identifier
        return None
    return read_id(device.get("id"), "device_id_unusable")


def _name(event_type: EventType, stated: Stated) -> str:
    if event_type == "track":
        name = (stated.event or "").strip()
        if not name:
            raise EventRefused("event_name_missing")
        return name
    return (stated.name or "").strip() if event_type in ("page", "screen") else ""


def _check_other_id(event_type: EventType, stated: Stated) -> None:
    """Refuse an alias without a former id, and a group call without a group."""
    if event_type == "group" and not stated.group_id:
        raise EventRefused("group_id_missing")
    if event_type == "alias" and not (stated.anonymous_id or stated.previous_id):
        raise EventRefused("previous_id_missing")


def _check_contact(event_type: EventType, traits: msgspec.Raw, context: _Telling) -> None:
    """Refuse an event that names nobody, not even by an e-mail address or a phone number.

    They are looked for where identity does: in the traits of an identify, in the context of any.
    """
    own = _decode(traits) if event_type == "identify" else None
    for stated in (own, context.traits):
        if isinstance(stated, dict) and any(_is_contact(stated.get(c)) for c in CONTACTS):
            return
    raise EventRefused("identifier_missing")


def _is_contact(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, int) and not isinstance(value, bool)  # a phone number as a number
