"""Fields that a plan names as personal, sensitive or secret, and what is done with each.

This happens before anything is kept, in what is refused too.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Literal, get_args

import msgspec

from dangol.kernel.event import EMPTY, Event
from dangol.kernel.masking import DOTS, mask_identifier
from dangol.live.collect.rules.personal.masking import HashKeys

FieldClass = Literal["personal", "sensitive", "secret"]
Action = Literal["keep", "hash", "mask", "drop"]
ACTIONS: tuple[Action, ...] = get_args(Action)
CLASSES: dict[str, Action] = {"personal": "keep", "sensitive": "mask", "secret": "drop"}
"""Each class with what is done where the plan names no action."""

ROOTS = ("properties", "traits", "context")
MOST_PARTS = 12
_PART = re.compile(r"([^.\[\]]{1,200})((?:\[\])*)")
_HASHED = re.compile(r"v\d{1,6}:[0-9a-f]{64}")
_PHONE = re.compile(r"\+?[\d ().-]{7,20}")

_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode

Change = Callable[[Any], Any]
_GONE = object()


class FieldRule(msgspec.Struct, frozen=True):
    """One field of a plan: where it is, ``[]`` for each element of a list, and what is done."""

    path: tuple[str, ...]
    kind: FieldClass
    action: Action


def read_path(written: str) -> tuple[str, ...] | None:
    """Return the parts of a path, or None where it is none.

    >>> read_path("properties.items[].note")
    ('properties', 'items', '[]', 'note')
    """
    parts: list[str] = []
    for piece in written.split("."):
        found = _PART.fullmatch(piece)
        if found is None:
            return None
        parts += [found[1], *("[]" for _ in range(len(found[2]) // 2))]
    if parts[0] not in ROOTS or not 2 <= len(parts) <= MOST_PARTS:
        return None
    return tuple(parts)


class Fields:
    """What a plan does with the fields that it names.

    Args:
        rules: of the plan; those that keep a field do nothing.
        keys: to hash by; without any, what is to be hashed is masked.
    """

    def __init__(self, rules: Iterable[FieldRule], keys: HashKeys) -> None:
        self._changes: dict[str, list[tuple[tuple[str, ...], Change]]] = {}
        for rule in rules:
            if rule.action == "keep":
                continue
            change = _change_of(rule.action, keys)
            root, *rest = rule.path
            self._add(root, tuple(rest), change)
            if root == "traits":  # where RudderStack's SDKs send them too
                self._add("context", ("traits", *rest), change)
        self._marks = {root: _marks(changes) for root, changes in self._changes.items()}

    def __bool__(self) -> bool:
        return bool(self._changes)

    def hide(self, event: Event) -> Event:
        """Return an event with its fields as the plan wants them kept."""
        changed: dict[str, Any] = {}
        for root, marks in self._marks.items():
            raw = getattr(event, root)
            if raw is not EMPTY and _holds_one(bytes(raw), marks):
                changed[root] = msgspec.Raw(self._hidden(root, raw))
        return msgspec.structs.replace(event, **changed) if changed else event

    def hide_in(self, raw: bytes) -> bytes:
        """Return what was refused with its fields hidden; nothing of what cannot be read."""
        try:
            wire = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError):
            return b""
        if not isinstance(wire, dict):
            return raw
        touched = False
        for root, changes in self._changes.items():
            for path, change in changes:
                touched = _apply(wire, (root, *path), change) or touched
        return _encode(wire) if touched else raw

    def _add(self, root: str, path: tuple[str, ...], change: Change) -> None:
        self._changes.setdefault(root, []).append((path, change))

    def _hidden(self, root: str, raw: msgspec.Raw) -> bytes:
        value = _decode(raw)
        touched = False
        for path, change in self._changes[root]:
            touched = _apply(value, path, change) or touched
        return _encode(value) if touched else bytes(raw)


def _marks(changes: Iterable[tuple[tuple[str, ...], Change]]) -> tuple[bytes, ...]:
    """Return byte strings of which an object holds at least one, if it holds one of the fields."""
    names = {next(part for part in path if part != "[]") for path, _ in changes}
    written = [msgspec.json.encode(name) for name in names]
    return (*written, b"\\u")  # an escaped name may be any


def _holds_one(said: bytes, marks: tuple[bytes, ...]) -> bool:
    """Tell whether an object may hold one of the fields, without decoding it."""
    for mark in marks:  # noqa: SIM110 - a generator takes twice as long, and this is each event
        if mark in said:
            return True
    return False


def _change_of(action: Action, keys: HashKeys) -> Change:
    if action == "drop":
        return lambda _value: _GONE
    if action == "hash" and keys:
        return lambda value: _each_leaf(value, lambda leaf: _hash(leaf, keys))
    return lambda value: _each_leaf(value, _mask)


def _each_leaf(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _each_leaf(part, change) for name, part in value.items()}
    if isinstance(value, list):
        return [_each_leaf(part, change) for part in value]
    if value is None or isinstance(value, bool):
        return value
    return change(value if isinstance(value, str) else str(value))


def _hash(text: str, keys: HashKeys) -> str:
    if not text or _HASHED.fullmatch(text):  # a refused event that is heard again is hashed already
        return text
    return keys.digest(text)


def _mask(text: str) -> str:
    """Return a text of which enough stays to tell two people apart; once masked, it stays."""
    if not text or DOTS in text:
        return text
    if "@" in text:
        return mask_identifier("email", text)
    return mask_identifier("phone" if _PHONE.fullmatch(text) else "", text)


def _apply(value: Any, path: tuple[str, ...], change: Change) -> bool:
    """Change what stands at a path, in place; tell whether something does."""
    head, rest = path[0], path[1:]
    if head == "[]":
        if not isinstance(value, list):
            return False
        if rest:
            touched = [_apply(part, rest, change) for part in value]
            return any(touched)
        value[:] = [kept for part in value if (kept := change(part)) is not _GONE]
        return True
    if not isinstance(value, dict) or head not in value:
        return False
    if rest:
        return _apply(value[head], rest, change)
    kept = change(value[head])
    if kept is _GONE:
        del value[head]
    else:
        value[head] = kept
    return True
