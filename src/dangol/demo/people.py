"""People and what they carry, made by number: the same seed always makes the same person."""

import csv
import random
import unicodedata
import uuid
from functools import cache
from importlib.resources import files

from dangol.demo.census import (
    FAMILIES,
    FOREIGN,
    GIVEN,
    STREETS,
    STREETS_KR,
    ZONES,
    fictional_phone,
)
from dangol.demo.contracts import Carrier, CarrierKind, Person
from dangol.kernel.clock import HOUR, MINUTE

MAIL_DOMAINS = ("example.com", "example.org", "example.net")
COUNTRIES = ("KR",) * 16 + ("US", "US", "DE", "FR")
SKEWS = (0,) * 40 + (26 * HOUR, -3 * HOUR, 7 * MINUTE)
"""How far clocks are ahead: one in fifteen is wrong, and some of them by more than a day."""

_PHONES = (
    ("samsung", "SM-S931N", "Android", "16"),
    ("samsung", "SM-A556S", "Android", "15"),
    ("samsung", "SM-F956N", "Android", "16"),
    ("Apple", "iPhone17,1", "iOS", "26.1"),
    ("Apple", "iPhone15,4", "iOS", "18.7"),
)
_TABLETS = (("Apple", "iPad14,8", "iOS", "26.1"), ("samsung", "SM-X810", "Android", "16"))
_APPLIANCES = {
    "onggi": ("Onggi", "OF-180", "onggi-rtos", "3.2.1"),
    "sotbab": ("Sotbab", "S6-IH", "sot-os", "2.8.0"),
    "maru": ("Maru", "DESK-160", "maru-os", "1.4.7"),
}


def dice(seed: int, *names: object) -> random.Random:
    """Return a source of chance of its own for a thing: independent of all others, repeatable."""
    return random.Random("/".join(map(str, (seed, *names))))


def make_person(seed: int, number: int) -> Person:
    """Return the person of a number.

    >>> make_person(1, 5) == make_person(1, 5)
    True
    """
    chance = dice(seed, "person", number)
    country = chance.choice(COUNTRIES)
    family, given, latin = _name(country, chance)
    zone, minutes, currency, locale = ZONES[country]
    town, street, postal = chance.choice(STREETS_KR if country == "KR" else STREETS[country])
    return Person(
        number=number,
        user_id=f"H{200_000 + number * 7}",
        given=given,
        family=family,
        latin=latin,
        email=f"{latin}{number}@{chance.choice(MAIL_DOMAINS)}",
        phone=fictional_phone(country, number),
        country=country,
        locale=locale,
        currency=currency,
        zone=zone,
        zone_minutes=minutes,
        city=town,
        street=f"{street} {chance.randint(1, 380)}",
        postal_code=f"{postal}{chance.randint(0, 999):03}",
        birth_year=chance.randint(1948, 2006),
    )


@cache
def browsers() -> tuple[tuple[str, str, str], ...]:
    """Return the browsers that people use: system, its version, user agent."""
    text = (files("dangol.demo") / "agents.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((row["system"], row["version"], row["agent"]) for row in rows)


def make_carrier(kind: CarrierKind, brand: str, chance: random.Random) -> Carrier:
    """Return something that speaks for a person at one brand, with a fresh id."""
    skew = chance.choice(SKEWS)
    if kind == "appliance":
        maker, model, system, version = _APPLIANCES[brand]
        serial = f"{brand[:2].upper()}{chance.randint(10**9, 10**10 - 1)}"
        return Carrier(kind, serial, maker, model, system, version, "", 0)
    if kind == "browser":
        system, version, agent = chance.choice(browsers())
        return Carrier(kind, fresh_uuid(chance), "", "", system, version, agent, skew)
    maker, model, system, version = chance.choice(_TABLETS if kind == "tablet" else _PHONES)
    agent = f"{brand}/5.12 ({model}; {system} {version})"
    return Carrier(kind, fresh_uuid(chance), maker, model, system, version, agent, skew)


def fresh_uuid(chance: random.Random) -> str:
    """Return a random UUID as browsers and phones make them."""
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _name(country: str, chance: random.Random) -> tuple[str, str, str]:
    if country == "KR":
        family, family_latin = chance.choice(FAMILIES)
        given, given_latin = chance.choice(GIVEN)
    else:
        givens, families = FOREIGN[country]
        given = given_latin = chance.choice(givens)
        family = family_latin = chance.choice(families)
    return family, given, f"{_plain(given_latin)}.{_plain(family_latin)}"


def _plain(name: str) -> str:
    """Return a name in the letters of a mail address."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss").replace("ı", "i"))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
