"""Card numbers and Korean resident numbers among the digits of a text.

A card number begins as an issuer's does and passes Luhn's check (ISO/IEC 7812-1), so that times in
milliseconds and order numbers stay. A resident number is a date of birth and seven digits of which
the first tells sex, century and whether somebody is a foreigner. Its check digit is not asked for:
numbers given since October 2020 end in random digits.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_RUN = re.compile(r"[0-9](?:[ \t\r\n._/+\-]{0,3}[0-9]){12,}")
_GROUP = re.compile(r"[0-9]+")
_ISSUED = re.compile(
    r"4\d{15}"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11}"  # Diners Club
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12}(?:\d{3})?"  # Maestro
    r"|94\d{14}"  # cards that are for Korea alone
)
_LONG_VISA = re.compile(r"4\d{18}")
_BIRTH = re.compile(r"(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([1-8])\d{6}")
_DATED = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{10}")
"""Sixteen digits that begin with a date, as order numbers of Korean shops do."""
_HEX = re.compile(r"[0-9a-fA-F]+")
_LONGEST_DAY = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST_LIFE = 100
_DIGEST = 24
"""Hexadecimal digits in a row from which on it is a digest and no number."""

_CARD_SHAPES: tuple[tuple[int, ...], ...] = (
    *((length,) for length in range(14, 20)),
    *((4, 4, 4, 4, 3), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (8, 8), (6, 13), (6, 10)),
)
_RESIDENT_SHAPES = ((13,), (6, 7), (6, 1, 6), (2, 2, 2, 7), (2, 2, 2, 1, 6))
_MOST = max(map(len, (*_CARD_SHAPES, *_RESIDENT_SHAPES)))
_SHAPES: dict[int, list[tuple[tuple[int, ...], str]]] = {}
for _kind, _shapes in (("card", _CARD_SHAPES), ("resident", _RESIDENT_SHAPES)):
    for _shape in _shapes:
        _SHAPES.setdefault(_shape[0], []).append((_shape, _kind))
"""The ways in which people group digits, by the length of the first group."""


class Found(NamedTuple):
    """Something that must not be kept: where it stands, what it is, its digits or words."""

    start: int
    end: int
    kind: str
    value: str


class _Group(NamedTuple):
    digits: str
    start: int
    end: int


def find_numbers(text: str, year: int, *, hinted: bool = False) -> Iterator[Found]:
    """Return the card and resident numbers of a text.

    Args:
        text: in its plain form.
        year: the present one; nobody is born after it.
        hinted: whether the place is named for resident numbers, so that thirteen bare digits that
            might be a time in milliseconds are taken for one.

    >>> [found.kind for found in find_numbers("Visa 4111-1111 1111.1111, 900101 - 1234567", 2026)]
    ['card', 'resident']
    >>> list(find_numbers("1712345678901 2026112512345671 4111111111111112", 2026))
    []
    """
    for run in _RUN.finditer(text):
        groups = [_Group(g[0], *g.span()) for g in _GROUP.finditer(text, *run.span())]
        yield from _in_run(text, groups, year, hinted=hinted)


def _in_run(text: str, groups: list[_Group], year: int, *, hinted: bool) -> Iterator[Found]:
    lengths = [len(group.digits) for group in groups]
    if lengths.count(1) == len(lengths):  # each digit by itself: they are one number or none
        shapes = [((1,) * len(groups), kind) for kind in ("card", "resident")]
        found = _first_of(text, groups, shapes, year, hinted=hinted)
        if found is not None:
            yield found
        return
    at = 0
    while at < len(groups):
        fitting = [
            (shape, kind)
            for shape, kind in _SHAPES.get(lengths[at], ())
            if tuple(lengths[at : at + len(shape)]) == shape
        ]
        found = (
            _first_of(text, groups[at : at + _MOST], fitting, year, hinted=hinted)
            if fitting
            else None
        )
        if found is None:
            at += 1
            continue
        yield found
        while at < len(groups) and groups[at].end <= found.end:
            at += 1


def _first_of(
    text: str,
    groups: list[_Group],
    shapes: list[tuple[tuple[int, ...], str]],
    year: int,
    *,
    hinted: bool,
) -> Found | None:
    for shape, kind in shapes:
        digits = "".join(group.digits for group in groups[: len(shape)])
        start, end = groups[0].start, groups[len(shape) - 1].end
        bare = len(shape) == 1
        if kind == "card":
            fits = _is_card(digits, bare=bare)
        else:
            fits = _is_resident(digits, year, bare=bare, hinted=hinted)
        if fits and not (bare and (_is_fraction(text, start) or _is_digest(text, start, end))):
            return Found(start, end, kind, digits)
    return None


def _is_card(digits: str, *, bare: bool) -> bool:
    if not _ISSUED.fullmatch(digits) and (bare or not _LONG_VISA.fullmatch(digits)):
        return False
    if bare and digits[0] == "2" and _DATED.fullmatch(digits):
        return False
    return _passes_luhn(digits)


def _passes_luhn(digits: str) -> bool:
    doubled = sum(int(digit) * 2 - (9 if digit > "4" else 0) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def _is_resident(digits: str, year: int, *, bare: bool, hinted: bool) -> bool:
    """Tell whether thirteen digits are somebody's.

    Without a hint, bare digits from 10… to 19… are a time in milliseconds from 2001 to 2033, and
    those of somebody over a hundred a number that begins with a date.
    """
    birth = _BIRTH.fullmatch(digits)
    if birth is None or int(birth[3]) > _LONGEST_DAY[int(birth[2]) - 1]:
        return False
    born = int(birth[1]) + (1900 if birth[4] in "1256" else 2000)
    if born > year:
        return False
    return not bare or hinted or (digits[0] != "1" and year - born <= _LONGEST_LIFE)


def _is_fraction(text: str, start: int) -> bool:
    return start >= 2 and text[start - 1] == "." and text[start - 2].isdigit()


def _is_digest(text: str, start: int, end: int) -> bool:
    """Tell whether digits only happen to stand in a row within a hexadecimal digest."""
    before = _HEX.match(text[max(0, start - _DIGEST) : start][::-1])
    after = _HEX.match(text, end, end + _DIGEST)
    letters = (before[0] if before else "") + (after[0] if after else "")
    return len(letters) + end - start >= _DIGEST and not letters.isdigit() and bool(letters)
