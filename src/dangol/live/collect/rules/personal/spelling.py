"""Text in its plain form, however it was spelled, and where each plain letter came from.

Digits of any script, full-width and circled ones, escapes of JSON and of URLs, blanks and dashes of
every kind: to whoever looks for a number they are all the same.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_ODD = re.compile(
    r"%[0-7][0-9A-Fa-f]|%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3}"
    r"|\\u[0-9A-Fa-f]{4}|\\[nrt]"
    "|[\u00a0\u00ad\u00b2\u00b3\u00b7\u00b9\u034f\u061c\u180e\u2000-\u209f\u2212\u2219\u2460-\u24ff"
    "\u2776-\u2793\u3000\u3002\u30fb\ufe00-\ufe0f\ufe58\ufe63\ufeff\uff01-\uff65"
    "\U0001d400-\U0001d7ff\U0001f100-\U0001f10a]"
    r"|(?![0-9])\d"
)
_DOTS = frozenset("·•‧∙・･｡。")
_MARKS = frozenset(("Mn", "Cf"))
"""Categories of what nobody sees: joiners, marks of direction, soft hyphens."""


class Plain(NamedTuple):
    """A text in its plain form; ``starts`` and ``ends`` tell where each letter came from.

    They are None where the text was plain already.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text behind a span of the plain one."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    r"""Return a text in its plain form.

    >>> plain("４１１１　1111").text, plain("a%2D1").text, plain(r"\uff14").text
    ('4111 1111', 'a-1', '4')
    """
    if text.isascii() and "%" not in text and "\\" not in text:
        return Plain(text)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for odd in _ODD.finditer(text):
        start, end = odd.span()
        said = _plain_of(odd[0])
        parts += (text[at:start], said)
        starts += range(at, start)
        ends += range(at + 1, start + 1)
        starts += [start] * len(said)
        ends += [end] * len(said)
        at = end
    if not parts:
        return Plain(text)
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return Plain("".join((*parts, text[at:])), starts, ends)


@lru_cache(maxsize=4096)
def _plain_of(spelled: str) -> str:
    if spelled[0] == "%":
        return _plain_of_letters(bytes.fromhex(spelled.replace("%", "")).decode("utf-8", "replace"))
    if spelled[0] == "\\":
        return " " if spelled[1] in "nrt" else _plain_of_letters(chr(int(spelled[-4:], 16)))
    return _plain_of_letters(spelled)


def _plain_of_letters(letters: str) -> str:
    return "".join(map(_plain_letter, letters))


def _plain_letter(letter: str) -> str:
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(letter)
    if category in _MARKS:
        return ""
    if category == "Pd" or letter == "−":
        return "-"
    if letter.isspace():
        return " "
    return "." if letter in _DOTS else unicodedata.normalize("NFKC", letter)
