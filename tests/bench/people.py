"""Generated events for benchmarks: many people or few, always the same for a seed."""

import random
from collections.abc import Iterator

import msgspec

from dangol.kernel.clock import DAY, MINUTE
from dangol.kernel.event import Event, encode_entry

NAMES = (
    "Product Viewed",
    "Product List Viewed",
    "Product Added",
    "Cart Viewed",
    "Order Completed",
    "Application Opened",
    "Email Opened",
)
PAGE = b'{"page":{"path":"/academy/","url":"https://shop.example/academy/"},"locale":"ko-KR"}'


def generate(
    events: int,
    people: int,
    *,
    seed: int,
    start: int,
    days: int = 60,
    skew: float = 0.0,
    source: str = "shop",
) -> Iterator[Event]:
    """Yield events of a crowd.

    Args:
        events: how many.
        people: of how many people; without skew each in turn.
        seed: of the random numbers.
        start: instant of the first event, µs; the rest follow.
        days: over how many days.
        skew: 0 spreads evenly; above, person k gets a share like k to the power of minus skew.
        source: name of the source, also of the brand.
    """
    rnd = random.Random(seed)
    step = max(days * DAY // max(events, 1), 1)
    for number in range(events):
        who = int(people * rnd.random() ** (1 + 4 * skew)) if skew else number % people
        name = NAMES[rnd.randrange(len(NAMES))]
        bought = name == "Order Completed"
        properties = (
            f'{{"total":{rnd.randrange(1000, 90000)},"currency":"KRW","order_id":"o{number}"}}'
            if bought
            else f'{{"product_id":"p-{number % 97}","name":"Brass spoon","price":18.99}}'
        )
        at = start + number * step
        yield Event(
            type="track",
            name=name,
            message_id=f"{seed}-{number}",
            source=source,
            touchpoint="web",
            brand=source,
            at=at,
            received=at + MINUTE,
            user_id=f"user-{who}" if who % 3 else None,
            anonymous_id=f"anon-{who}",
            properties=msgspec.Raw(properties.encode()),
            context=msgspec.Raw(PAGE),
        )


def encoded(events: Iterator[Event]) -> list[bytes]:
    """Return events as they stand in the log."""
    return [encode_entry(event) for event in events]
