"""Events as they may be kept: card numbers, resident numbers and passwords taken out of them.

Whatever is read of an event later, refused or not, is read of what this leaves.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from dangol.kernel.clock import to_datetime
from dangol.live.collect.contracts import LARGEST_EVENT
from dangol.live.collect.rules.personal.masking import HashKeys, mask_found
from dangol.live.collect.rules.personal.numbers import find_numbers
from dangol.live.collect.rules.personal.passwords import find_passwords, is_password_key
from dangol.live.collect.rules.personal.spelling import plain
from dangol.live.collect.rules.personal.suspicion import is_suspicious, may_hint, may_hold_word
from dangol.live.collect.rules.personal.walking import Finding, Walk

LONGEST_LOOK = 8 * 1024
"""Bytes of what is too large to be an event that are looked at; nothing behind them is kept."""
_MARGIN = 128
"""Letters at such a cut that go too: a number may begin there and end behind it."""

_NAME = re.compile(r'"([^"]*)"\s*:')

_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode

Findings = dict[int, tuple[Finding, ...]]
"""What was found in the events of a request, by their place in it."""


def screen(
    body: bytes, raws: Sequence[bytes], received: int, keys: HashKeys
) -> tuple[Sequence[bytes], Findings]:
    """Return the events of a request as they may be kept, and what was found in them.

    Args:
        body: the request's, opened; where nothing in it is suspicious, no event is looked at.
        raws: the bytes of each event.
        received: when they arrived, µs.
        keys: for what must stay apart.
    """
    if not is_suspicious(body):
        return raws, {}
    year = to_datetime(received).year
    kept: list[bytes] = []
    findings: Findings = {}
    for place, raw in enumerate(raws):
        seen, found = screen_one(raw, year, keys)
        kept.append(seen)
        if found:
            findings[place] = found
    return kept, findings


def screen_one(raw: bytes, year: int, keys: HashKeys) -> tuple[bytes, tuple[Finding, ...]]:
    """Return one event as it may be kept, and what was found in it."""
    return (_cut(raw, year), ()) if len(raw) > LARGEST_EVENT else screen_json(raw, year, keys)


def screen_json(raw: bytes, year: int, keys: HashKeys) -> tuple[bytes, tuple[Finding, ...]]:
    """Return JSON of any size as it may be kept, and what was found in it."""
    if not is_suspicious(raw):
        return raw, ()
    said = plain(_as_text(raw)).text
    hidden = next(find_numbers(said, year, hinted=may_hint(raw)), None) is not None
    if not hidden and not (may_hold_word(raw) and _gives_away(raw, said)):
        return raw, ()
    walk = Walk(year, keys)
    try:
        value = walk.clean(_decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError):
        return _screen_text(raw, year), ()
    # A name may occur twice in an object, and only the last one counts; the first must go too.
    if walk.findings or hidden or _gives_away(raw, said):
        return _encode(value), tuple(walk.findings)
    return raw, ()


def screen_text(raw: bytes, received: int, *, whole: bool = False) -> bytes:
    """Return what is no JSON as it may be kept; only its beginning, unless all of it is wanted."""
    if not is_suspicious(raw):
        return raw
    year = to_datetime(received).year
    return _screen_text(raw, year) if whole or len(raw) <= LONGEST_LOOK else _cut(raw, year)


def _gives_away(raw: bytes, said: str) -> bool:
    """Tell whether an event holds a password, or names that have to be read to know it."""
    if b"\\" in raw or any(map(is_password_key, _NAME.findall(said))):
        return True
    return next(find_passwords(said), None) is not None


def _screen_text(raw: bytes, year: int) -> bytes:
    text = _as_text(raw)
    spelled = plain(text)
    found = [*find_numbers(spelled.text, year), *find_passwords(spelled.text)]
    return mask_found(text, spelled, found, None).encode("utf-8", "surrogateescape")


def _cut(raw: bytes, year: int) -> bytes:
    """Return the beginning of something large, its length as it was, as that is why it is refused.

    Blanks follow, which say nothing.
    """
    start = _screen_text(raw[:LONGEST_LOOK], year)[:-_MARGIN]
    return start.ljust(len(raw))


def _as_text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
