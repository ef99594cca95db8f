"""One event as one plain sentence, such as: Bought for ₩42,000 (3 items) in the Onggi web shop.

Pure: an event and the brand's name go in, a sentence with values comes out, and ``words.say`` tells
it in English or Korean.
"""

from dangol.kernel.event import Event
from dangol.kernel.money import DEFAULT_CURRENCY
from dangol.studio.customers.event_values import (
    FINDERS,
    Properties,
    clip,
    find_group,
    find_page,
    find_text,
    read_object,
)
from dangol.studio.customers.sentences import (
    BY_CALL,
    BY_EVENT,
    PLACES,
    find_places,
    spread_name,
)
from dangol.studio.customers.words import Money, Value, Words


def tell(event: Event, brand_name: str) -> Words:
    """Return an event as a plain sentence.

    Args:
        event: as it stands in the log.
        brand_name: the brand's name as people read it.
    """
    properties = read_object(event.traits if event.type == "identify" else event.properties)
    brand = clip(brand_name)
    for sentence in _candidates(event):
        values = _fill(find_places(sentence), event, properties, brand)
        if values is not None:
            return Words(sentence, values)
    return Words(PLACES[event.touchpoint], {"brand": brand})  # an event without even a name


def _candidates(event: Event) -> tuple[str, ...]:
    named = BY_EVENT.get(spread_name(event.name), ()) if event.type == "track" else ()
    return named + BY_CALL[event.type]


def _fill(
    places: list[str], event: Event, properties: Properties, brand: str
) -> dict[str, Value] | None:
    values: dict[str, Value] = {}
    for place in places:
        value = _find(place, event, properties, brand)
        if value is None:
            return None
        values[place] = value
    return values


def _find(place: str, event: Event, properties: Properties, brand: str) -> Value | None:
    match place:
        case "brand":
            return brand
        case "place":
            return Words(PLACES[event.touchpoint], {"brand": brand})
        case "event":
            return find_text(event.name)
        case "page":
            return find_text(event.name) or find_page(properties)
        case "group":
            return find_group(read_object(event.traits)) or find_text(event.group_id)
    value = FINDERS[place](properties)
    if isinstance(value, Money) and value.currency == DEFAULT_CURRENCY:
        return Money(value.amount, event.currency)
    return value
