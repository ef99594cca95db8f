"""One batch of events as it changes customers, and the writes that this means."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from operator import eq
from typing import Protocol

import msgspec

from dangol.engines.database import Writes
from dangol.live.profiles.contracts import FoldInput
from dangol.live.profiles.rules.facts import SourceFacts, encode_facts, fold
from dangol.live.profiles.rules.lifecycle import NEVER, Lifecycle
from dangol.live.profiles.rules.people import is_known, search_text
from dangol.live.profiles.rules.saying import ORDER
from dangol.live.profiles.rules.stages import chart
from dangol.live.profiles.rules.tally import Sum, revenue_text
from dangol.live.profiles.rules.views import brands_in, heard_in
from dangol.live.profiles.store import Known, Q, encode_stays, stay_rows

Row = tuple[object, ...]


class Joined(Protocol):
    """Two customers found to be one."""

    @property
    def survivor(self) -> int:
        """The customer that goes on."""

    @property
    def loser(self) -> int:
        """The customer that became part of it."""


class Change(msgspec.Struct, gc=False):
    """What a batch did to one customer in one brand, and how it was before."""

    was_present: bool
    was_known: bool
    first_seen: int
    renamed: bool = False
    restaged: bool = False


class Batch:
    """Folds events into customers and remembers what has to be written.

    Args:
        known: the customers concerned; changed in place.
        rules: the lifecycle of each brand concerned.
        sums: the numbers of all brands; changed in place.
    """

    def __init__(
        self,
        known: Mapping[int, Known],
        rules: Mapping[str, Lifecycle],
        sums: defaultdict[str, Sum],
    ) -> None:
        self._known = known
        self._rules = rules
        self._sums = sums
        self._changes: dict[int, dict[str, Change]] = {}
        self._gone: set[int] = set()
        self._moments: list[Row] = []

    @property
    def changed(self) -> list[int]:
        """The customers that changed and go on, in order."""
        return sorted(self._changes.keys() - self._gone)

    def merge(self, merge: Joined) -> None:
        """Move everything that is known of one customer to another."""
        survivor, loser = self._known[merge.survivor], self._known[merge.loser]
        self._gone.add(merge.loser)
        self._changes.setdefault(merge.survivor, {})
        for brand in brands_in(loser.facts):
            self._change(merge.loser, brand)
            change = self._change(merge.survivor, brand)
            change.renamed = change.restaged = True
        survivor.facts.update(loser.facts)
        loser.facts = {}

    def fold(self, customer: int, heard: FoldInput) -> None:
        """Add an event to a customer."""
        event = heard.event
        change = self._change(customer, event.brand)
        folded = fold(self._known[customer].facts, heard.strand, event, heard.identifiers)
        change.renamed |= folded.renamed
        if event.at < change.first_seen:
            change.first_seen = event.at
            change.restaged = True
        elif not change.restaged:
            change.restaged = self._rules[event.brand].hears(folded.key, event.touchpoint)
        total = self._sums[event.brand]
        total.events += 1
        if folded.key == ORDER:
            total.orders += 1
        if folded.sale is not None:
            total.sell(*folded.sale)
        self._moments.append((heard.strand, event.at, heard.offset))

    def finish(self) -> Writes:
        """Return the writes; the sums and the customers in memory stand for what they make."""
        kept: list[Row] = []
        touched: list[Row] = []
        stays: list[Row] = []
        ended = [row for gone in self._gone for row in self._stays_of(gone)]
        restaged: list[tuple[int, str, Known, list[SourceFacts]]] = []
        for customer, changes in self._changes.items():
            known = self._known[customer]
            for brand, change in changes.items():
                heard = heard_in(known.facts, brand)
                self._count(brand, change, heard)
                if not heard:
                    continue
                if change.renamed or not change.was_present:
                    kept.append((customer, brand, *_measure(heard), search_text(heard)))
                else:
                    touched.append((*_measure(heard), customer, brand))
                if change.restaged:
                    restaged.append((customer, brand, known, heard))
        # In a row: to do one thing to many is quicker than many things to one (a twelfth, tried).
        for customer, brand, known, heard in restaged:
            restage(customer, brand, known, heard, self._rules[brand], ended, stays)
        gone: list[Row] = [(customer,) for customer in sorted(self._gone)]
        return [
            (Q.drop_profile, gone),
            (Q.drop_presence, gone),
            (Q.keep_known, self._known_rows()),
            (Q.keep_presence, kept),
            (Q.touch_presence, touched),
            (Q.drop_stay, ended),
            (Q.keep_stay, stays),
            (Q.keep_moment, self._moments),
            (Q.keep_total, self._total_rows()),
        ]

    def _change(self, customer: int, brand: str) -> Change:
        changes = self._changes.get(customer)
        if changes is None:
            changes = self._changes[customer] = {}
        change = changes.get(brand)
        if change is None:
            change = changes[brand] = _unchanged(heard_in(self._known[customer].facts, brand))
        return change

    def _count(self, brand: str, change: Change, heard: Sequence[SourceFacts]) -> None:
        total = self._sums[brand]
        total.customers += bool(heard) - change.was_present
        if change.renamed or not heard:
            total.known += is_known(heard) - change.was_known

    def _stays_of(self, customer: int) -> Iterator[Row]:
        for brand, turns in self._known[customer].stays.items():
            yield from stay_rows(customer, brand, turns)

    def _known_rows(self) -> list[Row]:
        return [
            (customer, encode_facts(known.facts), encode_stays(known.stays))
            for customer in self.changed
            for known in [self._known[customer]]
        ]

    def _total_rows(self) -> list[Row]:
        brands = {brand for changes in self._changes.values() for brand in changes}
        return [
            (brand, s.customers, s.known, s.events, s.orders, revenue_text(s.revenue))
            for brand in sorted(brands)
            for s in [self._sums[brand]]
        ]


def restage(
    customer: int,
    brand: str,
    known: Known,
    heard: Sequence[SourceFacts],
    rules: Lifecycle,
    ended: list[Row],
    stays: list[Row],
) -> bool:
    """Chart a customer's course anew; tell whether it changed.

    Args:
        customer: the customer's number.
        brand: the brand whose lifecycle it is.
        known: the customer; gets the new stays.
        heard: what that brand heard of the customer.
        rules: that lifecycle.
        ended: gets a row for each stay that is written and no longer true.
        stays: gets a row for each stay that is true and not written.
    """
    turns = chart(rules, heard).turns
    written = known.stays.get(brand, ())
    if turns == written:
        return False
    known.stays[brand] = turns
    same = sum(takewhile(bool, map(eq, written, turns))) if written else 0
    first = max(same - 1, 0)  # the last turn in common may last until another one now
    ended.extend(stay_rows(customer, brand, written, first))
    stays.extend(stay_rows(customer, brand, turns, first))
    return True


def _unchanged(heard: Sequence[SourceFacts]) -> Change:
    if not heard:
        return Change(False, False, NEVER)
    return Change(True, is_known(heard), min([source.first_seen for source in heard]))


def _measure(heard: Iterable[SourceFacts]) -> tuple[int, int, int]:
    events, first_seen, last_seen = 0, NEVER, -NEVER
    for source in heard:
        events += source.n
        first_seen = min(first_seen, source.first_seen)
        last_seen = max(last_seen, source.last_seen)
    return events, first_seen, last_seen
