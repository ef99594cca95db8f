"""What fills the places of a plain sentence, found in an event's properties.

The properties are what a stranger sent: each value is taken as text, a number or an amount, or not
at all; text is clipped to what a line can hold.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from dangol.kernel.masking import DOTS
from dangol.kernel.money import currency_code, exact_amount
from dangol.studio.customers.sentences import (
    DETAILS,
    MINUTES,
    MORE,
    ONE_ITEM,
    SECONDS,
    SEVERAL_ITEMS,
    spread_name,
)
from dangol.studio.customers.words import Money, Value, Words

LONGEST = 80
"""More characters of one value than this say nothing more in a line; the raw event has them all."""

MOST_DETAILS = 4

Properties = Mapping[str, Any]  # decoded JSON of an untrusted sender
Finder = Callable[[Properties], Value | None]


def read_object(raw: msgspec.Raw) -> Properties:
    """Return a JSON object, empty where it is something else."""
    try:
        found = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def clip(text: str) -> str:
    """Return text on one line, its end replaced by … where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def find_text(value: object) -> str | None:
    """Return a text or a number as clipped text, None for all else, nothing and what is hidden."""
    if isinstance(value, str) and value.strip() not in ("", DOTS):
        return clip(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return clip(str(value))
    return None


def _by_keys(*keys: str) -> Callable[[Properties], str | None]:
    def find(properties: Properties) -> str | None:
        found = (find_text(properties.get(key)) for key in keys)
        return next((text for text in found if text), None)

    return find


find_page = _by_keys("title", "name", "path", "url")
find_group = _by_keys("name")
_find_name = _by_keys("name", "product_name", "productName", "title", "product", "sku")
_find_address = _by_keys("link_url", "url")


def _money(*keys: str) -> Finder:
    def find(properties: Properties) -> Money | None:
        amounts = (exact_amount(properties.get(key)) for key in keys)
        amount = next((amount for amount in amounts if amount is not None), None)
        if amount is None:
            return None
        return Money(abs(amount), currency_code(properties.get("currency")))

    return find


def _whole(*keys: str) -> Callable[[Properties], int | None]:
    def find(properties: Properties) -> int | None:
        for key in keys:
            amount = exact_amount(properties.get(key))
            if amount is not None and amount > 0 and amount == amount.to_integral_value():
                return int(amount)
        return None

    return find


_find_quantity = _whole("quantity")
_find_seconds = _whole("duration", "duration_seconds", "seconds")


def _products(properties: Properties) -> list[Properties]:
    products = properties.get("products")
    return [p for p in products if isinstance(p, dict)] if isinstance(products, list) else []


def _items(properties: Properties) -> Words | None:
    count = sum(_find_quantity(product) or 1 for product in _products(properties))
    if not count:
        return None
    return Words(ONE_ITEM) if count == 1 else Words(SEVERAL_ITEMS, {"count": count})


def _product(properties: Properties) -> str | None:
    names = (_find_name(holder) for holder in (properties, *_products(properties)))
    return next((name for name in names if name), None)


def _several(properties: Properties) -> int | None:
    quantity = _find_quantity(properties)
    return quantity if quantity and quantity > 1 else None


def _duration(properties: Properties) -> Words | None:
    seconds = _find_seconds(properties)
    if seconds is None:
        return None
    if seconds < 60:
        return Words(SECONDS, {"seconds": seconds})
    return Words(MINUTES, {"minutes": round(seconds / 60)})


def _link(properties: Properties) -> str | None:
    address = _find_address(properties)
    if address is None:
        return None
    try:
        return urlsplit(address).hostname or address
    except ValueError:  # untrusted text, such as an unclosed bracket
        return address


def _details(properties: Properties) -> tuple[str | Words, ...] | None:
    told = [spread_name(name) for name, value in properties.items() if value is not None]
    names = [name for name in dict.fromkeys(told) if name]
    if not names:
        return None
    words = tuple(Words(DETAILS[n]) if n in DETAILS else clip(n) for n in names[:MOST_DETAILS])
    more = len(names) - MOST_DETAILS
    return (*words, Words(MORE, {"count": more})) if more > 0 else words


FINDERS: dict[str, Finder] = {
    "details": _details,
    "total": _money("total", "revenue", "value", "amount"),
    "price": _money("price"),
    "items": _items,
    "quantity": _several,
    "product": _product,
    "query": _by_keys("query", "search", "keyword"),
    "category": _by_keys("category", "list_name", "list_id"),
    "promotion": _by_keys("name", "promotion_name", "creative", "promotion_id"),
    "coupon": _by_keys("coupon_name", "coupon", "coupon_id", "code"),
    "rating": _by_keys("rating", "score", "stars"),
    "order": _by_keys("order_id", "orderId", "order_number"),
    "step": _by_keys("step"),
    "method": _by_keys("payment_method", "method"),
    "version": _by_keys("version"),
    "campaign": _by_keys("campaign_name", "title", "name"),
    "video": _by_keys("title", "name", "video_title", "asset_title"),
    "subject": _by_keys("email_subject", "subject", "campaign_name", "name"),
    "link": _link,
    "list": _by_keys("list_name", "list_id"),
    "tier": _by_keys("tier", "loyalty_tier", "new_tier", "name"),
    "plan": _by_keys("plan", "plan_name", "name"),
    "form": _by_keys("form_name", "survey_name", "name", "title", "form_id"),
    "points": _whole("points", "amount"),
    "location": _by_keys("store_name", "location", "store", "name"),
    "topic": _by_keys("topic", "subject", "reason", "title", "category"),
    "duration": _duration,
    "device": _by_keys("device_name", "device", "model", "name"),
    "feature": _by_keys("feature", "feature_name", "name"),
}
