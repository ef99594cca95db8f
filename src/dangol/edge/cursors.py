"""Places in lists, opaque to outsiders."""

import msgspec

from dangol.kernel.errors import Unusable

Place = tuple[int, int]

_decode = msgspec.json.Decoder(Place).decode


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
    if not text.isdecimal() or int(text) < 1:
        raise Unusable("limit_unusable", "limit must be a number of at least 1.")
    return min(int(text), most)
