"""The whole house in motion: every life, merged into one stream of acts in the order of time."""

import heapq
import itertools
from collections.abc import Iterator

from dangol.demo.contracts import Act
from dangol.demo.house import BRANDS
from dangol.demo.lives.crawlers import crawl
from dangol.demo.lives.life import Life
from dangol.demo.lives.personas import PERSONAS, family_member
from dangol.demo.people import dice, make_carrier, make_person
from dangol.kernel.clock import DAY

HISTORY_DAYS = 84
ALREADY_THERE = 0.3
"""Share of the people who knew the house before the history begins."""
SECOND_BRAND = 0.18
FAMILY_EVERY = 40
"""One in so many arrivals is a family around one tablet."""
CRAWLERS = 1
"""Machines a brand."""
FAMILY_SIZE = 3


def happen(seed: int, customers: int, start: int) -> Iterator[Act]:
    """Return what happens in the house from ``start`` on, in the order of time, without end.

    Args:
        seed: the same seed makes the same world.
        customers: how many people have come by the end of the history; then as many keep coming
            a day as before.
        start: µs.
    """
    order = itertools.count()  # ties break by who was there first, never by comparing acts
    waiting: list[tuple[int, int, Act, Iterator[Act]]] = []
    arrivals = _arrivals(seed, customers, start)
    newcomer = next(arrivals)

    def enter(life: Iterator[Act]) -> None:
        act = next(life, None)
        if act is not None:
            heapq.heappush(waiting, (act.at, next(order), act, life))

    for number, brand in enumerate(itertools.product(range(CRAWLERS), BRANDS)):
        enter(crawl(seed, number, brand[1].slug, start))
    while True:
        while newcomer[0] <= waiting[0][0]:
            for life in _lives(seed, *newcomer):
                enter(life)
            newcomer = next(arrivals)
        _, _, act, life = heapq.heappop(waiting)
        yield act
        enter(life)


def _arrivals(seed: int, customers: int, start: int) -> Iterator[tuple[int, int]]:
    """Return when each person comes, and their number, without end."""
    chance = dice(seed, "arrivals")
    first = int(customers * ALREADY_THERE)
    moments = sorted(start + int(chance.random() * 2 * DAY) for _ in range(first))
    for number, moment in enumerate(moments):
        yield moment, number
    a_day = max(0.01, (customers - first) / (HISTORY_DAYS - 2))
    at = start + 2 * DAY
    for number in itertools.count(first):
        at += int(chance.expovariate(a_day) * DAY)
        yield at, number


def _lives(seed: int, at: int, number: int) -> Iterator[Iterator[Act]]:
    """Return the lives that begin when a person comes: a brand's, perhaps two, or a family's."""
    chance = dice(seed, "arrival", number)
    brands = chance.sample([brand.slug for brand in BRANDS], 2)
    if number % FAMILY_EVERY == FAMILY_EVERY - 1:
        tablet = make_carrier("tablet", brands[0], chance)
        for member in range(FAMILY_SIZE):
            person = make_person(seed, 10_000_000 + number * FAMILY_SIZE + member)
            yield family_member(Life(seed, person, brands[0], at, shared=tablet))
        return
    person = make_person(seed, number)
    personas, weights = list(PERSONAS), list(PERSONAS.values())
    yield chance.choices(personas, weights)[0](Life(seed, person, brands[0], at))
    if chance.random() < SECOND_BRAND:
        later = at + int(chance.uniform(0, 20) * DAY)
        yield chance.choices(personas, weights)[0](Life(seed, person, brands[1], later))
