"""JSON Schema, draft 2020-12: checked when a plan is written, compiled once, asked for each event.

A schema is complete in itself: nothing is ever fetched. Patterns run in time linear in the text.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import jsonschema_rs

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST_FAULTS = 20
"""Faults that are told of one event."""

_SAY_SCHEMA = "Correct this: JSON Schema, draft 2020-12, allows no such value here."
_SAY_REFERENCE = "Refer to a place in this schema, such as #/$defs/item: nothing is fetched."
_SAY_ID = "Remove this key: a schema in a plan stands for itself."
_SAY_DIALECT = "Remove this key: a schema in a plan is of draft 2020-12."
_SAY_PATTERN = "Write a regular expression without looking ahead, behind or back."

_REFERENCES = ("$ref", "$dynamicRef")
_LITERAL = frozenset({"const", "enum", "default", "examples"})
"""Keywords whose values are data and no schemas."""

_KINDS = {
    "required": "missing",
    "dependentRequired": "missing",
    "additionalProperties": "unplanned",
    "unevaluatedProperties": "unplanned",
    "propertyNames": "unplanned",
    "falseSchema": "unplanned",
    "type": "type",
    "anyOf": "shape",
    "oneOf": "shape",
    "allOf": "shape",
    "not": "shape",
}
"""What the faults of a keyword are called; all others are faults of a value."""


class SchemaFault(NamedTuple):
    """What is wrong with a schema: where in it, and what to do."""

    path: Sequence[str | int]
    sentence: str


class Fault(NamedTuple):
    """What an event has against its schema: what kind of fault, and where in the object."""

    kind: str
    path: tuple[str, ...]


class Schema:
    """One compiled schema.

    Args:
        schema: checked before (see ``find_schema_fault``).
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        self._validator = _compile(schema)
        self.is_met = self._validator.is_valid
        """Tell whether a value is as planned; bound here, since it is asked for each event."""

    def faults(self, value: object) -> list[Fault]:
        """Return what a value has against the schema, at most twenty faults, each once."""
        found: dict[Fault, None] = {}
        for error in self._validator.iter_errors(value):
            found.update(dict.fromkeys(_faults_of(error)))
            if len(found) >= MOST_FAULTS:
                break
        return list(found)[:MOST_FAULTS]


def find_schema_fault(schema: dict[str, Any]) -> SchemaFault | None:
    """Return the first thing that is wrong with a schema, or None."""
    import jsonschema_rs  # an edge without any plan never pays for it

    for fault in _foreign_keys(schema, ()):
        return fault
    try:
        jsonschema_rs.meta.validate({**schema, "$schema": DIALECT})
        _compile(schema)
    except jsonschema_rs.ValidationError as error:
        pattern = error.kind.name in ("format", "pattern") and "pattern" in error.schema_path
        if error.kind.name == "$ref" or "Pointer" in error.message:
            return SchemaFault(error.instance_path, _SAY_REFERENCE)
        return SchemaFault(error.instance_path, _SAY_PATTERN if pattern else _SAY_SCHEMA)
    except ValueError:
        return SchemaFault((), _SAY_SCHEMA)
    return None


def _compile(schema: dict[str, Any]) -> "jsonschema_rs.Draft202012Validator":
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        schema,
        validate_formats=True,
        retriever=_refuse_to_fetch,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def _refuse_to_fetch(uri: str) -> Any:
    raise ValueError(uri)


def _foreign_keys(schema: object, path: tuple[str | int, ...]) -> Iterator[SchemaFault]:
    if isinstance(schema, list):
        for place, part in enumerate(schema):
            yield from _foreign_keys(part, (*path, place))
    if not isinstance(schema, dict):
        return
    names_of_properties = bool(path) and path[-1] in ("properties", "patternProperties", "$defs")
    for key, part in schema.items():
        where = (*path, key)
        if not names_of_properties:
            if key in _REFERENCES and not str(part).startswith("#"):
                yield SchemaFault(where, _SAY_REFERENCE)
            if key in ("$id", "$anchor", "$dynamicAnchor", "$vocabulary"):
                yield SchemaFault(where, _SAY_ID)
            if key == "$schema" and part != DIALECT:
                yield SchemaFault(where, _SAY_DIALECT)
        if names_of_properties or key not in _LITERAL:
            yield from _foreign_keys(part, where)


def _faults_of(error: Any) -> Iterator[Fault]:  # the library tells kinds apart at run time alone
    kind = _KINDS.get(error.kind.name, "value")
    path = tuple("[]" if isinstance(part, int) else str(part) for part in error.instance_path)
    names = getattr(error.kind, "unexpected", None)
    if names is not None:
        yield from (Fault(kind, (*path, str(name))) for name in names)
    elif error.kind.name == "required":
        yield Fault(kind, (*path, str(error.kind.property)))
    else:
        yield Fault(kind, path)
