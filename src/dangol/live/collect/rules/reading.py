"""One event of the wire becomes an ``Event``, or is refused with a reason.

Properties, traits and context stay as the sender's own bytes, so that no digit of a number is
lost; but everything is decoded once here, so that whatever is accepted can be decoded later.
"""

from collections.abc import Callable

import msgspec

from dangol.kernel.event import EMPTY, Event, EventType
from dangol.live.collect.rules.calls import EVENT_TYPES, Call
from dangol.live.collect.rules.decoding import Wire, decode_whole
from dangol.live.collect.rules.names import read_external_ids, read_id, read_name
from dangol.live.collect.rules.refusals import EventRefused
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
        wire = decode_whole(raw, doubtful=doubtful)
        get = wire.get
        event_type = _event_type(get("type") if call == "batch" else call)
        context = get("context") or {}
        if not isinstance(context, dict):
            raise EventRefused("context_not_object")
        traits, properties, context_raw = _raw_objects(wire, raw)
        if event_type == "identify" and context:
            traits = _merged_traits(traits, context, context_raw)
        at, zone = self._time(wire)
        user_id = read_id(get("userId"), "user_id_unusable")
        anonymous_id = read_id(get("anonymousId"), "anonymous_id_unusable")
        device_id = _device_id(context) if "device" in context else None
        external_ids = read_external_ids(context.get("externalIds")) if context else ()
        if not (user_id or anonymous_id or device_id or external_ids):
            _check_contact(event_type, traits, context)
        if event_type in ("alias", "group"):
            _check_other_id(event_type, wire, anonymous_id)
        source = self._source
        return Event(
            type=event_type,
            name=_name(event_type, wire),
            message_id=read_id(get("messageId"), "message_id_unusable") or self._new_id(),
            source=source.name,
            touchpoint=source.touchpoint,
            brand=source.brand,
            realm=source.realm,
            proven=source.proven,
            at=at,
            received=self._received,
            zone=zone,
            user_id=user_id,
            anonymous_id=anonymous_id,
            previous_id=read_id(get("previousId"), "previous_id_unusable"),
            group_id=read_id(get("groupId"), "group_id_unusable"),
            device_id=device_id,
            external_ids=external_ids,
            traits=traits,
            properties=properties,
            context=context_raw,
            currency=source.currency,
            imported=self._imported,
        )

    def _time(self, wire: Wire) -> tuple[int, int | None]:
        stated = wire.get("timestamp")
        if stated is None:
            stated = wire.get("originalTimestamp")
        own = wire.get("sentAt")
        sent_at = self._sent_at if own is None else read_sent_at(own)
        return event_time(stated, sent_at, self._received)


def _event_type(stated: object) -> EventType:
    event_type = _TYPES.get(stated) if isinstance(stated, str) else None
    if event_type is None:
        raise EventRefused("type_unknown")
    return event_type


def _raw_objects(wire: Wire, raw: bytes) -> Objects:
    traits, properties = wire.get("traits"), wire.get("properties")
    if traits is not None and not isinstance(traits, dict):
        raise EventRefused("traits_not_object")
    if properties is not None and not isinstance(properties, dict):
        raise EventRefused("properties_not_object")
    objects = _objects(raw)
    return (
        objects.traits if traits else EMPTY,
        objects.properties if properties else EMPTY,
        objects.context if wire.get("context") else EMPTY,
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


def _name(event_type: EventType, wire: Wire) -> str:
    if event_type == "track":
        name = read_name(wire.get("event"), "event_name_unusable")
        if not name:
            raise EventRefused("event_name_missing")
        return name
    if event_type in ("page", "screen"):
        return read_name(wire.get("name"), "name_unusable")
    return ""


def _check_other_id(event_type: EventType, wire: Wire, anonymous_id: str | None) -> None:
    """Refuse an alias without a former id, and a group call without a group."""
    if event_type == "group" and not read_id(wire.get("groupId"), "group_id_unusable"):
        raise EventRefused("group_id_missing")
    if event_type == "alias" and not (
        anonymous_id or read_id(wire.get("previousId"), "previous_id_unusable")
    ):
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
