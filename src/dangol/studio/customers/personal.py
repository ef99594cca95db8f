"""Personal data hidden from people without the right to see it: enough stays to tell two apart.

Masking is done to the event before anything is told of it, so that no sentence, no raw event and no
attribute of the page can carry what the viewer may not see.
"""

import re
from typing import Any

import msgspec

from dangol.kernel.event import EMPTY, Event, Identifier
from dangol.studio.customers.sentences import spread_name

DOTS = "•••"

_OF_PERSONS = frozenset({
    "address", "advertising id", "anonymous id", "avatar", "birth date", "birthdate", "birthday",
    "body", "comment", "date of birth", "device id", "dob", "email", "email address", "family name",
    "first name", "full name", "given name", "ip", "ip address", "last name", "latitude",
    "longitude", "message", "mobile", "nickname", "phone", "phone number", "photo", "postal code",
    "postcode", "previous id", "recipient", "street", "telephone", "text", "token", "user id",
    "user name", "username", "zip",
})  # fmt: skip
_IN_TRAITS = _OF_PERSONS | {"name", "id", "display name", "title"}
_ABOUT_A_PERSON = frozenset({"traits", "user", "customer", "person", "external ids"})

_MAIL = re.compile(r"[^\s@<>\"'=&?/,;:]+@[^\s@<>\"'=&?/,;:]+")
_PHONE = re.compile(r"\+\d[\d -]{6,}\d|\b01[016-9][ -]?\d{3,4}[ -]?\d{4}\b")


def mask_identifier(kind: str, value: str) -> str:
    """Return an identifier with its middle hidden.

    >>> mask_identifier("email", "mina@example.org"), mask_identifier("phone", "+821012345678")
    ('m•••@e•••.org', '•••78')
    """
    if kind == "email" and "@" in value:
        return _mask_mail(value)
    if kind == "phone":
        return DOTS + value[-2:]
    return f"{value[:2]}{DOTS}{value[-2:]}" if len(value) >= 10 else value[:1] + DOTS


def mask_name(text: str) -> str:
    """Return a name, or any other text of a person, with only its first letter.

    >>> mask_name("김민아"), mask_name("mina@example.org"), mask_name("")
    ('김•••', 'm•••@e•••.org', '')
    """
    if not text:
        return text
    hidden = mask_text(text)
    return hidden if hidden != text else text[0] + DOTS


def mask_text(text: str) -> str:
    """Return free text with the e-mail addresses and telephone numbers in it hidden."""
    text = _MAIL.sub(lambda found: _mask_mail(found[0]), text)
    return _PHONE.sub(lambda found: DOTS + found[0][-2:], text)


def mask_trait(name: str, value: Any) -> Any:
    """Return a trait's value, hidden where the trait tells who somebody is."""
    return _mask(value, hidden=spread_name(name) in _IN_TRAITS, names=_IN_TRAITS)


def mask_event(event: Event) -> Event:
    """Return an event without what tells who it was."""
    return msgspec.structs.replace(
        event,
        user_id=_mask_id(event.user_id),
        anonymous_id=_mask_id(event.anonymous_id),
        previous_id=_mask_id(event.previous_id),
        device_id=_mask_id(event.device_id),
        external_ids=tuple(
            Identifier(each.type, mask_identifier(each.type, each.value))
            for each in event.external_ids
        ),
        traits=_mask_raw(event.traits, _IN_TRAITS),
        properties=_mask_raw(event.properties, _OF_PERSONS),
        context=_mask_raw(event.context, _OF_PERSONS),
    )


def mask_json(text: str) -> str:
    """Return a stranger's text that should be JSON, without what tells of whom it is.

    >>> mask_json('{"event":"Signed Up","traits":{"name":"Mina"}}')
    '{"event":"Signed Up","traits":{"name":"M•••"}}'
    """
    try:
        value = msgspec.json.decode(text)
        return msgspec.json.encode(_mask(value, hidden=False, names=_OF_PERSONS)).decode()
    except (msgspec.DecodeError, RecursionError):
        return mask_text(text)


def _mask_id(value: str | None) -> str | None:
    if value is None:
        return None
    return _mask_mail(value) if "@" in value else mask_identifier("", value)


def _mask_mail(address: str) -> str:
    local, _, host = address.rpartition("@")
    top = host.rpartition(".")[2]
    return f"{local[:1]}{DOTS}@{host[:1]}{DOTS}.{top}"


def _mask_raw(raw: msgspec.Raw, names: frozenset[str]) -> msgspec.Raw:
    try:
        value = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return EMPTY
    return msgspec.Raw(msgspec.json.encode(_mask(value, hidden=False, names=names)))


def _mask(value: Any, *, hidden: bool, names: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _mask(part, hidden=hidden or spread_name(key) in names, names=_names(key, names))
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [_mask(part, hidden=hidden, names=names) for part in value]
    if isinstance(value, str):
        return mask_name(value) if hidden else mask_text(value)
    return DOTS if hidden and value is not None else value


def _names(key: str, names: frozenset[str]) -> frozenset[str]:
    """Inside what describes a person, a name is a person's, not a product's."""
    return _IN_TRAITS if spread_name(key) in _ABOUT_A_PERSON else names
