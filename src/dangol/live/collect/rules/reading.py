"""One event of the wire becomes an ``Event``, or is refused with a reason.

Properties, traits and context stay as the sender's own bytes, so that no digit of a number is
lost; but all of them is decoded once here, so that whatever is accepted can be decoded later.
"""

from collections.abc import Callable

import msgspec

from dangol.kernel.event import EMPTY, Event, EventType
from dangol.live.collect.rules.calls import EVENT_TYPES, Call
from dangol.live.collect.rules.decoding import Wire
from dangol.live.collect.rules.names import read_external_ids, read_id
from dangol.live.collect.rules.refusals import EventRefused
from dangol.live.collect.rules.stating import Stated, state
from dangol.live.collect.rules.times import event_time, read_sent_at
from dangol.registry.sources.contracts import Source

CONTACTS = ("email", "phone")
"""Traits that say who somebody is, where an event states no identifier."""

Objects = tuple[msgspec.Raw, msgspec.Raw, msgspec.Raw]


class _Objects(msgspec.Struct, gc=False):
    traits: msgspec.Raw = EMPTY
    properties: msgspec.Raw = EMPTY
    context: msgspec.Raw = EMPTY


class _ContextTraits(msgspec.Struct, gc=False):
    traits: dict[str, msgspec.Raw]


_decode = msgspec.json.Decoder().decode
_objects = msgspec.json.Decoder(_Objects).decode
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
        stated = state(raw, call, doubtful=doubtful)
        event_type = _event_type(stated.type if call == "batch" else call)
        context = stated.context or {}
        traits, properties, context_raw = _raw_objects(stated, raw)
        if event_type == "identify" and context:
            traits = _merged_traits(traits, context, context_raw)
        at, zone = self._time(stated)
        device_id = _device_id(context) if "device" in context else None
        external_ids = read_external_ids(context["externalIds"]) if "externalIds" in context else ()
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
            properties=properties,
            context=context_raw,
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


def _raw_objects(stated: Stated, raw: bytes) -> Objects:
    objects = _objects(raw)
    return (
        objects.traits if stated.traits else EMPTY,
        objects.properties if stated.properties else EMPTY,
        objects.context if stated.context else EMPTY,
    )


def _merged_traits(own: msgspec.Raw, context: Wire, context_raw: msgspec.Raw) -> msgspec.Raw:
    """Return the traits of an identify with those of its context, where RudderStack sends them."""
    beside = context.get("traits")
    if not beside:
        return own
    if not isinstance(beside, dict):
        raise EventRefused("traits_not_object")
    return msgspec.Raw(_encode(_context_traits(context_raw).traits | _traits(own)))


def _device_id(context: Wire) -> str | None:
    device = context.get("device")
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


def _check_contact(event_type: EventType, traits: msgspec.Raw, context: Wire) -> None:
    """Refuse an event that names nobody, not even by an e-mail address or a phone number.

    They are looked for where identity does: in the traits of an identify, in the context of any.
    """
    own = _decode(traits) if event_type == "identify" else None
    for stated in (own, context.get("traits")):
        if isinstance(stated, dict) and any(_is_contact(stated.get(c)) for c in CONTACTS):
            return
    raise EventRefused("identifier_missing")


def _is_contact(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, int) and not isinstance(value, bool)  # a phone number as a number
