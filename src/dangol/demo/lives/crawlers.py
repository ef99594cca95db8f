"""Machines that read the site: many pages, no purchase, a new cookie each time."""

from collections.abc import Iterator

from dangol.demo.contracts import Act, Carrier
from dangol.demo.lives import doings
from dangol.demo.lives.life import Life
from dangol.demo.people import fresh_uuid, make_person

AGENTS = (
    "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://search.example/bot)",
    "PriceWatch/1.4 (+https://prices.example)",
    "python-requests/2.34.2",
)
FIRST_MACHINE = 900_000_000
"""Numbers of machines begin here, so that they meet no person's."""


def crawl(seed: int, number: int, brand: str, at: int) -> Iterator[Act]:
    """Read a brand's site every few days, without end."""
    life = Life(seed, make_person(seed, FIRST_MACHINE + number), brand, at)
    agent = AGENTS[number % len(AGENTS)]
    while True:
        cookie = fresh_uuid(life.chance)
        life.shared = Carrier("browser", cookie, "", "", "Linux", "", agent)
        life.wait(5)
        yield from doings.look_around(life, 12)
