"""A resolver on a real database, as the trip uses it: plan, commit, plan."""

from collections.abc import Iterable

from dangol.engines.database import Database
from dangol.kernel.event import Event
from dangol.live.identity.api import Resolver
from dangol.live.identity.contracts import IdentityPlan


class House:
    """Hears events in log order; offsets go on counting."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.head = 0
        self.resolver = Resolver(database)

    def plan(self, events: Iterable[Event]) -> IdentityPlan:
        """Plan a batch without committing it."""
        return self.resolver.plan(list(enumerate(events, self.head)))

    def hear(self, *events: Event) -> IdentityPlan:
        """Plan a batch and commit it."""
        plan = self.plan(events)
        with self.database.write() as session:
            session.apply(plan.writes)
        self.head += len(events)
        return plan

    def restart(self) -> None:
        """Throw away all that is in memory."""
        self.resolver = Resolver(self.database)
