"""Money: exact decimals with a currency. Sums of floats depend on their order; these do not."""

from decimal import Decimal, InvalidOperation

LARGEST = Decimal(10) ** 15
_DIGITS_OF_LARGEST = LARGEST.adjusted()
SMALLEST_EXPONENT = -9
DEFAULT_CURRENCY = "XXX"  # ISO 4217: no currency stated

_WHOLE, _CENTS = Decimal(1), Decimal("0.01")
_STATED = (str, int, float)


def exact_amount(value: object) -> Decimal | None:
    """Return an amount as an exact decimal, or None where it is not a usable amount.

    Refused are not-a-number, infinity, amounts beyond 10^15 and more than nine decimals: they are
    never prices, and as text they could be made to grow without bound.

    >>> exact_amount("11.77"), exact_amount("1e400"), exact_amount("x")
    (Decimal('11.77'), None, None)
    """
    if isinstance(value, Decimal):
        amount = value
    else:
        if not isinstance(value, _STATED) or isinstance(value, bool):
            return None
        try:
            amount = Decimal(str(value) if isinstance(value, float) else value)
        except InvalidOperation:
            return None
    if not (amount.same_quantum(_CENTS) or amount.same_quantum(_WHOLE)):  # nearly all prices are
        exponent = amount.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < SMALLEST_EXPONENT:  # no number, or infinity
            return None
    if amount.adjusted() < _DIGITS_OF_LARGEST or abs(amount) == LARGEST:
        return amount
    return None


def currency_code(value: object, usual: str = DEFAULT_CURRENCY) -> str:
    """Return an ISO 4217 code in capitals, the usual one where none is stated.

    >>> currency_code("usd", "KRW"), currency_code(None, "KRW"), currency_code(None)
    ('USD', 'KRW', 'XXX')
    """
    if not isinstance(value, str):
        return usual
    code = value.strip().upper()
    return code if len(code) == 3 and code.isascii() else usual
