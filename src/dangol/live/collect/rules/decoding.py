"""The bytes of one event decoded whole: what passes here can be decoded by everybody, for ever.

Splitting a body checks grammar only; not UTF-8, not the range of numbers, not depth.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from dangol.live.collect.contracts import DEEPEST, LARGEST_EVENT
from dangol.live.collect.rules.refusals import EventRefused

Wire = dict[str, Any]  # decoded JSON: anything

_decode = msgspec.json.Decoder().decode
_decode_exactly = msgspec.json.Decoder(float_hook=Decimal).decode
_MARKS = bytes.maketrans(b"123456789+-E", b"00000000000e")
_LONG_INTEGER, _LONG_EXPONENT = b"0" * 19, b"0e000"
_BEFORE_A_NUMBER = b":,[ \t\r\n"
_LONGEST_FRACTION = 40
"""More letters than a number has before its exponent, where no integer in it is long."""


def is_doubtful(body: bytes) -> bool:
    """Tell whether a text may hold what only a careful look can judge; never misses, may overstate.

    That is an integer beyond 64 bits (19 digits in a row), an exponent beyond every float (three
    digits), an escaped NUL, which databases cannot keep, or bytes that are no UTF-8. All else that
    is sound by grammar decodes.
    """
    if not is_text(body):
        return True
    if b"\\" in body and b"\\u0000" in body:
        return True
    marks = body.translate(_MARKS)
    return _LONG_INTEGER in marks or (_LONG_EXPONENT in marks and _has_exponent(body, marks))


def _has_exponent(body: bytes, marks: bytes) -> bool:
    """Tell whether a long exponent stands in a number, not in a text such as an id."""
    at = marks.find(_LONG_EXPONENT)
    while at >= 0:
        before = body[max(0, at - _LONGEST_FRACTION) : at + 1].rstrip(b"0123456789.-")
        if before[-1:] in _BEFORE_A_NUMBER:
            return True
        at = marks.find(_LONG_EXPONENT, at + 1)
    return False


def is_text(raw: bytes) -> bool:
    """Tell whether bytes are UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def decode_whole(raw: bytes, *, doubtful: bool) -> Wire:
    """Decode an event, certain that every part of it decodes.

    Args:
        raw: its bytes, of sound JSON grammar.
        doubtful: whether to look carefully.

    Raises:
        EventRefused: it is too large or too deep, or holds what cannot be decoded.
    """
    if len(raw) > LARGEST_EVENT:
        raise EventRefused("event_too_large")
    try:
        wire = _decode(raw)
        if doubtful or raw.count(b"{") + raw.count(b"[") > DEEPEST:
            _check_parts(_decode_exactly(raw))
    except UnicodeDecodeError as error:
        raise EventRefused("text_unreadable") from error
    except RecursionError as error:
        raise EventRefused("event_too_deep") from error
    except (msgspec.DecodeError, InvalidOperation) as error:
        raise EventRefused("number_out_of_range") from error
    if not isinstance(wire, dict):
        raise EventRefused("event_not_object")
    return wire


def _check_parts(whole: object) -> None:
    waiting = [(whole, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, (dict, list)):
            if depth > DEEPEST:
                raise EventRefused("event_too_deep")
            parts = [*value, *value.values()] if isinstance(value, dict) else value
            waiting += [(part, depth + 1) for part in parts]
        elif isinstance(value, str):
            if "\0" in value:
                raise EventRefused("text_has_nul")
        elif isinstance(value, int) and not -(2**63) <= value < 2**64:
            raise EventRefused("number_out_of_range")
