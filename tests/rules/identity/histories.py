"""A house without tables: events resolved in memory, batch by batch, for the tests of the rules."""

from collections.abc import Iterable, Sequence

from dangol.kernel.event import Event
from dangol.live.identity.contracts import Resolved
from dangol.live.identity.rules.believing import believe
from dangol.live.identity.rules.claims import claims_of
from dangol.live.identity.rules.policy import DEFAULT_RULES, IdentityRules
from dangol.live.identity.rules.resolution import Links, resolve


class History:
    """What resolving events one after another leads to."""

    def __init__(self, rules: IdentityRules = DEFAULT_RULES) -> None:
        self.rules = rules
        self.links = Links()
        self.resolved: list[Resolved] = []

    def hear(self, events: Iterable[Event]) -> list[Resolved]:
        """Resolve further events; offsets go on counting."""
        before = len(self.resolved)
        for offset, event in enumerate(events, before):
            belief = believe(event.realm, claims_of(event), self.rules)
            self.resolved.append(resolve(offset, belief, self.links, self.rules))
        return self.resolved[before:]

    def customers(self) -> list[int]:
        """Return whose each event is today, -1 for nobody's."""
        return [self.links.customers.get(found.strand, -1) for found in self.resolved]

    def refused(self) -> list[tuple[int, str, str]]:
        """Return offset, identifier and reason of what was set aside."""
        return [
            (r.offset, f"{r.identifier.type}:{r.identifier.value}", r.reason)
            for _, r in self.links.refusals
        ]


def customers_of(events: Sequence[Event]) -> list[int]:
    """Return whose each event is once all were heard."""
    history = History()
    history.hear(events)
    return history.customers()
