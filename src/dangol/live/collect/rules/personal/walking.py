"""Through every name and value of a decoded event, each put right where something was found."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from dangol.live.collect.rules.personal.masking import HashKeys, mask_found
from dangol.live.collect.rules.personal.numbers import Found, find_numbers
from dangol.live.collect.rules.personal.passwords import find_passwords, is_password_key
from dangol.live.collect.rules.personal.spelling import plain
from dangol.live.collect.rules.personal.suspicion import SHORTEST_NUMBER

PASSWORD = "[password]"  # noqa: S105, what stands in its place
DEEPEST = 64
"""Levels that are walked; deeper events are refused, and what lies below is not kept."""

_IDS = frozenset({
    "userId", "anonymousId", "messageId", "previousId", "groupId", "context.device.id",
    "context.externalIds[].id", "traits.email", "traits.phone", "context.traits.email",
    "context.traits.phone",
})  # fmt: skip
"""Where two different values must stay two: they tell people and events apart."""

_HINTS = ("rrn", "jumin", "resident", "주민")
_MOST_DIGITS = 20
"""A number with more is none that is looked for, and 1E+999999 need not be written out."""

_SHORTEST = len("pwd=x")


class Finding(NamedTuple):
    """What was found, and where: a path such as ``properties.items[].note``."""

    kind: str
    path: str


class Walk:
    """Looks through one event and keeps account of what it found.

    Args:
        year: the present one.
        keys: for what must stay apart.
    """

    def __init__(self, year: int, keys: HashKeys) -> None:
        self._year = year
        self._keys = keys
        self.findings: list[Finding] = []

    def clean(self, value: Any, path: str = "", hinted: bool = False, depth: int = 0) -> Any:
        """Return a value as it may be kept.

        Args:
            value: of JSON, floats as decimals.
            path: where it stands.
            hinted: whether its name speaks of resident numbers.
            depth: levels above it.
        """
        if isinstance(value, str):
            return self._text(value, path, hinted=hinted)
        if isinstance(value, dict):
            return self._object(value, path, depth) if depth < DEEPEST else {}
        if isinstance(value, list):
            if depth >= DEEPEST:
                return []
            return [self.clean(part, f"{path}[]", hinted, depth + 1) for part in value]
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self._number(value, path, hinted=hinted)
        return value

    def _object(self, value: dict[str, Any], path: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, part in value.items():
            kept = name if name.isalpha() else self._text(name, path, hinted=False)
            where = f"{path}.{kept}" if path else kept
            if is_password_key(name) and _can_be_password(part):
                self.findings.append(Finding("password", where))
                found[_free(kept, found)] = PASSWORD
                continue
            found[_free(kept, found)] = self.clean(part, where, _is_hint(name), depth + 1)
        return found

    def _text(self, text: str, path: str, *, hinted: bool) -> str:
        if len(text) < _SHORTEST:
            return text
        spelled = plain(text)
        found = [*find_passwords(spelled.text)]
        if len(text) >= SHORTEST_NUMBER:
            found += find_numbers(spelled.text, self._year, hinted=hinted)
        if not found:
            return text
        self._note(found, path)
        return mask_found(text, spelled, found, self._keys if path in _IDS else None)

    def _number(self, value: int | Decimal, path: str, *, hinted: bool) -> Any:
        if isinstance(value, Decimal):
            if value.adjusted() >= _MOST_DIGITS or value != value.to_integral_value():
                return value
            value = int(value)
        digits = str(abs(value))
        found = list(find_numbers(digits, self._year, hinted=hinted))
        if not found:
            return value
        self._note(found, path)
        return mask_found(digits, plain(digits), found, self._keys if path in _IDS else None)

    def _note(self, found: Sequence[Found], path: str) -> None:
        self.findings += [Finding(one.kind, path) for one in found]


@lru_cache(maxsize=4096)
def _is_hint(name: str) -> bool:
    folded = name.casefold()
    return any(hint in folded for hint in _HINTS)


def _can_be_password(value: Any) -> bool:
    """Tell whether a value is one: not whether somebody has a password, nor that it was masked."""
    return value not in (None, "", PASSWORD) and not isinstance(value, bool)


def _free(name: str, taken: dict[str, Any]) -> str:
    """Return a name that no other value of the object has: two that were masked may be the same."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free
