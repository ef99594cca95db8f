"""A plan drafted from what was heard: names, properties, types, and what is always there."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec

from dangol.kernel.event import Event
from dangol.live.collect.rules.plans.yaml_text import write_yaml

MOST_EVENTS = 500
MOST_PROPERTIES = 200
MOST_VALUES = 8
DEEPEST = 6
ENOUGH = 20
"""So often something must have been heard before its values are taken for all that there are."""

_PERSONAL = re.compile(
    r"e?mail|phone|mobile|telephone|fax|birth(day|date)?|dateofbirth|dob|address\d?|street|zip(code)?"
    r"|postal(code)?|postcode|(first|last|full|family|given|middle|user|customer|receiver|recipient)"
    r"name|ip|ssn|passport|gender"
    r"|이메일|메일|전화(번호)?|휴대(폰|전화)(번호)?|연락처|생일|생년월일|주소|상세주소|우편번호|이름|성명|성함|성별"
)
_OF_PERSON = frozenset({"traits", "customer", "user", "person", "recipient", "billing", "shipping"})
"""Objects in which a bare ``name`` is somebody's, not a product's."""
_SIGNS = re.compile(r"[\W_]+")

_decode = msgspec.json.Decoder().decode


class _Seen:
    """What was seen of one value: its types, its parts, the texts that it had."""

    def __init__(self) -> None:
        self.count = 0
        self.types: dict[str, None] = {}
        self.texts: set[str] = set()
        self.open_texts = False
        self.parts: dict[str, _Seen] = {}
        self.more_parts = False
        self.objects = 0
        self.items: _Seen | None = None

    def see(self, value: Any, depth: int = 0) -> None:
        self.count += 1
        self.types[_type_of(value)] = None
        if isinstance(value, dict):
            self._see_object(value, depth)
        elif isinstance(value, list):
            for item in value if depth < DEEPEST else ():
                self.items = self.items or _Seen()
                self.items.see(item, depth + 1)
        elif isinstance(value, str) and not self.open_texts:
            self.texts.add(value)
            self.open_texts = len(self.texts) > MOST_VALUES or len(value) > 40

    def _see_object(self, value: dict[str, Any], depth: int) -> None:
        self.objects += 1
        if depth >= DEEPEST:
            self.more_parts = True
            return
        for name, part in value.items():
            seen = self.parts.get(name)
            if seen is None:
                if len(self.parts) >= MOST_PROPERTIES:
                    self.more_parts = True
                    continue
                seen = self.parts[name] = _Seen()
            seen.see(part, depth + 1)

    def schema(self, *, personal: bool = False) -> dict[str, Any]:
        types = [kind for kind in self.types if kind != "integer" or "number" not in self.types]
        found: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
        if self._has_few_values() and not personal:
            texts: list[str | None] = [*sorted(self.texts)]
            found["enum"] = [*texts, None] if "null" in self.types else texts
        if self.items is not None:
            found["items"] = self.items.schema(personal=personal)
        if self.objects:
            found |= self.object_schema()
        return found

    def object_schema(self) -> dict[str, Any]:
        required = [name for name, part in self.parts.items() if part.count == self.objects]
        found: dict[str, Any] = {"required": required} if required else {}
        found["properties"] = {
            name: part.schema(personal=is_personal(name)) for name, part in self.parts.items()
        }
        if not self.more_parts:
            found["additionalProperties"] = False
        return found

    def _has_few_values(self) -> bool:
        few = self.types.keys() <= {"string", "null"} and not self.open_texts and self.texts
        return bool(few) and self.count >= ENOUGH and len(self.texts) * 4 <= self.count


class Inference:
    """Gathers what a source sends, event by event.

    ``events`` counts what was looked at.
    """

    def __init__(self) -> None:
        self.events = 0
        self._tracks: dict[str, _Seen] = {}
        self._traits = _Seen()

    def add(self, event: Event) -> None:
        """Take one event into account."""
        self.events += 1
        if event.type == "identify":
            self._traits.see(_decode(event.traits))
        elif event.type != "alias":
            name = event.name if event.type == "track" else event.type
            seen = self._tracks.get(name)
            if seen is None:
                if len(self._tracks) >= MOST_EVENTS:
                    return
                seen = self._tracks[name] = _Seen()
            seen.see(_decode(event.traits if event.type == "group" else event.properties))

    def write(self) -> str:
        """Return the draft as YAML: it observes, so that nothing changes by publishing it."""
        tracks = sorted(self._tracks.items())
        plan: dict[str, Any] = {
            "mode": "observe",
            "events": {name: {"schema": _whole(seen)} for name, seen in tracks},
        }
        if self._traits.count:
            plan["traits"] = {"schema": _whole(self._traits)}
        fields = {path: {"class": "personal", "action": "keep"} for path in self._personal_paths()}
        if fields:
            plan["fields"] = fields
        return write_yaml(plan)

    def _personal_paths(self) -> list[str]:
        found = set(_paths(self._traits, "traits"))
        for name, seen in self._tracks.items():
            found |= set(_paths(seen, "traits" if name == "group" else "properties"))
        return sorted(found)


def is_personal(name: str) -> bool:
    """Tell whether a name is one that personal data usually goes by.

    >>> is_personal("firstName"), is_personal("휴대폰번호"), is_personal("product_name")
    (True, True, False)
    """
    words = _SIGNS.sub("", unicodedata.normalize("NFKC", name).casefold())
    return _PERSONAL.fullmatch(words) is not None


def _whole(seen: _Seen) -> dict[str, Any]:
    return {"type": "object", **seen.object_schema()}


def _paths(seen: _Seen, path: str) -> Iterable[str]:
    """Return the paths of what seems personal, as a plan writes them."""
    last = path.rpartition(".")[2].removesuffix("[]")
    for name, part in seen.parts.items():
        if re.search(r"[.\[\]]", name):  # no path can be written to it
            continue
        where = f"{path}.{name}"
        inner = part
        while inner.items is not None:
            inner, where = inner.items, f"{where}[]"
        personal = is_personal(name) or (name in ("name", "이름") and last in _OF_PERSON)
        if personal and inner.types.keys() - {"null", "boolean", "object"}:
            yield where
        yield from _paths(inner, where)


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "array" if isinstance(value, list) else "object"
