"""Values of a delivery: found by a path, read as a file's cell is, money in its smallest unit."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from dangol.kernel.money import exact_amount
from dangol.live.collect.files.cells import CellUnfit, as_text, read_cell, read_time
from dangol.live.collect.hooks.contracts import Moment, Steps, Taken

NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
THREE_DECIMALS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
"""By Stripe's table, https://docs.stripe.com/currencies#zero-decimal; UGX and ISK, which have no
smaller unit, are still counted in hundredths there."""


class Scope(msgspec.Struct, frozen=True):
    """Where paths begin: the body, or one of the named values, of which ``$source`` is one."""

    body: Any
    named: dict[str, Any]

    def within(self, name: str, member: Any) -> "Scope":
        """Return the same with one more named value."""
        return Scope(self.body, {**self.named, name: member})


def find_value(scope: Scope, steps: Steps) -> Any:
    """Return what stands at a path, or None; a number in a path counts a list's members from 0.

    >>> find_value(Scope({"lines": [{"sku": "a"}]}, {}), ("lines", "0", "sku"))
    'a'
    """
    first, *rest = steps
    if first in scope.named:
        found = scope.named[first]
    else:
        found, rest = scope.body, list(steps)
    for step in rest:
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def list_members(scope: Scope, steps: Steps) -> list[Any]:
    """Return the members of the list at a path; a path through a list goes through all of it.

    >>> body = {"refunds": [{"transactions": [1, 2]}, {"transactions": [3]}]}
    >>> list_members(Scope(body, {}), ("refunds", "transactions"))
    [1, 2, 3]
    """
    found = [find_value(scope, steps[:1])]
    for step in steps[1:]:
        found = [
            part.get(step) for part in _spread(found) if isinstance(part, dict) and step in part
        ]
    return list(_spread(found))


def _spread(values: list[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from value
        elif value is not None:
            yield value


def take(scope: Scope, taken: Taken) -> Any:
    """Return a value as a template says, None where nothing is said.

    Raises:
        CellUnfit: it is not of the type that the template says; its column is the path.
    """
    value = _first_said(scope, taken.paths, taken.empty)
    if value is None:
        return None
    if taken.minus:
        value = _less(value, find_value(scope, taken.minus), taken.reading.column)
    if taken.currency:
        value = _in_whole_units(value, find_value(scope, taken.currency), taken.reading.column)
    read = read_cell(value, taken.reading)
    if taken.absolute and isinstance(read, int | float | Decimal):
        return abs(read)
    return read


def take_time(scope: Scope, moment: Moment) -> str | None:
    """Return a time as RFC 3339 text, None where none is said.

    Raises:
        CellUnfit: it is no time in the stated form.
    """
    return read_time(_first_said(scope, moment.paths, ()), moment.reading)


def _first_said(scope: Scope, paths: tuple[Steps, ...], empty: tuple[str, ...]) -> Any:
    for steps in paths:
        value = find_value(scope, steps)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if not (empty and as_text(value) in empty):
            return value
    return None


def _less(value: Any, other: Any, path: str) -> Decimal:
    return _amount(value, path) - (Decimal(0) if other is None else _amount(other, path))


def _in_whole_units(value: Any, currency: Any, path: str) -> Decimal:
    code = currency.strip().upper() if isinstance(currency, str) else ""
    if len(code) != 3:
        raise CellUnfit("The amount's currency is not stated.", path)
    decimals = 0 if code in NO_DECIMALS else 3 if code in THREE_DECIMALS else 2
    return _amount(value, path).scaleb(-decimals)


def _amount(value: Any, path: str) -> Decimal:
    amount = exact_amount(value)
    if amount is None:
        raise CellUnfit("This is no number.", path)
    return amount
