"""A tracking plan as it is written, checked: every fault is named by its path."""

import math
from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec

from dangol.live.collect.contracts import PlanInvalid
from dangol.live.collect.rules.plans.fields import ACTIONS, CLASSES, FieldRule, read_path
from dangol.live.collect.rules.plans.schemas import find_schema_fault
from dangol.live.collect.rules.plans.yaml_text import YamlFault, read_yaml

Mode = Literal["observe", "flag", "omit", "block"]
MODES: tuple[Mode, ...] = get_args(Mode)
MOST_EVENTS = 2000
MOST_FIELDS = 500
LONGEST_NAME = 255
WITHOUT_PLAN = ("identify", "alias")
"""Calls that no event of a plan speaks of: the traits of a person have a section of their own."""

_SAY_DOCUMENT = "Write an object with some of mode, unplanned, events, traits and fields."
_SAY_UNKNOWN = "Remove this key: it means nothing here."
_SAY_MODE = "Write one of observe, flag, omit and block."
_SAY_UNPLANNED = "Write one of observe, flag and block."
_SAY_EVENTS = "Write at most 2,000 names of events, and under each its schema."
_SAY_NAME = "Write the name of an event as it is sent, of 1 to 255 characters; quote bare numbers."
_SAY_IDENTIFY = "Write the schema of a person's traits under traits."
_SAY_EVENT = "Write some of mode, description and schema."
_SAY_DESCRIPTION = "Write text; put it in quotes."
_SAY_SCHEMA = "Write a JSON Schema of type object, as draft 2020-12 has it."
_SAY_FIELDS = "Write at most 500 paths, and under each its class and action."
_SAY_FIELD = "Write class and, where it differs from the usual one, action."
_SAY_CLASS = "Write one of personal, sensitive and secret."
_SAY_ACTION = "Write one of keep, hash, mask and drop."
_SAY_PATH = (
    "Write a path that begins with properties, traits or context, such as traits.email or "
    "properties.items[].note."
)
_SAY_JSON = (
    "Write what JSON has: text, numbers, true, false, null, lists, objects with text as keys."
)


class Part(msgspec.Struct, frozen=True):
    """What a plan says of one event, or of traits."""

    mode: Mode
    schema: dict[str, Any] | None


class PlanDocument(msgspec.Struct, frozen=True):
    """A tracking plan as it is written.

    ``unplanned`` is what becomes of a track whose name no plan knows. Without ``events``, every
    name is known.
    """

    unplanned: Mode
    events: dict[str, Part]
    traits: Part | None
    fields: tuple[FieldRule, ...]


def parse_plan(text: str) -> PlanDocument:
    r"""Return the plan that a document describes.

    Args:
        text: YAML, as ``docs/reference/tracking-plan.md`` describes it.

    Raises:
        PlanInvalid: it has faults; ``fields`` names each by its path.

    >>> parse_plan("mode: block\nevents: {Paid: {}}").events["Paid"].mode
    'block'
    """
    try:
        document = read_yaml(text)
    except YamlFault as fault:
        raise invalid({fault.place: fault.sentence}) from fault
    reader = _Reader()
    plan = reader.read(document)
    if reader.faults:
        raise invalid(reader.faults)
    return plan


def invalid(faults: Mapping[str, str]) -> PlanInvalid:
    """Return the refusal of a document with its faults by path."""
    return PlanInvalid(
        "plan_invalid",
        "The tracking plan cannot be used as it is written. Correct the places named, then try "
        "again.",
        fields=faults,
    )


