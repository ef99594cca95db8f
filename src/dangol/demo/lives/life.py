"""One person's life with one brand, and the scenes in which they act."""

import random
from collections.abc import Sequence
from typing import TypeVar

from dangol.demo.contracts import Act, Carrier, CarrierKind, Details, Person
from dangol.demo.people import dice, make_carrier
from dangol.kernel.clock import DAY, HOUR, MINUTE, SECOND
from dangol.kernel.event import EventType, Touchpoint

Choice = TypeVar("Choice")

HOURS = (1, 1, 0, 0, 0, 1, 2, 4, 6, 7, 8, 8, 10, 8, 7, 7, 7, 8, 9, 11, 14, 15, 11, 5)
"""How lively each hour of a local day is: lunch, and the evening on the sofa."""
OPENING_HOURS = (0,) * 10 + (4, 6, 8, 7, 8, 9, 9, 10, 9, 6) + (0,) * 4

_CARRIED: dict[Touchpoint, CarrierKind] = {"web": "browser", "app": "phone", "device": "appliance"}
_SYSTEM = Carrier("system", "", "", "", "", "", "")


class Life:
    """One person with one brand: what they carry, where they are known, what time it is for them.

    Args:
        seed: the world's.
        person: who.
        brand: the brand's slug.
        at: when this life with the brand begins, µs.
        shared: a carrier that the whole family uses in place of its own browsers and phones.
    """

    def __init__(
        self, seed: int, person: Person, brand: str, at: int, shared: Carrier | None = None
    ) -> None:
        self.person = person
        self.brand = brand
        self.at = at
        self.chance: random.Random = dice(seed, "life", person.number, brand)
        self.known_at: set[Touchpoint] = set()
        self.orders = 0
        self.shared = shared
        self._carriers: dict[Touchpoint, Carrier] = {}

    def carrier(self, touchpoint: Touchpoint) -> Carrier:
        """Return what speaks for the person at a touchpoint."""
        kind = _CARRIED.get(touchpoint)
        if kind is None:
            return _SYSTEM
        if self.shared is not None and touchpoint != "device":
            return self.shared
        if touchpoint not in self._carriers:
            self._carriers[touchpoint] = make_carrier(kind, self.brand, self.chance)
        return self._carriers[touchpoint]

    def wait(self, days: float, hours: Sequence[int] = HOURS) -> None:
        """Let about so many days pass, until an hour at which people are up."""
        later = self.at + int(self.chance.uniform(0.6, 1.4) * days * DAY)
        shift = self.person.zone_minutes * MINUTE
        midnight = (later + shift) // DAY * DAY - shift
        hour = self.chance.choices(range(24), hours)[0]
        moment = midnight + hour * HOUR + self.chance.randrange(HOUR)
        while moment <= self.at:
            moment += DAY
        self.at = moment

    def happens(self, share: float) -> bool:
        """Tell by chance whether something happens that happens in such a share of cases."""
        return self.chance.random() < share

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """Return one of some things."""
        return self.chance.choice(choices)

    def number(self, prefix: str) -> str:
        """Return a number of an order or a case, as shops print it."""
        return f"{prefix}-{self.chance.randint(10_000_000, 99_999_999)}"


class Scene:
    """One visit at one touchpoint: acts follow each other within seconds and minutes.

    Args:
        life: whose.
        touchpoint: where.
        delay: how long the carrier is offline, µs: everything of this scene arrives that late.
    """

    def __init__(self, life: Life, touchpoint: Touchpoint, delay: int = 0) -> None:
        self.life = life
        self.touchpoint = touchpoint
        self._delay = delay

    def act(
        self,
        call: EventType,
        name: str,
        properties: Details | None = None,
        traits: Details | None = None,
        *,
        pause: tuple[int, int] = (4, 70),
    ) -> Act:
        """Return one act; the person's time moves on by some seconds (``pause``) before it."""
        life = self.life
        life.at += life.chance.randint(pause[0] * SECOND, pause[1] * SECOND)
        return Act(
            at=life.at,
            brand=life.brand,
            touchpoint=self.touchpoint,
            call=call,
            name=name,
            person=life.person,
            carrier=life.carrier(self.touchpoint),
            known=self.touchpoint in life.known_at,
            properties=properties or {},
            traits=traits or {},
            delay=self._delay,
        )

    def track(
        self, name: str, properties: Details | None = None, pause: tuple[int, int] = (4, 70)
    ) -> Act:
        """Return a track call."""
        return self.act("track", name, properties, pause=pause)
