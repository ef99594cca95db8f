"""A profile made ready for the 360 page; personal data masked where it must be."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.kernel.masking import mask_identifier, mask_text
from dangol.live.profiles.contracts import STAGES, Lifetime, Profile, StageFact, TraitFact
from dangol.registry.access.contracts import Brand
from dangol.studio.customers.listing import call_customer
from dangol.studio.customers.personal import mask_trait
from dangol.studio.customers.sentences import DETAILS, spread_name
from dangol.studio.customers.words import Money, Words, format_money, note, say

IDENTIFIER_NAMES: dict[str, str | Promise] = {
    "user_id": _("User id"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "anonymous_id": _("Browser"),
    "device_id": _("Device"),
    "loyalty_id": _("Loyalty card"),
}
SHORT_VALUE = 120
"""A trait's value longer than this is unfolded on demand."""


class Portrait(msgspec.Struct, frozen=True):
    """All that the upper part of the page shows."""

    label: str
    brands: list[Brand]
    identifiers: list[dict[str, Any]]
    stages: list[dict[str, Any]]
    orders: int
    revenue: list[str]
    traits: list[dict[str, Any]]


def paint(profile: Profile, brands: Sequence[Brand], language: str, *, masked: bool) -> Portrait:
    """Return a profile as it is shown.

    Args:
        profile: as the viewer may see it.
        brands: those in view, in the order in which they are shown.
        language: of values such as money, ``en`` or ``ko``.
        masked: whether personal data is hidden from the viewer.
    """
    heard = {fact.brand for fact in profile.touchpoints}
    names = {brand.slug: brand.name for brand in brands}
    return Portrait(
        label=call_customer(profile.label, masked=masked),
        brands=[brand for brand in brands if brand.slug in heard],
        identifiers=_identifiers(profile, masked=masked),
        stages=[
            _stage(brand, profile.stages[brand.slug], profile.lifetime.get(brand.slug), language)
            for brand in brands
            if brand.slug in profile.stages
        ],
        orders=sum(lifetime.orders for lifetime in profile.lifetime.values()),
        revenue=_revenue(profile.lifetime.values(), language),
        traits=[
            _trait(fact, names.get(fact.brand, fact.brand), language, masked=masked)
            for fact in _sorted(profile.traits.values())
        ],
    )


def choose_zone(profile: Profile, brands: Sequence[Brand], chosen: Brand | None) -> ZoneInfo:
    """Return the zone of the chosen brand, else of the one the customer has most to do with."""
    events: dict[str, int] = {}
    for fact in profile.touchpoints:
        events[fact.brand] = events.get(fact.brand, 0) + fact.events
    return ZoneInfo((chosen or max(brands, key=lambda each: events.get(each.slug, 0))).zone)


def _identifiers(profile: Profile, *, masked: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": IDENTIFIER_NAMES.get(fact.type, fact.type),
            "value": mask_identifier(fact.type, fact.value) if masked else fact.value,
            "first_seen": fact.first_seen,
            "source": fact.source,
        }
        for fact in profile.identifiers
    ]


def _stage(
    brand: Brand, fact: StageFact, lifetime: Lifetime | None, language: str
) -> dict[str, Any]:
    return {
        "brand": brand,
        "fact": fact,
        "steps": [
            {
                "stage": stage,
                "reached": fact.milestones.get(stage),
                "current": stage == fact.current,
            }
            for stage in STAGES
        ],
        "orders": lifetime.orders if lifetime else 0,
        "revenue": _revenue([lifetime], language) if lifetime else [],
    }


def _revenue(lifetimes: Iterable[Lifetime], language: str) -> list[str]:
    sums: dict[str, Decimal] = {}
    for lifetime in lifetimes:
        for currency, amount in lifetime.revenue.items():
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    return [format_money(Money(sums[currency], currency), language) for currency in sorted(sums)]


def _sorted(facts: Iterable[TraitFact]) -> list[TraitFact]:
    order = {name: place for place, name in enumerate(DETAILS)}
    return sorted(facts, key=lambda f: (order.get(spread_name(f.name), len(order)), f.name))


def _trait(fact: TraitFact, brand: str, language: str, *, masked: bool) -> dict[str, Any]:
    name = mask_text(fact.name) if masked else fact.name
    value = mask_trait(fact.name, fact.value) if masked else fact.value
    text = _text(value, language)
    return {
        "name": _name(name, language),
        "key": name,
        "brand": brand,
        "text": text[:SHORT_VALUE].rstrip() + "…" if len(text) > SHORT_VALUE else text,
        "whole": _whole(value, text),
        "fact": fact,
    }


def _name(name: str, language: str) -> str:
    known = DETAILS.get(spread_name(name))
    told = say(Words(known), language) if known else spread_name(name)
    return told[:1].upper() + told[1:]


def _text(value: object, language: str) -> str:
    """Return a value on one line; of a list or an object what is in it."""
    if isinstance(value, dict):
        return ", ".join(_text(part, language) for part in value.values() if part is not None)
    if isinstance(value, list):
        return ", ".join(_text(part, language) for part in value)
    if isinstance(value, bool):
        return say(Words(note("yes") if value else note("no")), language)
    return str(value)


def _whole(value: object, text: str) -> str:
    """Return all of a value, where the line does not tell it all."""
    if isinstance(value, dict | list):
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return text if len(text) > SHORT_VALUE else ""
