"""When a delivery becomes an event: ``when`` of a mapping, checked."""

from typing import Any

from dangol.live.collect.files.mapping import Faults
from dangol.live.collect.hooks.composing import TESTS
from dangol.live.collect.hooks.contracts import AnyOf, Condition, Not, Test
from dangol.live.collect.hooks.places import check_taken

DEEPEST = 4


def check_when(value: Any, path: str, faults: Faults) -> tuple[Test, ...]:
    """Return conditions that all have to hold: one, or a list."""
    written = value if isinstance(value, list) else [value]
    found = [_check(one, f"{path}.{place}", faults, 1) for place, one in enumerate(written)]
    return tuple(one for one in found if one is not None)


def _check(value: Any, path: str, faults: Faults, depth: int) -> Test | None:
    if not isinstance(value, dict) or depth > DEEPEST:
        faults[path] = "This must be a condition, such as {path: status, is: paid}."
        return None
    if value.keys() == {"any"} and isinstance(value["any"], list):
        inner = [
            _check(o, f"{path}.any.{i}", faults, depth + 1) for i, o in enumerate(value["any"])
        ]
        return AnyOf(tuple(one for one in inner if one is not None))
    if value.keys() == {"not"}:
        inside = _check(value["not"], f"{path}.not", faults, depth + 1)
        return None if inside is None else Not(inside)
    return _check_one(value, path, faults)


def _check_one(value: dict[str, Any], path: str, faults: Faults) -> Condition | None:
    tests = [test for test in TESTS if test in value]
    if "path" not in value or len(tests) != 1:
        faults[path] = "A condition has path and one of is, is_not, in, exists and gt."
        return None
    (test,) = tests
    against = value[test]
    if test == "in" and not isinstance(against, list):
        faults[f"{path}.in"] = "This must be a list of values."
    if test == "exists" and not isinstance(against, bool):
        faults[f"{path}.exists"] = "This must be true or false."
    rest = {field: part for field, part in value.items() if field != test}
    taken = check_taken(rest, path, faults)
    return None if taken is None else Condition(taken, test, against)
