"""The folder: resolved events in, writes out; what it folds most often stays in memory."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence

from dangol.engines.database import Database, Writes
from dangol.live.profiles.batch import Batch, Joined, Row, restage
from dangol.live.profiles.contracts import FoldInput, ProfilePlan
from dangol.live.profiles.rules.lifecycle import Lifecycle, default_lifecycle
from dangol.live.profiles.rules.parsing import parse_lifecycle
from dangol.live.profiles.rules.views import heard_in
from dangol.live.profiles.store import (
    Known,
    Q,
    RulesRow,
    encode_stays,
    find_known,
    list_rules,
    list_sums,
)

MOST_KEPT = 10_000


class Folder:
    """Plans what events mean for profiles; it writes nothing itself.

    It remembers what it planned as if that were written. Where a plan is not committed, throw the
    folder away and open a new one.

    Args:
        database: where profiles are.
        most_kept: how many customers stay in memory between batches.
    """

    def __init__(self, database: Database, *, most_kept: int = MOST_KEPT) -> None:
        self._database = database
        self._most_kept = most_kept
        self._kept: OrderedDict[int, Known] = OrderedDict()
        with database.read() as session:
            self._rows = list_rules(session)
            self._sums = list_sums(session)
        self._rules = {brand: parse_lifecycle(row.text) for brand, row in self._rows.items()}

    def make_ready(self) -> None:
        """Read the lifecycle that the next new brand gets: its text takes a sixth of a second."""
        parse_lifecycle(default_lifecycle())

    def plan(
        self,
        inputs: Sequence[FoldInput],
        merges: Sequence[Joined],
        now: int,
        customer_of_strand: Mapping[int, int],
    ) -> ProfilePlan:
        """Fold a batch of events.

        Args:
            inputs: the events, in log order.
            merges: customers that were found to be one by this batch, in order.
            now: the instant in µs; rules that a brand takes up with its first event are in force
                since then.
            customer_of_strand: whose each strand is after the batch. A customer that is new
                with this batch bears the offset of one of its events.

        Returns:
            The customers that changed, and the writes.
        """
        writes = self._adopt({heard.event.brand for heard in inputs} - self._rules.keys(), now)
        concerned = {customer_of_strand[heard.strand] for heard in inputs}
        for merge in merges:
            concerned |= {merge.survivor, merge.loser}
        new = concerned & {heard.offset for heard in inputs}
        known = self._open(concerned - new) | {customer: Known({}, {}) for customer in new}
        batch = Batch(known, self._rules, self._sums)
        for merge in merges:
            batch.merge(merge)
        for heard in inputs:
            batch.fold(customer_of_strand[heard.strand], heard)
        writes += batch.finish()
        self._keep(known)
        return ProfilePlan(batch.changed, writes)

    def plan_lifecycle(self, brand: str, version: int, text: str, now: int) -> Writes:
        """Put a lifecycle in force; ``plan_restage`` then brings all customers to it.

        Raises:
            LifecycleInvalid: the text has faults.
        """
        self._rules[brand] = parse_lifecycle(text)
        self._rows[brand] = RulesRow(brand, version, text, now, -1, None)
        return [(Q.keep_lifecycle, [(brand, version, text, now, None)])]

    def plan_restage(self, now: int, limit: int) -> ProfilePlan:
        """Bring the next customers to the rules in force; without writes where all are.

        Args:
            now: the instant in µs, noted where a brand is finished.
            limit: the most customers to take.
        """
        waiting = next((row for row in self._rows.values() if row.restaged is None), None)
        if waiting is None:
            return ProfilePlan([], [])
        brand = waiting.brand
        with self._database.read() as session:
            rows = session.rows(
                Q.list_present, brand=brand, customer=waiting.restaged_through, most=limit
            )
        customers = [row[0] for row in rows]
        ended: list[Row] = []
        stays: list[Row] = []
        opened = self._open(customers)
        changed = [
            customer
            for customer, known in opened.items()
            for heard in [heard_in(known.facts, brand)]
            if restage(customer, brand, known, heard, self._rules[brand], ended, stays)
        ]
        through = customers[-1] if customers else waiting.restaged_through
        restaged = None if len(customers) == limit else now
        self._rows[brand] = RulesRow(
            brand, waiting.version, waiting.text, waiting.since, through, restaged
        )
        writes: Writes = [
            (Q.drop_stay, ended),
            (Q.keep_stay, stays),
            (Q.keep_stays, [(encode_stays(opened[c].stays), c) for c in changed]),
            (Q.keep_restaging, [(through, restaged, brand)]),
        ]
        return ProfilePlan(changed, writes)

    def _adopt(self, brands: Iterable[str], now: int) -> Writes:
        """Give brands that are heard for the first time the lifecycle that Dangol ships.

        It is written down, so that a later release with another default moves nobody.
        """
        text = default_lifecycle()
        rules: Lifecycle = parse_lifecycle(text)
        rows: list[Row] = []
        for brand in sorted(brands):
            self._rules[brand] = rules
            self._rows[brand] = RulesRow(brand, 0, text, now, -1, now)
            rows.append((brand, 0, text, now, now))
        return [(Q.keep_lifecycle, rows)]

    def _open(self, customers: Collection[int]) -> dict[int, Known]:
        """Return customers from memory or from the database; one that is in neither is empty."""
        missing = sorted(set(customers) - self._kept.keys())
        found: dict[int, Known] = {}
        if missing:
            with self._database.read() as session:
                found = find_known(session, missing)
        return {
            customer: self._kept.get(customer) or found.get(customer) or Known({}, {})
            for customer in customers
        }

    def _keep(self, known: Mapping[int, Known]) -> None:
        for customer, found in known.items():
            if found.facts:
                self._kept[customer] = found
                self._kept.move_to_end(customer)
            else:
                self._kept.pop(customer, None)
        while len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
