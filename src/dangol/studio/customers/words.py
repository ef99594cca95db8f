"""A sentence with values, told in English or Korean: what a line of the timeline is made of."""

from decimal import Decimal

import msgspec

from dangol.kernel.money import DEFAULT_CURRENCY
from dangol.kernel.words import translate

_SYMBOLS = {"KRW": "₩", "USD": "$", "EUR": "€", "JPY": "¥", "GBP": "£"}
_KOREAN_SYMBOLS = _SYMBOLS | {"USD": "US$"}
_MINOR_DIGITS: dict[str, int | None] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
    DEFAULT_CURRENCY: None,
}
"""How many digits a currency's smallest unit has, where not two: ISO 4217, list one.

https://www.six-group.com/en/products-services/financial-information/data-standards.html
"""


class Money(msgspec.Struct, frozen=True):
    """An exact amount in a currency (ISO 4217; ``XXX`` where none was stated)."""

    amount: Decimal
    currency: str


class Words(msgspec.Struct, frozen=True):
    """An English sentence that is also the key of its translation, and what fills its places."""

    sentence: str
    values: dict[str, "Value"] = {}


Value = str | int | Money | Words | tuple[str | Words, ...]


def note(sentence: str) -> str:
    """Mark a short phrase as something that people read, so that the catalogue holds it."""
    return sentence


def say(words: Words, language: str) -> str:
    """Return a sentence in a language, its values formatted for that language.

    >>> say(Words("Bought for {total}", {"total": Money(Decimal(42000), "KRW")}), "en")
    'Bought for ₩42,000'
    """
    filled = {name: say_value(value, language) for name, value in words.values.items()}
    return translate(words.sentence, language).format(**filled)


def say_value(value: Value, language: str) -> str:
    """Return one value as text of a language."""
    match value:
        case Money():
            return format_money(value, language)
        case Words():
            return say(value, language)
        case tuple():
            return ", ".join(say_value(part, language) for part in value)
        case int():
            return f"{value:,}"
    return value


def format_money(money: Money, language: str) -> str:
    """Return an amount with its currency, with the digits that the currency has.

    >>> format_money(Money(Decimal("-11.5"), "USD"), "ko")
    '-US$11.50'
    >>> format_money(Money(Decimal("7.25"), "XXX"), "en")
    '7.25'
    >>> format_money(Money(Decimal("1.235"), "KWD"), "en").split()
    ['KWD', '1.235']
    """
    digits = _MINOR_DIGITS.get(money.currency, 2)
    amount = abs(money.amount)
    number = f"{amount.normalize():,f}" if digits is None else f"{amount:,.{digits}f}"
    symbols = _KOREAN_SYMBOLS if language == "ko" else _SYMBOLS
    sign = "-" if money.amount < 0 else ""
    if money.currency in symbols:
        return f"{sign}{symbols[money.currency]}{number}"
    code = "" if money.currency == DEFAULT_CURRENCY else f"{money.currency}\N{NO-BREAK SPACE}"
    return f"{sign}{code}{number}"
