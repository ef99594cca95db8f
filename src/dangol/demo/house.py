"""The house: three brands, six sources each, what they sell and for how much."""

import csv
from functools import cache
from importlib.resources import files

from dangol.demo.contracts import DemoBrand, DemoSource, Product
from dangol.kernel.event import Touchpoint

BRANDS = (
    DemoBrand("onggi", "Onggi", "옹기", "onggi.example", "kitchenware", "주방용품", "fridge"),
    DemoBrand(
        "sotbab", "Sotbab", "솥밥", "sotbab.example", "rice and meals", "쌀과 밥상", "cooker"
    ),
    DemoBrand("maru", "Maru", "마루", "maru.example", "furniture", "가구", "desk"),
)
BRAND_OF = {brand.slug: brand for brand in BRANDS}

_PLACES: dict[Touchpoint, tuple[str, bool]] = {
    "web": ("web", False),
    "app": ("app", False),
    "store": ("till", True),
    "call": ("calls", True),
    "email": ("mail", True),
    "device": ("", True),
}
"""Each touchpoint's word in a source's name, and whether it speaks with a server's secret key."""

WON_PER = {"EUR": 1480, "USD": 1390}
"""Rough rates; a foreign shop's prices end in .90."""


def source_name(brand: str, touchpoint: Touchpoint) -> str:
    """Return the name of a brand's source at a touchpoint.

    >>> source_name("sotbab", "device"), source_name("maru", "store")
    ('sotbab-cooker', 'maru-till')
    """
    word = _PLACES[touchpoint][0] or BRAND_OF[brand].appliance
    return f"{brand}-{word}"


def list_sources() -> list[DemoSource]:
    """Return every source that the demo speaks through."""
    return [
        DemoSource(source_name(brand.slug, touchpoint), touchpoint, brand.slug, secret)
        for brand in BRANDS
        for touchpoint, (_, secret) in _PLACES.items()
    ]


@cache
def catalogue(brand: str) -> tuple[Product, ...]:
    """Return what a brand sells."""
    text = (files("dangol.demo") / "catalogue" / f"{brand}.csv").read_text(encoding="utf-8")
    return tuple(
        Product(
            sku=row["sku"],
            brand=brand,
            category=row["category"],
            category_ko=row["category_ko"],
            name=row["name"],
            name_ko=row["name_ko"],
            krw=int(row["krw"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def appliances(brand: str) -> tuple[Product, ...]:
    """Return a brand's products that speak for themselves once they are plugged in."""
    wanted = {
        "onggi": ("ONG-501", "ONG-502"),
        "sotbab": ("SOT-601", "SOT-602"),
        "maru": ("MAR-401", "MAR-402"),
    }[brand]
    return tuple(product for product in catalogue(brand) if product.sku in wanted)


def price(product: Product, currency: str) -> int:
    """Return a price in the currency's smallest unit: won, cents.

    >>> jar = catalogue("onggi")[0]
    >>> price(jar, "KRW"), price(jar, "EUR")
    (39000, 2590)
    """
    if currency == "KRW":
        return product.krw
    return max(1, round(product.krw / WON_PER[currency])) * 100 - 10


def amount(minor: int, currency: str) -> int | float:
    """Return an amount as it stands in JSON: whole won, or a decimal number with cents.

    >>> amount(39000, "KRW"), amount(2590, "EUR")
    (39000, 25.9)
    """
    return minor if currency == "KRW" else minor / 100
