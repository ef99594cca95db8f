"""A mapping document in YAML, checked: every fault is named by its path."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args
from zoneinfo import ZoneInfo

from dangol.kernel.event import EventType
from dangol.live.collect.files.contracts import (
    CELL_TYPES,
    FORMS,
    Mapping,
    MappingInvalid,
    Reference,
    Template,
    TimeReference,
)

EVENT_TYPES: tuple[str, ...] = get_args(EventType)
EVENT_FIELDS = (
    "type",
    "name",
    "user_id",
    "anonymous_id",
    "message_id",
    "previous_id",
    "group_id",
    "timestamp",
    "properties",
    "traits",
    "context",
)
OBJECTS = ("properties", "traits", "context")
ENCODINGS = ("utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16", "latin-1", "cp1252")

Faults = dict[str, str]


def check_mapping(text: str) -> Mapping:
    """Read a mapping document.

    Args:
        text: YAML, as ``docs/howto/import-a-file.md`` describes it.

    Returns:
        The mapping.

    Raises:
        MappingInvalid: with every fault by its path, such as ``event.timestamp.zone``.

    >>> check_mapping("event: {type: track, name: Paid, user_id: {column: id}}").event["name"]
    'Paid'
    """
    faults: Faults = {}
    document = load_document(text)
    known = {
        field: check(document[field], field, faults)
        for field, check in _FIELDS.items()
        if document.get(field) is not None
    }
    for field in document.keys() - _FIELDS.keys():
        faults[str(field)] = "This field is not known. Known are: " + ", ".join(_FIELDS) + "."
    if document.get("event") is None:
        faults["event"] = "The mapping must say what event a row becomes."
    if faults:
        raise mapping_invalid(faults)
    known.setdefault("header", "columns" not in known)
    if "format" in known:
        known["form"] = known.pop("format")
    return Mapping(**known)


def load_document(text: str) -> dict[str, Any]:
    """Return the fields of a mapping document, plain values only.

    Raises:
        MappingInvalid: it is no YAML object, or uses anchors.
    """
    import yaml  # the edge loads this room too, and never reads a mapping

    try:
        for part in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(part, yaml.AliasEvent) or getattr(part, "anchor", None):
                line = part.start_mark.line + 1 if part.start_mark else 1
                fault = "Write the value out: anchors and aliases are not read."
                raise mapping_invalid({f"line {line}": fault})
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "document"
        raise mapping_invalid(
            {where: "This is no YAML. Check indentation, colons and quotes."}
        ) from error
    if not isinstance(document, dict):
        fault = "A mapping is a YAML object of names and values, such as event or events."
        raise mapping_invalid({"document": fault})
    return document


def mapping_invalid(faults: Faults) -> MappingInvalid:
    """Return the refusal of a mapping with its faults by path."""
    return MappingInvalid(
        "mapping_invalid",
        "The mapping cannot be used as it is written. Correct the fields named, then try again.",
        fields=faults,
    )


def _check_choice(choices: tuple[str, ...]) -> Callable[[Any, str, Faults], Any]:
    def check(value: Any, path: str, faults: Faults) -> Any:
        if value not in choices:
            faults[path] = "This must be one of " + ", ".join(choices) + "."
        return value

    return check


def _check_kind(kind: type, words: str) -> Callable[[Any, str, Faults], Any]:
    def check(value: Any, path: str, faults: Faults) -> Any:
        if not isinstance(value, kind):
            faults[path] = f"This must be {words}."
        return value

    return check


def _check_skip(value: Any, path: str, faults: Faults) -> Any:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        faults[path] = "This must be a number of lines, 0 or more."
    return value


def _check_delimiter(value: Any, path: str, faults: Faults) -> Any:
    sign = isinstance(value, str) and len(value) == 1 and value not in '"\r\n'
    if value != "whitespace" and not sign:
        faults[path] = 'This must be one sign, such as "," or "\\t", or the word whitespace.'
    return value


def _check_columns(value: Any, path: str, faults: Faults) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(c, str) for c in value):
        faults[path] = "This must be a list of names, one for each column of the file."
        return ()
    if len(set(value)) != len(value):
        faults[path] = "Two columns have the same name."
    return tuple(value)


def _check_event(value: Any, path: str, faults: Faults) -> dict[str, Template]:
    if not isinstance(value, dict):
        faults[path] = "This must be an object with at least type."
        return {}
    for field in value.keys() - set(EVENT_FIELDS):
        faults[f"{path}.{field}"] = "This is not known. Known are: " + ", ".join(EVENT_FIELDS) + "."
    kind = value.get("type")
    if not isinstance(kind, dict) and kind not in EVENT_TYPES:
        faults[f"{path}.type"] = "This must be one of " + ", ".join(EVENT_TYPES) + "."
    if kind == "track" and not value.get("name"):
        faults[f"{path}.name"] = "A track needs the name of the event, such as Order Completed."
    for field in OBJECTS:
        if not isinstance(value.get(field, {}), dict):
            faults[f"{path}.{field}"] = "This must be an object of names and values."
    return {
        field: _time(part, f"{path}.{field}", faults)
        if field == "timestamp"
        else _template(part, f"{path}.{field}", faults)
        for field, part in value.items()
    }


def _template(value: Any, path: str, faults: Faults) -> Template:
    if isinstance(value, dict):
        if "column" in value:
            build = TimeReference if "format" in value or "zone" in value else Reference
            return _reference(build, value, path, faults)
        return {str(k): _template(part, f"{path}.{k}", faults) for k, part in value.items()}
    if isinstance(value, list):
        return [_template(part, f"{path}.{i}", faults) for i, part in enumerate(value)]
    if isinstance(value, date):
        return value.isoformat()  # YAML reads 2026-11-22 as a date
    if value is not None and not isinstance(value, str | int | float):
        faults[path] = "This must be text, a number, true, false, a list or an object."
    return value


def _time(value: Any, path: str, faults: Faults) -> Template:
    if isinstance(value, dict):
        if "column" not in value:
            faults[path] = "This must name the column that holds the time: {column: …}."
        return _reference(TimeReference, value, path, faults)
    return _template(value, path, faults)


def _reference(
    build: type[Reference] | type[TimeReference], value: dict[str, Any], path: str, faults: Faults
) -> Template:
    allowed = build.__struct_fields__
    for field in value.keys() - set(allowed):
        faults[f"{path}.{field}"] = "This is not known. Known are: " + ", ".join(allowed) + "."
    for field, part in value.items():
        if field in ("column", "format", "zone", "prefix", "suffix") and not isinstance(part, str):
            faults[f"{path}.{field}"] = "This must be text; put it in quotes."
    if not isinstance(value.get("required", False), bool):
        faults[f"{path}.required"] = "This must be true or false."
    if "values" in value:
        value = {**value, "values": check_values(value["values"], f"{path}.values", faults)}
    if value.get("type", "text") not in CELL_TYPES:
        faults[f"{path}.type"] = "This must be one of " + ", ".join(CELL_TYPES) + "."
    if value.get("decimal_mark", ".") not in (".", ","):
        faults[f"{path}.decimal_mark"] = 'This must be "." or ",".'
    if isinstance(value.get("zone"), str) and not is_zone(value["zone"]):
        faults[f"{path}.zone"] = "This is no time zone. Write one such as Asia/Seoul or UTC."
    if any(fault.startswith(path + ".") for fault in faults) or "column" not in value:
        return None
    return build(**value)


def check_values(value: Any, path: str, faults: Faults) -> dict[str, str]:
    """Return a table of what the sender says and what it means."""
    if not isinstance(value, dict):
        faults[path] = "This must be an object: what the file says, what it means."
        return {}
    if any(isinstance(said, bool) for said in value):
        faults[path] = "YAML takes words such as NO and ON for false and true. Put them in quotes."
    return {str(said): str(meant) for said, meant in value.items()}


def is_zone(name: str) -> bool:
    """Tell whether a name is one of an IANA time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


_FIELDS: dict[str, Callable[[Any, str, Faults], Any]] = {
    "format": _check_choice(FORMS),
    "encoding": _check_choice(ENCODINGS),
    "delimiter": _check_delimiter,
    "columns": _check_columns,
    "header": _check_kind(bool, "true or false"),
    "skip": _check_skip,
    "sheet": _check_kind(str, "the name of a sheet"),
    "event": _check_event,
}
