"""A mapping of deliveries in YAML, checked: every fault is named by its path."""

from collections.abc import Callable
from datetime import date
from typing import Any

from dangol.live.collect.files.contracts import TimeReference
from dangol.live.collect.files.mapping import (
    EVENT_FIELDS,
    EVENT_TYPES,
    OBJECTS,
    Faults,
    is_zone,
    load_document,
    mapping_invalid,
)
from dangol.live.collect.hooks.conditions import check_when
from dangol.live.collect.hooks.contracts import (
    Each,
    EventTemplate,
    HookMapping,
    Joined,
    Moment,
    Template,
)
from dangol.live.collect.hooks.places import check_paths, check_taken, read_steps

LARGEST_DOCUMENT = 64 * 1024
MOST_EVENTS = 20
_AROUND = ("when", "each", "as")
_FIELDS = ("version", "topics", "events")


def check_hook_mapping(text: str) -> HookMapping:
    """Read a mapping of deliveries.

    Args:
        text: YAML, as ``docs/reference/webhook-mappings.md`` describes it.

    Raises:
        MappingInvalid: with every fault by its path, such as ``events.0.timestamp.zone``.

    >>> mapping = check_hook_mapping("events: [{type: track, name: Paid, user_id: {path: who}}]")
    >>> mapping.events[0].fields["name"]
    'Paid'
    """
    faults: Faults = {}
    if len(text) > LARGEST_DOCUMENT:
        raise mapping_invalid({"document": "Shorten the mapping to 64 KB: it is longer."})
    document = load_document(text)
    for field in document.keys() - set(_FIELDS):
        faults[str(field)] = "This field is not known. Known are: " + ", ".join(_FIELDS) + "."
    events = _check_events(document.get("events"), faults)
    topics = _check_topics(document.get("topics", []), faults)
    version = document.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        faults["version"] = "This must be a whole number from 1."
    if faults:
        raise mapping_invalid(faults)
    return HookMapping(tuple(events), topics, version)


def _check_topics(value: Any, faults: Faults) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        faults["topics"] = "This must be a list of topics, such as [order.created]."
        return ()
    return tuple(value)


def _check_events(value: Any, faults: Faults) -> list[EventTemplate]:
    if not isinstance(value, list) or len(value) > MOST_EVENTS:
        faults["events"] = "This must be a list of at most 20 events that a delivery becomes."
        return []
    return [_check_event(one, f"events.{place}", faults) for place, one in enumerate(value)]


def _check_event(value: Any, path: str, faults: Faults) -> EventTemplate:
    if not isinstance(value, dict):
        faults[path] = "This must be an object with at least type."
        return EventTemplate({})
    known = (*EVENT_FIELDS, *_AROUND)
    for field in value.keys() - set(known):
        faults[f"{path}.{field}"] = "This is not known. Known are: " + ", ".join(known) + "."
    kind = value.get("type")
    if kind not in EVENT_TYPES:
        faults[f"{path}.type"] = "This must be one of " + ", ".join(EVENT_TYPES) + "."
    if kind == "track" and not value.get("name"):
        faults[f"{path}.name"] = "A track needs the name of the event, such as Order Completed."
    for field in OBJECTS:
        if not isinstance(value.get(field, {}), dict):
            faults[f"{path}.{field}"] = "This must be an object of names and values."
    return EventTemplate(
        {
            field: _check_time(part, f"{path}.{field}", faults)
            if field == "timestamp"
            else _check_template(part, f"{path}.{field}", faults)
            for field, part in value.items()
            if field in EVENT_FIELDS
        },
        check_when(value.get("when", []), f"{path}.when", faults),
        read_steps(value["each"], f"{path}.each", faults) if "each" in value else (),
        _check_name(value.get("as", "item"), f"{path}.as", faults),
    )


def _check_template(value: Any, path: str, faults: Faults) -> Template:
    if isinstance(value, dict):
        for mark, check in _PLACES.items():
            if mark in value:
                return check(value, path, faults)
        return {
            str(name): _check_template(part, f"{path}.{name}", faults)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_check_template(part, f"{path}.{i}", faults) for i, part in enumerate(value)]
    if isinstance(value, date):
        return value.isoformat()  # YAML reads 2026-11-22 as a date
    if value is not None and not isinstance(value, str | int | float):
        faults[path] = "This must be text, a number, true, false, a list or an object."
    return value


def _check_place(value: dict[str, Any], path: str, faults: Faults) -> Template:
    if "format" in value or "zone" in value:
        return _check_time(value, path, faults)
    return check_taken(value, path, faults)


def _check_join(value: dict[str, Any], path: str, faults: Faults) -> Template:
    parts = value["join"]
    if len(value) > 1 or not isinstance(parts, list) or not parts:
        faults[path] = "This must be join and a list of what is put together."
        return None
    return Joined(
        tuple(_check_template(p, f"{path}.join.{i}", faults) for i, p in enumerate(parts))
    )


def _check_each(value: dict[str, Any], path: str, faults: Faults) -> Template:
    if "make" not in value or value.keys() - {"each", "as", "make"}:
        faults[path] = "This must be each, make, and as where the member needs a name."
        return None
    return Each(
        read_steps(value["each"], f"{path}.each", faults),
        _check_name(value.get("as", "item"), f"{path}.as", faults),
        _check_template(value["make"], f"{path}.make", faults),
    )


def _check_name(value: Any, path: str, faults: Faults) -> str:
    if not isinstance(value, str) or not value.isidentifier():
        faults[path] = "This must be one word, by which paths speak of a member."
        return "item"
    return value


def _check_time(value: Any, path: str, faults: Faults) -> Template:
    if not isinstance(value, dict):
        return _check_template(value, path, faults)
    allowed = ("path", "format", "zone")
    for field in value.keys() - set(allowed):
        faults[f"{path}.{field}"] = "This is not known. Known are: " + ", ".join(allowed) + "."
    if "path" not in value:
        faults[path] = "This must name the place that holds the time: {path: …}."
        return None
    form, zone = value.get("format", "iso"), value.get("zone", "UTC")
    if not isinstance(form, str):
        faults[f"{path}.format"] = "This must be text; put it in quotes."
    if not isinstance(zone, str) or not is_zone(zone):
        faults[f"{path}.zone"] = "This is no time zone. Write one such as Asia/Seoul or UTC."
        zone = "UTC"
    paths = check_paths(value["path"], f"{path}.path", faults)
    return Moment(paths, TimeReference(".".join(paths[0]) if paths else "", str(form), zone))


_PLACES: dict[str, Callable[[dict[str, Any], str, Faults], Template]] = {
    "path": _check_place,
    "join": _check_join,
    "each": _check_each,
}
