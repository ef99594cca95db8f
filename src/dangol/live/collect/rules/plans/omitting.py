"""Properties that a schema does not describe, taken out of an object.

A schema describes what stands in its ``properties``, wherever it stands: also behind ``$ref``,
under ``allOf`` and the like. An object of which nothing is described is left whole, and so is one
that says by ``additionalProperties`` what else it may hold.
"""

import re
from collections.abc import Iterator
from typing import Any

_ALTERNATIVES = ("allOf", "anyOf", "oneOf")
_CONDITIONAL = ("if", "then", "else", "dependentSchemas")
_MOST_STEPS = 200
"""References that are followed in one place: they may lead in a circle."""


def omit_unplanned(value: Any, schema: dict[str, Any]) -> list[tuple[str, ...]]:
    """Take out of an object, in place, what its schema does not describe; return the paths.

    Args:
        value: decoded JSON.
        schema: whole, as references lead to other places in it.

    >>> order = {"total": 1, "extra": 2}
    >>> omit_unplanned(order, {"properties": {"total": {}}}), order
    ([('extra',)], {'total': 1})
    """
    return list(dict.fromkeys(_omit(value, [schema], schema, ())))


def _omit(
    value: Any, schemas: list[Any], whole: dict[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    found = [schema for schema in _spread(schemas, whole) if isinstance(schema, dict)]
    if isinstance(value, list):
        inner = [schema["items"] for schema in found if isinstance(schema.get("items"), dict)]
        if inner:
            for part in value:
                yield from _omit(part, inner, whole, (*path, "[]"))
    elif isinstance(value, dict):
        yield from _omit_names(value, found, whole, path)


def _omit_names(
    value: dict[str, Any], found: list[dict[str, Any]], whole: dict[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    described: dict[str, list[Any]] = {}
    for schema in found:
        for name, part in (schema.get("properties") or {}).items():
            described.setdefault(name, []).append(part)
    closed = bool(described) and not any(_is_open(schema) for schema in found)
    patterns = [pattern for schema in found for pattern in schema.get("patternProperties") or {}]
    for name in list(value):
        if name in described:
            yield from _omit(value[name], described[name], whole, (*path, name))
        elif closed and not any(re.search(pattern, name) for pattern in patterns):
            del value[name]
            yield (*path, name)


def _is_open(schema: dict[str, Any]) -> bool:
    """Tell whether a schema says that there may be more; a bare ``false`` says that there may not.

    Of several that apply together, one that is open opens all.
    """
    stated = [schema.get("additionalProperties"), schema.get("unevaluatedProperties")]
    return any(more is not None and more is not False for more in stated)


def _spread(schemas: list[Any], whole: dict[str, Any]) -> Iterator[Any]:
    """Return the schemas that may apply in one place, references followed."""
    waiting, steps = list(schemas), 0
    while waiting and steps < _MOST_STEPS:
        schema, steps = waiting.pop(), steps + 1
        yield schema
        if not isinstance(schema, dict):
            continue
        if isinstance(schema.get("$ref"), str):
            waiting.append(_referred(schema["$ref"], whole))
        for keyword in _ALTERNATIVES:
            waiting += schema.get(keyword) or []
        for keyword in _CONDITIONAL:
            part = schema.get(keyword)
            if isinstance(part, dict):
                waiting += part.values() if keyword == "dependentSchemas" else [part]


def _referred(reference: str, whole: dict[str, Any]) -> Any:
    place: Any = whole
    for piece in reference.removeprefix("#").split("/")[1:]:
        name = piece.replace("~1", "/").replace("~0", "~")
        place = place.get(name) if isinstance(place, dict) else None
    return place
