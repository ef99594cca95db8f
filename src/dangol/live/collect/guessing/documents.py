"""Choices become a mapping document, the same that ``dangol import --mapping`` takes."""

from collections.abc import Sequence
from typing import Any

from dangol.live.collect.files.contracts import Cell, Glance
from dangol.live.collect.guessing.columns import glance_cells, is_short_of_zero
from dangol.live.collect.guessing.contracts import PRODUCTS, Choices, Meaning
from dangol.live.collect.guessing.times import find_format

Document = dict[str, Any]

CONSENT = {
    **dict.fromkeys(("동의", "수신동의", "수신", "허용", "승인"), "yes"),
    **dict.fromkeys(("미동의", "비동의", "거부", "수신거부", "미수신", "동의안함"), "no"),
}
"""What shop systems write for yes and no beside what cells of truth mean anyway."""

TOTALS = dict.fromkeys(("합계", "총계", "소계", "총합계", "total", "Total", "TOTAL"), "")
"""What stands where a customer's number would be in a line of totals: nobody's number."""

_WORDS: dict[Meaning, str] = {"product": "name", "joined": "created_at"}
"""Our name of a value where it is not that of its meaning."""
_TYPES: dict[Meaning, str] = {
    **dict.fromkeys(("total", "shipping", "discount", "price"), "decimal"),
    "quantity": "integer",
    **dict.fromkeys(("order_id", "product_id", "coupon", "event"), "text"),
}


def write_mapping(choices: Choices, glance: Glance, currency: str) -> str:
    """Return the mapping document of what somebody chose.

    Args:
        choices: without faults.
        glance: the file.
        currency: of amounts where no column tells it, such as ``KRW``.
    """
    import yaml  # the edge loads this room too, and never writes a mapping

    document = {**_reading(glance), "event": _Template(choices, glance, currency).write()}
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)
    return text


def _reading(glance: Glance) -> Document:
    found: Document = {"format": glance.form}
    for field in ("encoding", "delimiter", "sheet"):
        if getattr(glance, field) is not None:
            found[field] = getattr(glance, field)
    if glance.skip:
        found["skip"] = glance.skip
    if not glance.named:
        found |= {"header": True, "columns": list(glance.columns)}
    return found


class _Template:
    """The template of an event, made of the columns that were chosen for its parts."""

    def __init__(self, choices: Choices, glance: Glance, currency: str) -> None:
        self._choices = choices
        self._columns = glance.columns
        self._cells = glance_cells(glance)
        self._currency = currency

    def write(self) -> Document:
        """Return the template."""
        if self._choices.kind == "customer":
            return {"type": "identify", **self._person("user_id"), "traits": self._traits()}
        event: Document = {"type": "track", "name": "Order Completed"}
        if self._choices.kind == "event":
            event["name"] = self._take("event") or self._choices.event.strip()
        event |= self._person("user_id")
        event["timestamp"] = self._time("time", required=True)
        event["properties"] = self._properties()
        traits = self._traits()
        return {**event, "context": {"traits": traits}} if traits else event

    def _person(self, meaning: Meaning) -> Document:
        found = self._take(meaning)
        return {meaning: found} if found else {}

    def _properties(self) -> Document:
        found: Document = {}
        for meaning in ("order_id", "total", "payment_method", "shipping", "discount", "coupon"):
            found |= self._part(meaning)
        if self._choices.kind == "order":
            found["currency"] = self._take("currency") or self._currency
            product: Document = {}
            for meaning in PRODUCTS:
                product |= self._part(meaning)
            if product:
                found["products"] = [product]
        return found | self._own("property")

    def _traits(self) -> Document:
        found: Document = {}
        for meaning in ("name", "email", "phone", "gender", "birthday", "marketing_consent"):
            found |= self._part(meaning)
        if self._place("joined") is not None:
            found["created_at"] = self._time("joined")
        return found | self._own("trait")

    def _part(self, meaning: Meaning) -> Document:
        taken = self._take(meaning)
        return {_WORDS.get(meaning, meaning): taken} if taken else {}

    def _own(self, meaning: Meaning) -> Document:
        """Return the columns that keep their names; one called column would be taken for ours."""
        chosen = zip(self._columns, self._choices.meanings, strict=True)
        own = [name for name, each in chosen if each == meaning]
        return {"column_" if name == "column" else name: {"column": name} for name in own}

    def _place(self, meaning: Meaning) -> int | None:
        meanings = self._choices.meanings
        return meanings.index(meaning) if meaning in meanings else None

    def _take(self, meaning: Meaning) -> Document | None:
        place = self._place(meaning)
        if place is None:
            return None
        return {"column": self._columns[place], **_manner(meaning, self._cells[place])}

    def _time(self, meaning: Meaning, *, required: bool = False) -> Document:
        place = self._choices.meanings.index(meaning)
        form = find_format(self._cells[place]) or "iso"
        zone = self._choices.zone
        told: Document = {"column": self._columns[place], "format": form, "zone": zone}
        return {**told, "required": True} if required else told


def _manner(meaning: Meaning, cells: Sequence[Cell]) -> Document:
    """Return how the cells of a column are read."""
    if meaning == "phone":
        return {"type": "text", **({"prefix": "0"} if is_short_of_zero(cells) else {})}
    if meaning == "user_id":
        return {"values": TOTALS}
    if meaning == "marketing_consent":
        return {"type": "boolean", "values": CONSENT}
    kind = _TYPES.get(meaning)
    manner: Document = {"type": kind} if kind else {}
    return {**manner, "required": True} if meaning in ("total", "event") else manner
