"""What goes wrong between a customer and a collector: faulty events, broken requests, resends."""

import random
from collections.abc import Callable

from dangol.demo.contracts import Details, Parcel

FAULTY_EVENTS = 0.003
"""Share of events that a programmer got wrong."""
RESENT = 0.015
"""Share of requests that are sent twice, since the answer to the first was lost."""
BROKEN = 0.004
"""Share of requests that were cut off on their way."""

_FAULTS: tuple[Callable[[Details], Details], ...] = (
    lambda event: {**event, "userId": None, "anonymousId": None, "context": {}, "traits": {}},
    lambda event: {**event, "type": "track", "event": ""},
    lambda event: {**event, "timestamp": "yesterday"},
    lambda event: {**event, "timestamp": "1970-01-01T00:00:00Z"},
    lambda event: {**event, "properties": ["price", 39000]},
    lambda event: {**event, "type": "purchase"},
    lambda event: {**event, "userId": {"id": 7}},
    lambda event: {**event, "properties": {"note": "무" * 20_000}},
)


def spoil(event: Details, chance: random.Random) -> Details:
    """Return an event with one of the faults that programmers make; it will be refused."""
    faulty = chance.choice(_FAULTS)(event)
    return {**faulty, "messageId": f"{event['messageId']}-faulty"}


def disturb(parcels: list[Parcel], chance: random.Random) -> list[Parcel]:
    """Return requests as they arrive: some twice, some cut off too, neighbours out of order."""
    arriving: list[tuple[float, Parcel]] = []
    for place, parcel in enumerate(parcels):
        arriving.append((place + chance.uniform(0, 3), parcel))
        if chance.random() < RESENT:
            arriving.append((place + chance.uniform(5, 20), parcel))
        if chance.random() < BROKEN:
            arriving.append((place, _cut(parcel)))
    return [parcel for _, parcel in sorted(arriving, key=lambda moment: moment[0])]


def _cut(parcel: Parcel) -> Parcel:
    return Parcel(
        parcel.source, parcel.path, parcel.headers, parcel.body[: len(parcel.body) // 2], 0
    )
