"""Numbers planted for tests: cards and resident numbers in twenty spellings, and what is alike."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

CARDS = (
    "4111111111111111",
    "4012888888881881",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "30569309025904",
    "38520000023237",
    "6011111111111117",
    "3530111333300000",
    "6200000000000005",
    "6205500000000000004",
    "6759649826438453",
    "9445410000000005",
)

LOOK_ALIKES = (
    "1712345678901",
    "1790000000000",
    "1790000000000000",
    "2026112512345671",
    "20261125123456",
    "2611251234567890",
    "2611250000123",
    "8801234567893",
    "4901234567894",
    "010-1234-5678",
    "+82 10-1234-5678 02-123-4567",
    "37.56653 126.97796",
    "0.4111111111111111",
    "192.168.100.200 8080 52.114.128.8",
    "550e8400-e29b-41d4-a716-446655440000",
    "3f4111111111111111ab98c0ffee0012deadbeef",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0.6778.86 Safari/537.36",
    "2026-11-25 09:00:00.123 2026-11-26 10:11:12",
    "4111111111111112",
    "41111111111111111111111",
    "110-123-456789",
)

Event = dict[str, Any]


@dataclass(frozen=True)
class Spelling:
    """One way to write a number into an event: its name, what it is, how it is put there."""

    name: str
    kind: str
    put: Callable[[Event], Event]

    def event(self, bare: Event) -> Event:
        return self.put(bare)


def _value(name: str, kind: str, value: Any) -> Spelling:
    return Spelling(name, kind, lambda bare: {**bare, "properties": {"note": value}})


def _with(name: str, kind: str, **fields: Any) -> Spelling:
    return Spelling(name, kind, lambda bare: {**bare, **fields})


SPELLINGS = (
    _value("plain", "card", "4111111111111111"),
    _value("as a number", "card", 5555555555554444),
    _value("spaced", "card", "4111 1111 1111 1111"),
    _value("dashed", "card", "4111-1111-1111-1111"),
    _value("dotted", "card", "5555.5555.5555.4444"),
    _value("full-width", "card", "４１１１－１１１１－１１１１－１１１１"),
    _value("with dashes of typography", "card", "4111–1111—1111−1111"),
    _value("with blanks that do not break", "card", "4111\u00a01111\u20091111\u30001111"),
    _value("with nothing visible between", "card", "4111\u200b1111\u200b1111\u200b1111"),
    _value("over lines", "card", "4111\n1111\r\n1111\t1111"),
    _value("digit by digit", "card", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
    _value("in Arabic digits", "card", "٤١١١١١١١١١١١١١١١"),
    _value("in circles", "card", "④①①①①①①①①①①①①①①①"),
    _value("in a URL", "card", "https://shop.example/pay?card=4111%201111%201111%201111&ok=1"),
    _value("in a URL, digits escaped", "card", "/pay?c=%34%31%31%31111111111111"),
    _value("nested", "card", [{"a": [{"b": {"c": ["x", "3782 822463 10005"]}}]}]),
    _value("as JSON in a text", "card", '{"card": "4111 1111 1111 1111"}'),
    _value("among words", "card", "카드번호5555555555554444로 결제"),
    _with("in a key", "card", properties={"5555 5555 5555 4444": True}),
    _with("in the name of the event", "card", event="Paid with 4111-1111-1111-1111"),
    _with("in the user agent", "card", context={"userAgent": "App/1.0 4111111111111111"}),
    _with("in an e-mail address", "card", context={"traits": {"email": "4111111111111111@x.org"}}),
    _with("as an id", "card", messageId="4111111111111111", userId="5555555555554444"),
    _with("in a refused event", "card", userId=["4111 1111 1111 1111"]),
    _value("resident", "resident", "900101-1234567"),
    _value("resident, bare", "resident", "9001011234567"),
    _value("resident, of a foreigner", "resident", "850101-5234567"),
    _value("resident, full-width", "resident", "９００１０１－１２３４５６７"),
    _value("resident, spaced", "resident", "900101 - 1234567"),
    _value("resident, as a number", "resident", 9001011234567),
    _value("resident, in a URL", "resident", "/join?rrn=900101%2D1234567"),
    _with("resident, in a key", "resident", properties={"900101-1234567": 1}),
    _with("resident, in a refused event", "resident", userId=["900101-1234567"]),
)


def order_numbers(dice: random.Random, count: int) -> Iterator[int]:
    """Return numbers as shops give them, and times in milliseconds, by turns."""
    for number in range(count):
        day = f"{dice.randint(20, 26):02}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
        kind = number % 4
        if kind == 0:
            yield dice.randint(1_400_000_000_000, 1_999_999_999_999)
        elif kind == 1:
            yield int(f"20{day}{dice.randrange(10**8):08}")
        elif kind == 2:
            yield int(f"{day}{dice.randrange(10**10):010}")
        else:
            yield int(f"1{dice.randrange(10**15):015}")