class _Reader:
    """Reads a document part by part and collects every fault by its path."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}

    def read(self, document: object) -> PlanDocument:
        known = {"mode", "unplanned", "events", "traits", "fields"}
        keys = self._object(document, "", known, _SAY_DOCUMENT)
        stated = self._choice(keys.get("mode", "flag"), MODES, "mode", _SAY_MODE)
        mode: Mode = stated if stated in MODES else "flag"  # told once, not of every event again
        usual = "flag" if mode == "omit" else mode
        return PlanDocument(
            unplanned=self._choice(
                keys.get("unplanned", usual),
                ("observe", "flag", "block"),
                "unplanned",
                _SAY_UNPLANNED,
            ),
            events=self._events(keys.get("events"), mode),
            traits=self._part(keys["traits"], "traits", mode) if "traits" in keys else None,
            fields=self._fields(keys.get("fields")),
        )

    def _events(self, described: object, mode: Mode) -> dict[str, Part]:
        if described is None:
            return {}
        if not isinstance(described, dict) or len(described) > MOST_EVENTS:
            self.faults["events"] = _SAY_EVENTS
            return {}
        found: dict[str, Part] = {}
        for name, part in described.items():
            path = f"events.{name}"
            if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
                self.faults[path] = _SAY_NAME
            elif name in WITHOUT_PLAN:
                self.faults[path] = _SAY_IDENTIFY
            else:
                found[name.strip()] = self._part(part, path, mode)
        return found

    def _part(self, described: object, path: str, mode: Mode) -> Part:
        described = {} if described is None else described
        keys = self._object(described, path, {"mode", "description", "schema"}, _SAY_EVENT)
        if not isinstance(keys.get("description", ""), str):
            self.faults[f"{path}.description"] = _SAY_DESCRIPTION
        return Part(
            self._choice(keys.get("mode", mode), MODES, f"{path}.mode", _SAY_MODE),
            self._schema(keys["schema"], f"{path}.schema") if "schema" in keys else None,
        )

    def _schema(self, schema: object, path: str) -> dict[str, Any] | None:
        if not isinstance(schema, dict) or schema.get("type", "object") != "object":
            self.faults[path] = _SAY_SCHEMA
            return None
        fault = _find_foreign(schema, path)
        if fault is not None:
            self.faults[fault] = _SAY_JSON
            return None
        found = find_schema_fault(schema)
        if found is not None:
            self.faults[".".join((path, *map(str, found.path)))] = found.sentence
            return None
        return {"type": "object", **schema}

    def _fields(self, described: object) -> tuple[FieldRule, ...]:
        if described is None:
            return ()
        if not isinstance(described, dict) or len(described) > MOST_FIELDS:
            self.faults["fields"] = _SAY_FIELDS
            return ()
        rules = [self._field(str(path), part) for path, part in described.items()]
        return tuple(rule for rule in rules if rule is not None)

    def _field(self, written: str, described: object) -> FieldRule | None:
        where = f"fields.{written}"
        path = read_path(written)
        if path is None:
            self.faults[where] = _SAY_PATH
        keys = self._object(described, where, {"class", "action"}, _SAY_FIELD)
        kind = self._choice(keys.get("class"), CLASSES, f"{where}.class", _SAY_CLASS)
        usual = CLASSES.get(kind, "mask") if isinstance(kind, str) else "mask"
        action = self._choice(keys.get("action", usual), ACTIONS, f"{where}.action", _SAY_ACTION)
        return None if path is None else FieldRule(path, kind, action)

    def _choice(self, written: object, known: Any, path: str, sentence: str) -> Any:
        if not isinstance(written, str) or written not in known:
            self.faults[path] = sentence
        return written

    def _object(self, value: object, path: str, known: set[str], sentence: str) -> dict[Any, Any]:
        if not isinstance(value, dict):
            self.faults[path] = sentence
            return {}
        for key in value.keys() - known:
            self.faults[f"{path}.{key}".lstrip(".")] = _SAY_UNKNOWN
        return value


def _find_foreign(value: object, path: str) -> str | None:
    """Return the path of something that JSON has no form for, or None."""
    if isinstance(value, dict):
        for key, part in value.items():
            where = f"{path}.{key}"
            if not isinstance(key, str):
                return where
            if (found := _find_foreign(part, where)) is not None:
                return found
        return None
    if isinstance(value, list):
        places = (_find_foreign(part, f"{path}[{i}]") for i, part in enumerate(value))
        return next((place for place in places if place is not None), None)
    if isinstance(value, float) and not math.isfinite(value):
        return path
    return None if isinstance(value, str | int | float | None) else path
