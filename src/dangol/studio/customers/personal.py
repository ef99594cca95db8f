"""Events and traits without personal data, for people without the right to see it.

Anybody may invent the name of a trait, in any language, so no list can name all that tell who
somebody is. Shown are therefore only the values whose names are known to tell of things; of all
others a reader learns that they are there. Masking is done before anything is told of an event, so
that no sentence, no raw event and no attribute of the page can carry what is hidden.
"""

from typing import Any

import msgspec

from dangol.kernel.event import EMPTY, Event, Identifier
from dangol.kernel.masking import DOTS, mask_identifier, mask_text
from dangol.studio.customers.sentences import kind_of, spread_name

_PLAIN = frozenset({
    # the envelope
    "channel", "event", "message id", "original timestamp", "received at", "sent at", "timestamp",
    "type", "version",
    # of the customer, shared with thousands
    "country", "language", "level", "locale", "loyalty tier", "new tier", "old tier", "plan",
    "plan name", "tier", "timezone",
    # of a product
    "brand", "category", "category id", "color", "colour", "model", "manufacturer", "product",
    "product category", "product id", "product name", "size", "sku", "variant",
    # of an order
    "amount", "count", "coupon", "coupon id", "coupon name", "currency", "discount", "method",
    "payment method", "points", "position", "price", "quantity", "revenue", "shipping",
    "shipping method", "step", "subtotal", "tax", "total", "value",
    # of what was shown or used
    "app version", "asset title", "build", "campaign id", "campaign name", "creative", "duration",
    "duration seconds", "feature", "feature name", "form id", "form name", "list id", "list name",
    "medium", "platform", "promotion id", "promotion name", "rating", "score", "seconds", "stars",
    "store id", "store name", "survey name", "video title",
})  # fmt: skip
"""Names of traits and properties whose values tell of things; an object's own names decide."""

_THINGS = frozenset({
    "app", "campaign", "cart", "items", "library", "os", "page", "product", "products", "promotion",
    "promotions",
})  # fmt: skip
_THINGS_NAMES = frozenset({"name", "title"})
"""Shown only where they are those of a product, a page or another thing, never a person's."""


def mask_trait(name: str, value: Any) -> Any:
    """Return a trait's value, hidden unless the trait is known to tell of no person.

    >>> mask_trait("plan", "gold"), mask_trait("이름", "김민아")
    ('gold', '•••')
    """
    return _mask_named(name, value, things=False)


def mask_event(event: Event) -> Event:
    """Return an event without what tells who it was."""
    return msgspec.structs.replace(
        event,
        name=mask_text(event.name),
        message_id=mask_text(event.message_id),
        user_id=_mask_id(event.user_id),
        anonymous_id=_mask_id(event.anonymous_id),
        previous_id=_mask_id(event.previous_id),
        group_id=None if event.group_id is None else mask_text(event.group_id),
        device_id=_mask_id(event.device_id),
        external_ids=tuple(
            Identifier(each.type, mask_identifier(each.type, each.value))
            for each in event.external_ids
        ),
        traits=_mask_raw(event.traits),
        properties=_mask_raw(event.properties, things=kind_of(event) in ("browsing", "orders")),
        context=_mask_raw(event.context),
    )


def mask_json(text: str) -> str | None:
    """Return a stranger's JSON without what tells of whom it is; None where it is no whole JSON.

    Of a text whose names cannot be read, nobody can say what is personal.

    >>> mask_json('{"event":"Signed Up","traits":{"name":"Mina"}}')
    '{"event":"Signed Up","traits":{"name":"•••"}}'
    """
    try:
        value = _mask(msgspec.json.decode(text), shown=False, things=False)
    except (msgspec.DecodeError, RecursionError):
        return None
    return msgspec.json.encode(value).decode()


def _mask_id(value: str | None) -> str | None:
    return None if value is None else mask_identifier("email" if "@" in value else "", value)


def _mask_raw(raw: msgspec.Raw, *, things: bool = False) -> msgspec.Raw:
    try:
        value = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return EMPTY
    return msgspec.Raw(msgspec.json.encode(_mask(value, shown=False, things=things)))


def _mask(value: Any, *, shown: bool, things: bool) -> Any:
    if isinstance(value, dict):
        return {
            mask_text(name): _mask_named(name, part, things=things) for name, part in value.items()
        }
    if isinstance(value, list):
        return [_mask(part, shown=shown, things=things) for part in value]
    if value is None:
        return None
    if not shown:
        return DOTS
    return mask_text(value) if isinstance(value, str) else value


def _mask_named(name: str, value: Any, *, things: bool) -> Any:
    known = spread_name(name)
    shown = known in _PLAIN or (things and known in _THINGS_NAMES)
    return _mask(value, shown=shown, things=known in _THINGS)
