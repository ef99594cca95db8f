"""Places in lists, opaque to outsiders."""

from typing import Annotated

import msgspec

from dangol.kernel.errors import Unusable

Place = tuple[int, int]

_Bounded = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""What a database can compare with; a larger one it would not take."""
_decode = msgspec.json.Decoder(tuple[_Bounded, _Bounded]).decode
_LONGEST_LIMIT = 18
"""Digits beyond which a number is only large; Python reads no endless ones."""


def cursor_text(place: Place | None) -> str | None:
    """Return a place in a list as a text that means nothing to anybody else.

    >>> read_cursor(cursor_text((3, 5)))
    (3, 5)
    """
    return None if place is None else msgspec.json.encode(place).hex()


def read_cursor(text: str | None) -> Place | None:
    """Return the place that a cursor names, None where there is no cursor.

    Raises:
        Unusable: no answer of ours gave this cursor.
    """
    if not text:
        return None
    try:
        place: Place = _decode(bytes.fromhex(text))
    except (ValueError, msgspec.DecodeError) as error:
        raise Unusable(
            "cursor_unusable", "This place in the list is not known. Take it from `next`."
        ) from error
    return place


def read_limit(text: str | None, *, usual: int, most: int) -> int:
    """Return how many entries are asked for.

    Raises:
        Unusable: it is no number, or less than 1.
    """
    if text is None:
        return usual
    digits = text.lstrip("0")
    if not digits.isdecimal() or (len(digits) <= _LONGEST_LIMIT and int(digits) < 1):
        raise Unusable("limit_unusable", "limit must be a number of at least 1.")
    return most if len(digits) > _LONGEST_LIMIT else min(int(digits), most)
