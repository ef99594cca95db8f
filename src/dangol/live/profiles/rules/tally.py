"""A brand in numbers, kept up event by event, so that no page has to add up all customers."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from dangol.live.profiles.rules.facts import add_money


class Sum(msgspec.Struct):
    """One brand's numbers; ``revenue`` is exact, by currency."""

    customers: int = 0
    known: int = 0
    events: int = 0
    orders: int = 0
    revenue: dict[str, Decimal] = {}

    def sell(self, currency: str, amount: Decimal) -> None:
        """Add what revenue grew by, or shrank."""
        self.revenue[currency] = add_money(self.revenue.get(currency), amount)


_write = msgspec.json.Encoder(order="sorted").encode
_read = msgspec.json.Decoder(dict[str, Decimal]).decode


def revenue_text(revenue: Mapping[str, Decimal]) -> str:
    """Return revenue as JSON text, amounts as decimal strings."""
    return _write(revenue).decode()


def read_revenue(text: str) -> dict[str, Decimal]:
    """Return revenue from its text."""
    return _read(text)
