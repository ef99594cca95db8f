"""What one event says about a person: traits, and what was bought or given back.

Senders are foreign programs, so whatever has the wrong shape is passed over, never an error: the
event itself still counts.
"""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from dangol.kernel.event import Event
from dangol.kernel.money import currency_code, exact_amount

ORDER = "Order Completed"
REFUND = "Order Refunded"
LONGEST_TRAIT_NAME = 200
LARGEST_TRAIT = 4096
"""Bytes of JSON; larger values are documents, not traits, and stay readable in the event."""

_SAYS_NOTHING = 2  # bytes of an empty JSON object
_UNSAID = msgspec.Raw(b"null")


class _Context(msgspec.Struct):
    traits: dict[str, msgspec.Raw] = {}


class _PlainSale(msgspec.Struct):
    total: Decimal | None = None
    currency: str | None = None


class _Sale(msgspec.Struct):
    total: msgspec.Raw = _UNSAID
    revenue: msgspec.Raw = _UNSAID
    value: msgspec.Raw = _UNSAID
    currency: msgspec.Raw = _UNSAID


_read_traits = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_read_context = msgspec.json.Decoder(_Context).decode
_read_plain_sale = msgspec.json.Decoder(_PlainSale).decode
_read_sale = msgspec.json.Decoder(_Sale).decode
_read_value = msgspec.json.Decoder().decode


def traits_said(event: Event) -> dict[str, bytes]:
    """Return the traits of the person that an event states, each value as JSON.

    They stand in ``traits`` of an identify and in ``context.traits`` of any call, where
    RudderStack's SDKs put them; the former win. Traits of a group are the group's, not the
    person's. A null is kept: it takes a trait away.
    """
    said: dict[str, bytes] = {}
    if len(event.context) > _SAYS_NOTHING and b'"traits"' in bytes(event.context):
        _add_traits(said, _context_traits(event.context))
    if event.type == "identify" and len(event.traits) > _SAYS_NOTHING:
        _add_traits(said, _read_traits(event.traits))
    return said


def sale_said(event: Event) -> tuple[str, Decimal] | None:
    """Return currency and amount of an order or, below zero, of a refund.

    The amount is ``total``, else ``revenue``, else ``value``: the first that is stated, read from
    the digits that were sent, so that 11.77 stays 11.77. Without a currency it is in the brand's.
    None where nothing usable is stated.
    """
    if event.type != "track" or event.name not in (ORDER, REFUND):
        return None
    stated, currency = _stated_sale(event.properties)
    amount = exact_amount(stated)
    if amount is None:
        return None
    signed = -abs(amount) if event.name == REFUND else amount
    return currency_code(currency, event.currency), signed


def _stated_sale(properties: msgspec.Raw) -> tuple[object, object]:
    """Return amount and currency as stated; most senders state them plainly, which is read fast."""
    try:
        plain = _read_plain_sale(properties)
        if plain.total is not None:
            return plain.total, plain.currency
    except msgspec.DecodeError:
        pass
    try:
        sale = _read_sale(properties)
    except msgspec.DecodeError:
        return None, None
    return _first_stated(sale.total, sale.revenue, sale.value), _read_value(sale.currency)


def _context_traits(context: msgspec.Raw) -> Mapping[str, msgspec.Raw]:
    try:
        return _read_context(context).traits
    except msgspec.DecodeError:
        return {}


def _add_traits(said: dict[str, bytes], stated: Mapping[str, msgspec.Raw]) -> None:
    for name, value in stated.items():
        if 0 < len(name) <= LONGEST_TRAIT_NAME and len(value) <= LARGEST_TRAIT:
            said[name] = bytes(value)


def _first_stated(*amounts: msgspec.Raw) -> str:
    texts = (bytes(amount).decode() for amount in amounts)
    return next((text.strip('"') for text in texts if text != "null"), "")
