"""What one event of the wire states, in texts that are short enough and objects that are objects.

Nearly every event is plain: its ids and names are texts, as the contract has them. It is decoded
straight into what it states, its objects as the bytes that they are: where a text is not doubtful,
whatever is sound by grammar decodes. Any other event is decoded whole and looked at value by value,
which alone refuses; so nothing is refused in two places.
"""

from typing import Annotated, Any

import msgspec

from dangol.kernel.event import EMPTY
from dangol.live.collect.contracts import DEEPEST, LARGEST_EVENT
from dangol.live.collect.rules.calls import Call
from dangol.live.collect.rules.decoding import decode_whole
from dangol.live.collect.rules.names import LONGEST_TEXT, read_id, read_name
from dangol.live.collect.rules.refusals import EventRefused

Text = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]


class Stated(msgspec.Struct, gc=False, rename="camel"):
    """What an event states; None or empty where it states nothing of it.

    Times and the type are as they came, and still to be judged. The last three are JSON objects,
    ``EMPTY`` itself where they hold nothing. Their order is the one of ``swift/_wire.c``.
    """

    type: Any = None
    event: Text | None = None
    name: Text | None = None
    timestamp: Any = None
    original_timestamp: Any = None
    sent_at: Any = None
    message_id: Text | None = None
    user_id: Text | None = None
    anonymous_id: Text | None = None
    previous_id: Text | None = None
    group_id: Text | None = None
    traits: msgspec.Raw = EMPTY
    properties: msgspec.Raw = EMPTY
    context: msgspec.Raw = EMPTY


class _Objects(msgspec.Struct, gc=False):
    traits: msgspec.Raw = EMPTY
    properties: msgspec.Raw = EMPTY
    context: msgspec.Raw = EMPTY


_decode = msgspec.json.Decoder(Stated).decode
_decode_objects = msgspec.json.Decoder(_Objects).decode


def state(raw: bytes, call: Call, *, doubtful: bool) -> Stated:
    """Return what an event states, certain that every part of it decodes.

    Args:
        raw: its bytes, of sound JSON grammar.
        call: the event's type by the request's path, or ``batch`` where each says its own.
        doubtful: whether the text may hold what decodes badly (see ``is_doubtful``).

    Raises:
        EventRefused: it is too large or too deep, or states what cannot be used.
    """
    plain = None if doubtful else _state_plainly(raw)
    return _state_carefully(raw, call, doubtful=doubtful) if plain is None else plain


def _state_plainly(raw: bytes) -> Stated | None:
    """Return what a plain event states, None where it has to be looked at carefully."""
    if len(raw) > LARGEST_EVENT or raw.count(b"{") + raw.count(b"[") > DEEPEST:
        return None
    try:
        stated = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    for text in (
        stated.message_id,
        stated.user_id,
        stated.anonymous_id,
        stated.previous_id,
        stated.group_id,
    ):
        if text is not None and (not text or text.isspace()):
            return None
    for part in (stated.properties, stated.context, stated.traits):
        if part is not EMPTY and not bytes(part).startswith(b'{"'):
            return None
    return stated


def _state_carefully(raw: bytes, call: Call, *, doubtful: bool) -> Stated:
    get = decode_whole(raw, doubtful=doubtful).get
    objects = _decode_objects(raw)
    event_type = get("type") if call == "batch" else call
    return Stated(
        type=event_type,
        context=_object(get("context") or None, objects.context, "context_not_object"),
        traits=_object(get("traits"), objects.traits, "traits_not_object"),
        properties=_object(get("properties"), objects.properties, "properties_not_object"),
        timestamp=get("timestamp"),
        original_timestamp=get("originalTimestamp"),
        sent_at=get("sentAt"),
        user_id=read_id(get("userId"), "user_id_unusable"),
        anonymous_id=read_id(get("anonymousId"), "anonymous_id_unusable"),
        event=read_name(get("event"), "event_name_unusable") if event_type == "track" else None,
        name=read_name(get("name"), "name_unusable") if event_type in ("page", "screen") else None,
        message_id=read_id(get("messageId"), "message_id_unusable"),
        previous_id=read_id(get("previousId"), "previous_id_unusable"),
        group_id=read_id(get("groupId"), "group_id_unusable"),
    )


def _object(value: object, raw: msgspec.Raw, refusal: str) -> msgspec.Raw:
    if value is not None and not isinstance(value, dict):
        raise EventRefused(refusal)
    return raw if value else EMPTY
