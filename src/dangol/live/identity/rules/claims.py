"""Which identifiers an event carries, as they were sent."""

from collections.abc import Iterator
from typing import Any

import msgspec

from dangol.kernel.event import EMPTY, Event

Claim = tuple[str, str]
"""A type and a value, neither of them normalised yet."""


class _Person(msgspec.Struct):
    email: Any = None
    phone: Any = None


class _Context(msgspec.Struct):
    traits: msgspec.Raw = msgspec.Raw(b"{}")


_PERSON = msgspec.json.Decoder(_Person)
_CONTEXT = msgspec.json.Decoder(_Context)


def claims_of(event: Event) -> tuple[Claim, ...]:
    """Return every identifier that an event carries, in no particular order.

    Traits name a person in an ``identify``, and in the context of any event, where RudderStack's
    SDKs put them; the traits of a ``group`` are the company's.
    """
    claims: list[Claim] = []
    if event.user_id is not None:
        claims.append(("user_id", event.user_id))
    if event.anonymous_id is not None:
        claims.append(("anonymous_id", event.anonymous_id))
    if event.previous_id is not None:
        claims.append(("anonymous_id", event.previous_id))
    if event.device_id is not None:
        claims.append(("device_id", event.device_id))
    if event.external_ids:
        claims += ((external.type, external.value) for external in event.external_ids)
    if event.type == "identify":
        claims += _person_in(bytes(event.traits))
    if len(event.context) > len(EMPTY):
        context = bytes(event.context)
        if b'"traits"' in context and _speaks_of_person(context):
            claims += _person_in(_traits_in(context))
    return tuple(claims)


def _speaks_of_person(text: bytes) -> bool:
    return b'"email"' in text or b'"phone"' in text


def _traits_in(context: bytes) -> bytes:
    try:
        return bytes(_CONTEXT.decode(context).traits)
    except msgspec.DecodeError:
        return b""


def _person_in(traits: bytes) -> Iterator[Claim]:
    if not _speaks_of_person(traits):
        return
    try:
        person = _PERSON.decode(traits)
    except msgspec.DecodeError:
        return
    if isinstance(person.email, str):
        yield "email", person.email
    if isinstance(person.phone, str):
        yield "phone", person.phone
    elif isinstance(person.phone, int) and not isinstance(person.phone, bool):
        yield "phone", str(person.phone)
