"""How many names of events one source may bring up in a day, so that none floods the house.

A name with a number or an id in it makes a new name of every event: reports drown in them, and
whoever counts by name grows without bound. What is known goes on whatever floods in beside it.
"""

from collections.abc import Iterable

from dangol.kernel.clock import DAY
from dangol.kernel.event import Event
from dangol.live.collect.rules.refusals import EventRefused

MOST_NAMES = 2_000
"""Names of tracked events that a source may send in a day (UTC) unless it says otherwise."""
REMEMBERED_DAYS = 4
"""So many days' worth of names are known at most, which bounds a flood that goes on for weeks."""


class Names:
    """The names that one source sent today, and those that it is known by from the days before.

    Args:
        most: how many names it may send in a day; names of the days before go on beyond it.
        day: days since 1970 (UTC).
        today: names that it sent this day already.
        before: names of the days before.
    """

    def __init__(
        self,
        most: int = MOST_NAMES,
        day: int = 0,
        today: Iterable[str] = (),
        before: Iterable[str] = (),
    ) -> None:
        self.most = most
        self._ends = (day + 1) * DAY
        self._today = dict.fromkeys(today)
        self._before = dict.fromkeys(before)

    def __len__(self) -> int:
        """Return how many names are remembered."""
        return len(self._today) + len(self._before)

    def admit(self, event: Event) -> None:
        """Let a tracked event in by its name, and remember the name.

        Raises:
            EventRefused: the name is new, and the source has sent its names of today.
        """
        if event.type != "track":
            return
        if event.received >= self._ends:
            self._turn(event.received // DAY)
        name = event.name
        if name in self._today:
            return
        if name in self._before:
            del self._before[name]
        elif len(self._today) >= self.most:
            raise EventRefused("too_many_names")
        self._today[name] = None

    def _turn(self, day: int) -> None:
        """Begin a new day; the names of the last one are known, the oldest are forgotten."""
        known = [*self._today, *self._before][: self.most * REMEMBERED_DAYS]
        self._ends, self._today, self._before = (day + 1) * DAY, {}, dict.fromkeys(known)
