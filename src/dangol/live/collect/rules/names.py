"""Texts by which things are known: ids and names, bounded."""

import re

from dangol.kernel.event import Identifier
from dangol.live.collect.rules.refusals import EventRefused

LONGEST_TEXT = 255
MOST_EXTERNAL_IDS = 20

_ID_TYPE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")


def read_id(value: object, refusal: str) -> str | None:
    """Return an id as text; None where there is none, or only blanks.

    Args:
        value: as decoded. A number becomes its digits, as senders mix ``7`` and ``"7"``.
        refusal: the code to refuse with.

    Raises:
        EventRefused: it is neither text nor number, or too long.

    >>> read_id(7, "user_id_unusable"), read_id(7.0, "user_id_unusable")
    ('7', '7')
    """
    if value is None:
        return None
    if type(value) is str:
        text = value
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise EventRefused(refusal)
    else:
        text = str(int(value)) if value == int(value) else str(value)
    if not text or text.isspace():
        return None
    if len(text) > LONGEST_TEXT:
        raise EventRefused(refusal)
    return text


def read_name(value: object, refusal: str) -> str:
    """Return a name, empty where there is none.

    Raises:
        EventRefused: it is no text, or too long.
    """
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise EventRefused(refusal)
    return value.strip()


def read_external_ids(value: object) -> tuple[Identifier, ...]:
    """Return ``context.externalIds`` as identifiers, types in small letters, each once.

    Raises:
        EventRefused: the list is not as the contract says.
    """
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_EXTERNAL_IDS:
        raise EventRefused("external_ids_unusable")
    found = [_external_id(item) for item in value]
    return tuple(dict.fromkeys(identifier for identifier in found if identifier))


def _external_id(item: object) -> Identifier | None:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise EventRefused("external_ids_unusable")
    id_type = item["type"].strip().lower()
    if not _ID_TYPE.fullmatch(id_type):
        raise EventRefused("external_ids_unusable")
    value = read_id(item.get("id"), "external_ids_unusable")
    return Identifier(id_type, value) if value else None
