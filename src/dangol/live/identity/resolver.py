"""Who is it: a batch of events resolved against what is in memory, or else in the tables."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dangol.engines.database import Database
from dangol.kernel.event import Event
from dangol.live.identity import store
from dangol.live.identity.contracts import IdentityPlan
from dangol.live.identity.remembered import Remembered
from dangol.live.identity.rules.believing import Belief, believe
from dangol.live.identity.rules.claims import Claim, claims_of
from dangol.live.identity.rules.deliveries import delivery_of
from dangol.live.identity.rules.policy import DEFAULT_RULES, IdentityRules
from dangol.live.identity.rules.resolution import DUPLICATE, Links, Person, resolve

if TYPE_CHECKING:
    from dangol.live.identity.rules.duplicates import Duplicates

REMEMBERED = 500_000
REMEMBERED_BELIEFS = 50_000


class Resolver:
    """Plans whose events are whose, one batch after another in log order.

    Memory speaks as if every plan had been applied, and holds all that the last one wrote: that may
    be on its way to the tables still while the next is asked for, as ``Database.look_up`` allows.
    After a failed commit call ``forget_caches``.

    Args:
        database: holds the links; read where memory does not suffice.
        rules: limits, trust, blocked values.
    """

    def __init__(self, database: Database, rules: IdentityRules = DEFAULT_RULES) -> None:
        self._database = database
        self._rules = rules
        self._strands: Remembered[str, int] = Remembered(REMEMBERED)
        self._customers: Remembered[int, int] = Remembered(REMEMBERED)
        self._people: Remembered[int, Person] = Remembered(REMEMBERED)
        self._beliefs: Remembered[tuple[str, tuple[Claim, ...]], Belief] = Remembered(
            REMEMBERED_BELIEFS
        )
        self._duplicates: Duplicates | None = None

    def plan(self, events: Sequence[tuple[int, Event]]) -> IdentityPlan:
        """Tell whose each event is, and what must be written so that it stays so.

        Args:
            events: offset and event, in log order, from where the last plan ended.

        Returns:
            One answer an event; nothing is written yet.
        """
        if not events:
            return IdentityPlan([], [], [], [])
        duplicates = self._open_duplicates()
        known = duplicates.seen([delivery_of(event) for _, event in events], self._fetch_blocks)
        beliefs = [
            None if heard else self._believe(event)
            for (_, event), heard in zip(events, known, strict=True)
        ]
        links = self._gather(beliefs)
        resolved = [
            DUPLICATE if belief is None else resolve(offset, belief, links, self._rules)
            for (offset, _), belief in zip(events, beliefs, strict=True)
        ]
        self._remember(links)
        received = {offset: event.received for offset, event in events}
        writes = store.link_writes(links, received)
        writes += store.seen_writes(duplicates.take_writes(), events[0][0])
        return IdentityPlan(resolved, links.merges, [found for _, found in links.refusals], writes)

    def make_ready(self) -> None:
        """Load what the first plan would else wait for: NumPy, and what was heard lately."""
        self._open_duplicates()

    def forget_caches(self) -> None:
        """Forget all that is in memory, so that the next plan starts from what is committed."""
        self._strands.clear()
        self._customers.clear()
        self._people.clear()
        self._duplicates = None

    def _open_duplicates(self) -> "Duplicates":
        if self._duplicates is None:
            from dangol.live.identity.rules.duplicates import Duplicates  # NumPy: only to resolve

            self._duplicates = Duplicates(*store.list_seen(self._database))
        return self._duplicates

    def _fetch_blocks(self, numbers: list[int]) -> dict[int, bytes]:
        return store.list_blocks(self._database, numbers)

    def _believe(self, event: Event) -> Belief:
        claims = (event.realm, claims_of(event))
        belief = self._beliefs.get(claims)
        if belief is None:
            belief = believe(*claims, self._rules)
            self._beliefs.put(claims, belief)
        return belief

    def _gather(self, beliefs: Iterable[Belief | None]) -> Links:
        """Return what is known of all identifiers of a batch, with at most three queries."""
        links = Links()
        keys = dict.fromkeys(key for belief in beliefs if belief for key in belief.keys)
        missing = [key for key in keys if not self._recall(key, links)]
        if not missing:
            return links
        found = self._database.look_up(lambda session: store.find_links(session, missing))
        if not found:
            return links
        with self._database.read() as session:
            people = store.list_people(session, {customer for _, _, customer in found})
        for key, strand, customer in found:
            links.strands[key] = strand
            links.customers[strand] = customer
            self._strands.put(key, strand)
            self._customers.put(strand, customer)
        for customer, person in people.items():
            links.people[customer] = person
            self._people.put(customer, person)
        return links

    def _recall(self, key: str, links: Links) -> bool:
        strand = self._strands.get(key)
        if strand is None:
            return False
        customer = self._customers.get(strand)
        if customer is None:
            return False
        person = self._people.get(customer)
        if person is None:
            return False
        links.strands[key] = strand
        links.customers[strand] = customer
        links.people[customer] = person
        return True

    def _remember(self, links: Links) -> None:
        for key, strand in links.added:
            self._strands.put(key, strand)
        for strand in links.moved:
            self._customers.put(strand, links.customers[strand])
        for customer in links.met:
            self._people.put(customer, links.people[customer])
