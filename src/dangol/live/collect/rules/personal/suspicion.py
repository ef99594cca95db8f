"""Whether some bytes may hold a number or a password that must not be kept; quick, never misses.

A body is looked at as a whole: most hold nothing, and then no event of it is looked at again. It
may overstate; what it is suspicious of is read carefully.
"""

import re
from unicodedata import normalize

SHORTEST_NUMBER = 13
"""Digits of a resident number; every card number has more."""

_SEPARATORS = b" \t\r\n-._/+" + bytes(range(0x80, 0x100))
"""What may stand between digits. All that is not ASCII is left out: a dash of typography is too."""

_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_RUN = b"0" * SHORTEST_NUMBER
_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ODD_ESCAPE = re.compile(
    rb"\\u(?:00(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|[bB][239])|0[69a-fA-F]|1[07-9a]|2[04]|277"
    rb"|278|279|[aA][6-9a-bA-B]|[fF]{2}[01456]|[dD]83[5cC])"
)
"""Digits and Latin letters that hide behind an escape."""

_URL_ESCAPE = re.compile(rb"%[0-9a-fA-F]{2}")
_ODD_URL_ESCAPE = re.compile(rb"%(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|[cCdDfF]|[eE][0-3fF])")
"""The same in URLs, and blanks and dashes of typography; Korean words are none of these."""

_USUAL = bytes(
    byte for byte in range(256) if byte not in (0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEF, 0xF0)
)
"""All bytes but those that scripts with digits of their own begin with; those of Korean stay."""

_ODD_DIGITS = re.compile(
    rb"\xc2[\xb2\xb3\xb9]|[\xd9\xdb\xdf]|\xe0|\xe1[^\x84-\x87]|\xe2[\x81\x82\x91\x92\x9d\x9e]"
    rb"|\xea[\x98-\xa9]|\xef[\xbc\xbd]|\xf0[\x90-\x96\x9d\x9e]|\xf0\x9f\x84"
)
_UUID = re.compile(
    rb"(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])"
)
"""An id that SDKs write behind a time; no number of a card is written so."""
_UUID_TAIL = re.compile(rb"-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-")
"""What is quickly found of it."""

_KOREAN = ("비밀번호", "비번", "패스워드")
_KOREAN_WORDS = tuple(normalize(form, word).encode() for word in _KOREAN for form in ("NFC", "NFD"))
_KOREAN_ESCAPES = tuple(
    normalize(form, word).encode("ascii", "backslashreplace")
    for word in _KOREAN
    for form in ("NFC", "NFD")
)
_HINTS = (b"rrn", b"jumin", b"resident", "주민".encode(), b"\\uc8fc\\ubbfc")
_SIGN_IN = re.compile(rb"://[^\s/:@\"]{1,64}:[^\s/@\"]{1,128}@")


def is_suspicious(body: bytes) -> bool:
    """Tell whether to look carefully."""
    return _has_number(body) or may_hold_word(body) or (not body.isascii() and _has_odd_digit(body))


def may_hold_word(body: bytes) -> bool:
    """Tell whether it speaks of passwords, or holds one in an address."""
    if holds_sign_in(body):
        return True
    if b"\\" in body and _ODD_ESCAPE.search(body):
        return True
    if _has_word(body.lower()):
        return True
    return not body.isascii() and b"\xef\xbd" in body  # full-width letters


def holds_sign_in(body: bytes) -> bool:
    """Tell whether an address in it holds a name and a password."""
    return b"@" in body and _SIGN_IN.search(body) is not None


def _has_number(body: bytes) -> bool:
    said = body
    if b"%" in body:
        if _ODD_URL_ESCAPE.search(body):
            return True
        said = _URL_ESCAPE.sub(b"", said)
    if b"\\" in body:
        if _ODD_ESCAPE.search(body):
            return True
        said = _ESCAPE.sub(b"", said)
    marks = said.translate(_DIGITS, _SEPARATORS)
    if _RUN in marks and b"-" in said:
        said = _without_uuids(said)
        marks = said.translate(_DIGITS, _SEPARATORS)
    if _RUN not in marks:
        return False
    return _has_other_than_times(marks, said.translate(None, _SEPARATORS)) or may_hint(body)


def _without_uuids(said: bytes) -> bytes:
    parts: list[bytes] = []
    kept = 0
    for tail in _UUID_TAIL.finditer(said):
        found = _UUID.match(said, max(kept, tail.start() - 8))
        if found is not None:
            parts.append(said[kept : found.start()])
            kept = found.end()
    return b"x".join([*parts, said[kept:]])


def may_hint(body: bytes) -> bool:
    """Tell whether something in it may be named for resident numbers."""
    lower = body.lower()
    return any(hint in lower for hint in _HINTS)


def _has_other_than_times(marks: bytes, said: bytes) -> bool:
    """Tell whether there is a longer number than a time in milliseconds, or one of another time."""
    at = marks.find(_RUN)
    while at >= 0:
        after = at + SHORTEST_NUMBER
        if said[at : at + 1] != b"1" or marks[after : after + 1] == b"0":
            return True
        at = marks.find(_RUN, after)
    return False


def _has_word(lower: bytes) -> bool:
    if b"pass" in lower or b"pwd" in lower or b"secret" in lower:
        return True
    if not lower.isascii() and any(word in lower for word in _KOREAN_WORDS):
        return True
    return b"\\" in lower and any(word in lower for word in _KOREAN_ESCAPES)


def _has_odd_digit(body: bytes) -> bool:
    if not body.translate(None, _USUAL) and b"\xe2" not in body and b"\xc2" not in body:
        return False
    return _ODD_DIGITS.search(body) is not None
