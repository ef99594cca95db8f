"""Where a mapping takes a value from: ``{path: …}`` with how it is read, checked."""

from typing import Any

from dangol.live.collect.files.contracts import CELL_TYPES, Reference
from dangol.live.collect.files.mapping import Faults, check_values
from dangol.live.collect.hooks.contracts import Steps, Taken

DEEPEST_PATH = 16
MINOR = "minor"
"""The type of an amount that counts the smallest unit of its currency."""
_TYPES = (*CELL_TYPES, MINOR)
_ALLOWED = (
    *("path", "type", "prefix", "suffix", "values", "decimal_mark"),
    *("currency", "minus", "absolute", "empty"),
)


def check_taken(value: dict[str, Any], path: str, faults: Faults) -> Taken | None:
    """Return the place that an object with ``path`` describes, None where it has faults."""
    before = len(faults)
    for field in value.keys() - set(_ALLOWED):
        faults[f"{path}.{field}"] = "This is not known. Known are: " + ", ".join(_ALLOWED) + "."
    _check_words(value, path, faults)
    paths = check_paths(value["path"], f"{path}.path", faults)
    kind = value.get("type")
    if kind is not None and kind not in _TYPES:
        faults[f"{path}.type"] = "This must be one of " + ", ".join(_TYPES) + "."
    if (kind == MINOR) != ("currency" in value):
        faults[f"{path}.currency"] = (
            "An amount of type minor needs the path of its currency, and no other does."
        )
    values = value.get("values", {})
    known = check_values(values, f"{path}.values", faults) if values else {}
    currency = read_steps(value["currency"], path, faults) if "currency" in value else ()
    minus = read_steps(value["minus"], path, faults) if "minus" in value else ()
    if len(faults) > before:
        return None
    reading = Reference(
        ".".join(paths[0]),
        type="decimal" if kind == MINOR else kind,
        prefix=value.get("prefix", ""),
        suffix=value.get("suffix", ""),
        values=known,
        decimal_mark=value.get("decimal_mark", "."),
    )
    empty = tuple(str(one) for one in value.get("empty", ()))
    return Taken(paths, reading, currency, minus, value.get("absolute", False), empty)


def _check_words(value: dict[str, Any], path: str, faults: Faults) -> None:
    for field in ("prefix", "suffix"):
        if not isinstance(value.get(field, ""), str):
            faults[f"{path}.{field}"] = "This must be text; put it in quotes."
    if value.get("decimal_mark", ".") not in (".", ","):
        faults[f"{path}.decimal_mark"] = 'This must be "." or ",".'
    if not isinstance(value.get("absolute", False), bool):
        faults[f"{path}.absolute"] = "This must be true or false."
    if not isinstance(value.get("empty", []), list):
        faults[f"{path}.empty"] = "This must be a list of values that say nothing."


def check_paths(value: Any, path: str, faults: Faults) -> tuple[Steps, ...]:
    """Return one path or several, of which the first that says something is taken."""
    written = value if isinstance(value, list) else [value]
    if not written:
        faults[path] = "This must be a path, such as customer.email, or a list of paths."
    return tuple(read_steps(one, path, faults) for one in written)


def read_steps(value: Any, path: str, faults: Faults) -> Steps:
    """Return a path taken apart."""
    steps = tuple(value.split(".")) if isinstance(value, str) else ()
    if not 0 < len(steps) <= DEEPEST_PATH or not all(steps):
        faults[path] = "This must be a path, such as customer.email, or a list of paths."
        return ("",)
    return steps
