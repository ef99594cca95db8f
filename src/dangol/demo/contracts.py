"""The demo's words: who acts, what they do, and what is sent of it."""

from typing import Literal

import msgspec

from dangol.kernel.event import EventType, Touchpoint

CarrierKind = Literal["browser", "phone", "tablet", "appliance", "system"]
Details = dict[str, object]
"""Properties or traits as they will stand in JSON."""


class DemoBrand(msgspec.Struct, frozen=True):
    """One brand of the house, and what its appliance is called in events."""

    slug: str
    name: str
    name_ko: str
    host: str
    trade: str
    trade_ko: str
    appliance: str


class DemoSource(msgspec.Struct, frozen=True):
    """One source that the demo needs; ``secret`` where a server speaks."""

    name: str
    touchpoint: Touchpoint
    brand: str
    secret: bool


class Product(msgspec.Struct, frozen=True):
    """One product of a catalogue, priced in won."""

    sku: str
    brand: str
    category: str
    category_ko: str
    name: str
    name_ko: str
    krw: int


class Carrier(msgspec.Struct, frozen=True):
    """What speaks for a person: their browser, phone, tablet, appliance, or a company's system.

    ``skew`` is how far its clock is ahead, µs.
    """

    kind: CarrierKind
    id: str
    maker: str
    model: str
    system: str
    version: str
    agent: str
    skew: int = 0


class Person(msgspec.Struct, frozen=True):
    """One simulated human being."""

    number: int
    user_id: str
    given: str
    family: str
    latin: str
    email: str
    phone: str | None
    country: str
    locale: str
    currency: str
    zone: str
    zone_minutes: int
    city: str
    street: str
    postal_code: str
    birth_year: int

    @property
    def korean(self) -> bool:
        """Tell whether this person reads Korean."""
        return self.country == "KR"

    @property
    def name(self) -> str:
        """Return the name as this person writes it."""
        return f"{self.family}{self.given}" if self.korean else f"{self.given} {self.family}"


class Act(msgspec.Struct, frozen=True, gc=False):
    """One thing that a person does at one touchpoint of one brand.

    ``known`` tells that the touchpoint knows who it is. ``delay`` is how long the carrier keeps
    the event to itself before it can send, µs.
    """

    at: int
    brand: str
    touchpoint: Touchpoint
    call: EventType
    name: str
    person: Person
    carrier: Carrier
    known: bool
    properties: Details
    traits: Details
    delay: int = 0


class Parcel(msgspec.Struct, frozen=True):
    """One HTTP request, ready to be sent: whose key, where to, what."""

    source: str
    path: str
    headers: dict[str, str]
    body: bytes
    events: int


class Tally(msgspec.Struct):
    """What has been sent, how it was answered: events sent, refused; requests made, failed."""

    sent: int = 0
    refused: int = 0
    requests: int = 0
    failed: int = 0
