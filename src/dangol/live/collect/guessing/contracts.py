"""What crosses the wall of guessing."""

from typing import Literal, get_args

import msgspec

RowKind = Literal["order", "customer", "event"]
ROW_KINDS: tuple[RowKind, ...] = get_args(RowKind)

Meaning = Literal[
    "",
    "user_id",
    "email",
    "phone",
    "name",
    "gender",
    "birthday",
    "marketing_consent",
    "joined",
    "trait",
    "time",
    "event",
    "order_id",
    "total",
    "currency",
    "payment_method",
    "shipping",
    "discount",
    "coupon",
    "product",
    "product_id",
    "category",
    "price",
    "quantity",
    "property",
]
"""What a column is; empty: it is left out. ``trait`` and ``property`` keep the column's name."""
MEANINGS: tuple[Meaning, ...] = get_args(Meaning)

PEOPLE: tuple[Meaning, ...] = (
    *("user_id", "email", "phone", "name", "gender", "birthday"),
    *("marketing_consent", "trait"),
)
PRODUCTS: tuple[Meaning, ...] = ("product", "product_id", "category", "price", "quantity")
FITTING: dict[RowKind, tuple[Meaning, ...]] = {
    "order": (
        "",
        *("time", "order_id", "total", "currency", "payment_method", "shipping", "discount"),
        *("coupon", *PRODUCTS, "property", *PEOPLE),
    ),
    "customer": ("", *PEOPLE[:-1], "joined", "trait"),
    "event": ("", "time", "event", "property", *PEOPLE),
}
"""What a column can be, by what a row is."""
REPEATABLE: frozenset[Meaning] = frozenset(("", "trait", "property"))
NAMING: tuple[Meaning, ...] = ("user_id", "email", "phone")
"""Meanings that say whose a row is."""


class Choices(msgspec.Struct, frozen=True):
    """What somebody says of a table: what a row is, what each column is, in the file's order.

    ``event`` is the name of the events where no column holds it; ``zone`` the IANA zone of times
    that state none.
    """

    kind: RowKind
    meanings: tuple[Meaning, ...]
    event: str = ""
    zone: str = "Asia/Seoul"
