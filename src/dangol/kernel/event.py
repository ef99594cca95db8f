"""What stands in the log: events, rejections, controls.

All three are written once by a collector and never change. Times are microseconds UTC.
"""

from typing import Literal

import msgspec

from dangol.kernel.money import DEFAULT_CURRENCY

EventType = Literal["track", "identify", "page", "screen", "group", "alias"]
Touchpoint = Literal["web", "app", "store", "call", "email", "social", "device", "server"]

EMPTY = msgspec.Raw(b"{}")


class Identifier(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """One name by which a touchpoint knows a person: ``email`` and ``mina@example.org``."""

    type: str
    value: str


class Flag(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that was found in an event on its way in, and what was done about it.

    ``event`` is the name of a track, else the type. ``kind`` says what is amiss: ``event`` (not in
    the tracking plan), ``missing``, ``unplanned``, ``type``, ``value``, ``shape``, or what was
    found in a text: ``card``, ``resident``, ``password``. ``path`` is where, such as
    ``properties.total``; ``done`` is what was done: ``observed``, ``flagged``, ``omitted``,
    ``blocked`` or ``masked``.
    """

    event: str
    kind: str
    path: str
    done: str


class Event(
    msgspec.Struct,
    frozen=True,
    array_like=True,
    tag_field="kind",
    tag="e",
    gc=False,
    kw_only=True,
):
    """One thing a customer did, as accepted: bounded, checked, its clock corrected.

    ``name`` is the event name of a track, the page or screen name of a page or screen, else empty.
    ``at`` is when it happened, never later than ``received``; ``zone`` the zone that the sender
    stated, in minutes east of UTC. ``realm`` is empty for the house, else the walled brand in whose
    own identifier space this event is resolved. ``proven`` tells that the key was secret, so
    that claims of identity come from a server and not from anybody's browser. The three Raw fields
    are JSON objects, checked to decode. ``currency`` is the brand's (ISO 4217), for amounts that
    state none. ``imported`` tells that it is a row of a file, which is known again for ever.
    ``flags`` tells what its source's tracking plan and the scan for personal data found in it.
    """

    type: EventType
    name: str
    message_id: str
    source: str
    touchpoint: Touchpoint
    brand: str
    realm: str = ""
    proven: bool = False
    at: int
    received: int
    zone: int | None = None
    user_id: str | None = None
    anonymous_id: str | None = None
    previous_id: str | None = None
    group_id: str | None = None
    device_id: str | None = None
    external_ids: tuple[Identifier, ...] = ()
    traits: msgspec.Raw = EMPTY
    properties: msgspec.Raw = EMPTY
    context: msgspec.Raw = EMPTY
    currency: str = DEFAULT_CURRENCY
    imported: bool = False
    flags: tuple[Flag, ...] = ()


class Rejection(
    msgspec.Struct,
    frozen=True,
    array_like=True,
    tag_field="kind",
    tag="r",
    gc=False,
    kw_only=True,
):
    """One event that was refused: why, from which source, and what it said (bounded text).

    ``flags`` is as for an event.
    ``whole`` tells that ``raw`` is all of it, so that it can be heard again: then as ``call``, the
    request's word for what it holds (``batch`` where each event says its type), and with the
    sender's clock as it stood in the request (``sent_at``, µs). ``type`` and ``name`` are what it
    says of itself, as far as that can be read.
    """

    code: str
    message: str
    source: str
    touchpoint: Touchpoint
    brand: str
    received: int
    message_id: str = ""
    raw: str = ""
    flags: tuple[Flag, ...] = ()
    type: str = ""
    name: str = ""
    call: str = ""
    sent_at: int | None = None
    whole: bool = False


class Control(
    msgspec.Struct,
    frozen=True,
    array_like=True,
    tag_field="kind",
    tag="c",
    gc=False,
    kw_only=True,
):
    """One decision of a person or of Dangol that changes live state, such as a published rule."""

    action: str
    brand: str
    actor: str
    received: int
    message_id: str
    body: msgspec.Raw = EMPTY


class Lost(msgspec.Struct, frozen=True):
    """An entry that was acknowledged and cannot be read any more: its part of the log is damaged.

    It is never written; readers get it in the entry's place, so that no offset shifts.
    """


Written = Event | Rejection | Control
Entry = Written | Lost
LOST = Lost()

_ENCODER = msgspec.json.Encoder()
_ENTRIES = msgspec.json.Decoder(list[Written])


def encode_entry(entry: Written) -> bytes:
    """Return an entry as it stands in a chunk."""
    return _ENCODER.encode(entry)


def decode_entries(body: bytes) -> list[Written]:
    """Return the entries of a chunk's body, in log order.

    Raises:
        msgspec.DecodeError: the body is damaged.
    """
    return _ENTRIES.decode(body)
