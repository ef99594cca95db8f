"""Passwords and secrets: known by what they are called, as the name of a value or in a text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from dangol.live.collect.rules.personal.numbers import Found

MARKS = ("pass", "pwd", "secret", "비밀번호", "비번", "패스워드")
"""What every word for a password holds."""

_WORDS = "password|passwd|passphrase|passcode|pwd|비밀번호|비번|패스워드"
_KEY = re.compile(
    rf"(?:{_WORDS}|secret)"
    r"(?:key|text|value|hash|new|old|current|again|repeat|confirm(?:ation)?)?\d*\Z"
)
_SIGNS = re.compile(r"[\W_]+")
_VALUE = (
    r"(?:\\(?P<q>[\"'])(?P<inner>(?:(?!\\(?P=q)).)*)"  # in JSON that is itself a text
    r"|(?P<p>[\"'])(?P<quoted>(?:(?!(?P=p))[^\\]|\\.)*)"
    r"|(?P<bare>[^\s\"'&,;<>{}()\[\]\\]+))"
)
_SAID = re.compile(
    rf"(?:{_WORDS})\w{{0,12}}\\?[\"']?\s{{0,3}}(?::=|=>|[:=]|은\s|는\s)\s{{0,3}}{_VALUE}", re.DOTALL
)
_SECRET = re.compile(
    rf"secret\w{{0,12}}(?:\s{{0,3}}=|\\?[\"']\s{{0,3}}:)\s{{0,3}}{_VALUE}", re.DOTALL
)
_SIGN_IN = re.compile(r"://[^\s/:@\"']{1,64}:(?P<bare>[^\s/@\"']{1,128})@")
_KOREAN = re.compile(r"[은는]\s{1,4}$")
_TYPED = re.compile(r"[!-~]*[0-9!-/:-@\[-`{-~][!-~]*")
"""What somebody types as a password: no plain word of a Korean sentence that goes on."""


@lru_cache(maxsize=4096)
def is_password_key(key: str) -> bool:
    """Tell whether a value of this name is a password or secret.

    >>> is_password_key("newPassword"), is_password_key("비밀번호"), is_password_key("passport")
    (True, True, False)
    """
    folded = unicodedata.normalize("NFKC", key).casefold()
    if not any(mark in folded for mark in MARKS):
        return False
    return _KEY.search(_SIGNS.sub("", folded)) is not None


def find_passwords(text: str) -> Iterator[Found]:
    """Return the passwords that a text gives away.

    Args:
        text: in its plain form.

    >>> [found.value for found in find_passwords("?user=mina&pwd=hunter2&x=1")]
    ['hunter2']
    """
    lower = text.lower()
    if len(lower) != len(text):  # some letter became two, so places would be others
        lower = text
    if any(word in lower for word in MARKS):
        for pattern in (_SAID, _SECRET):
            for said in pattern.finditer(lower):
                yield from _given_away(text, said)
    if "://" in text and "@" in text:
        for said in _SIGN_IN.finditer(text):
            yield Found(*said.span("bare"), "password", said["bare"])


def _given_away(text: str, said: re.Match[str]) -> Iterator[Found]:
    name = next(name for name in ("inner", "quoted", "bare") if said[name] is not None)
    led_in = text[said.start() : said.start(name)]
    start, end = said.span(name)
    value = text[start:end]
    if value and (not _KOREAN.search(led_in) or _TYPED.match(value)):
        yield Found(start, end, "password", value)
