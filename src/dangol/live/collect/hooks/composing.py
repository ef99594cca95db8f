"""A delivery and a mapping make Segment calls."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from dangol.kernel.money import exact_amount
from dangol.live.collect.files.cells import as_text
from dangol.live.collect.files.composing import FIELDS
from dangol.live.collect.hooks.contracts import (
    AnyOf,
    Condition,
    Each,
    EventTemplate,
    HookMapping,
    Joined,
    Moment,
    Not,
    Taken,
    Template,
    Test,
)
from dangol.live.collect.hooks.values import Scope, list_members, take, take_time

_IDS = ("userId", "anonymousId", "messageId", "previousId", "groupId")


def compose(scope: Scope, mapping: HookMapping) -> Iterator[dict[str, Any]]:
    """Return the calls that a delivery becomes, in the mapping's order.

    Raises:
        CellUnfit: a value is not what the mapping says; its column is the value's path.
    """
    for template in mapping.events:
        for inner in _scopes(scope, template):
            if all(_holds(inner, test) for test in template.when):
                yield _call(inner, template)


def _scopes(scope: Scope, template: EventTemplate) -> list[Scope]:
    if not template.each:
        return [scope]
    return [scope.within(template.name, one) for one in list_members(scope, template.each)]


def _call(scope: Scope, template: EventTemplate) -> dict[str, Any]:
    found = {field: _fill(scope, part) for field, part in template.fields.items()}
    name = found.pop("name", None)
    call = {FIELDS[field]: value for field, value in found.items() if value is not None}
    if name is not None:
        call["event" if call.get("type") == "track" else "name"] = name
    for field in _IDS:
        if field in call and not isinstance(call[field], str):
            call[field] = as_text(call[field])
    return call


def _fill(scope: Scope, template: Template) -> Any:
    """Return a template with its places filled in; what says nothing is left out of objects."""
    if isinstance(template, Taken):
        return take(scope, template)
    if isinstance(template, Moment):
        return take_time(scope, template)
    if isinstance(template, Joined):
        parts = [_fill(scope, part) for part in template.parts]
        return None if None in parts else "".join(map(as_text, parts))
    if isinstance(template, Each):
        members = list_members(scope, template.over)
        return [_fill(scope.within(template.name, one), template.make) for one in members]
    if isinstance(template, dict):
        filled = ((name, _fill(scope, part)) for name, part in template.items())
        return {name: value for name, value in filled if value is not None}
    if isinstance(template, list):
        return [_fill(scope, part) for part in template]
    return template


def _holds(scope: Scope, test: Test) -> bool:
    if isinstance(test, AnyOf):
        return any(_holds(scope, one) for one in test.conditions)
    if isinstance(test, Not):
        return not _holds(scope, test.condition)
    return _TESTS[test.test](take(scope, test.value), test)


def _is(value: Any, stated: Any) -> bool:
    """Compare as people read; senders write 7 and "7" for the same."""
    if value is None or isinstance(value, bool) or isinstance(stated, bool):
        return value is stated
    return as_text(value) == as_text(stated)


def _is_more(value: Any, than: Any) -> bool:
    amount, limit = exact_amount(value), exact_amount(than)
    return amount is not None and amount > (limit or Decimal(0))


_TESTS: dict[str, Callable[[Any, Condition], bool]] = {
    "is": lambda value, test: _is(value, test.against),
    "is_not": lambda value, test: not _is(value, test.against),
    "in": lambda value, test: any(_is(value, one) for one in test.against),
    "exists": lambda value, test: (value is not None) is test.against,
    "gt": lambda value, test: _is_more(value, test.against),
}
TESTS = tuple(_TESTS)
