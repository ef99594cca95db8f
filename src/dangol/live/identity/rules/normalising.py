"""One form for every way of writing the same identifier."""

import re
import unicodedata
from functools import lru_cache

LONGEST_VALUE = 255
LONGEST_TYPE = 64
HIDDEN = frozenset({"Cc", "Cf", "Cs"})  # controls, invisible marks, halves of a character

_ADDRESS = re.compile(r"[^\s@\"<>(),;:\\\[\]]{1,64}@(?:\w(?:[\w-]*\w)?\.)+\w(?:[\w-]*\w)")


def normalise(kind: str, value: str, country: str) -> str | None:
    """Return an identifier's value in the form in which it is compared, or None if it is none.

    Args:
        kind: the type, as ``normalise_type`` returns it.
        value: as the touchpoint sent it.
        country: ISO 3166 code by which a phone number without country code is read.

    >>> normalise("email", " Mina.Kim@Example.ORG ", "KR")
    'mina.kim@example.org'
    >>> normalise("phone", "010-2345-6789", "KR")
    '+821023456789'
    >>> normalise("phone", "12", "KR") is None
    True
    """
    if len(value) > 4 * LONGEST_VALUE:
        return None
    if kind == "email":
        found = _email(value)
    elif kind == "phone":
        found = _phone(value, country)
    else:
        found = _plain(value)
    return found if found and len(found) <= LONGEST_VALUE else None


@lru_cache(maxsize=4096)
def normalise_type(kind: str) -> str | None:
    """Return a type's name in one form, or None where it can be no type.

    ``/`` and ``:`` are kept out, since they divide the parts of an identifier's key.

    >>> normalise_type(" Loyalty_ID "), normalise_type("a:b")
    ('loyalty_id', None)
    """
    found = _plain(kind).casefold()
    if not found or len(found) > LONGEST_TYPE or "/" in found or ":" in found:
        return None
    return found


def _plain(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        value = unicodedata.normalize("NFC", value)
        value = "".join(letter for letter in value if unicodedata.category(letter) not in HIDDEN)
    return value.strip()


@lru_cache(maxsize=32_768)
def _email(value: str) -> str | None:
    wide = unicodedata.normalize("NFKC", _plain(value)).casefold()
    address = unicodedata.normalize("NFC", wide).strip()
    if len(address) > LONGEST_VALUE:  # also bounds the work of the pattern
        return None
    return address if _ADDRESS.fullmatch(address) else None


@lru_cache(maxsize=32_768)
def _phone(value: str, country: str) -> str | None:
    import phonenumbers  # 35 ms that only those pay who hear a phone number

    text = unicodedata.normalize("NFKC", _plain(value))
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None  # a switchboard is nobody's own number
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
