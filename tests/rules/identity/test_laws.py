"""The laws of identity, against connected components found by brute force.

The oracle never sees an identifier as it was sent: the generator draws who is meant and how it is
written, the oracle gets the former, the rules get the latter.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.event import Event
from dangol.live.identity.rules.policy import LIMITS, IdentityRules
from tests.drawing import draw
from tests.rules.identity.histories import History
from tests.rules.identity.made import made_event

LAW = draw(40)
UNLIMITED = IdentityRules(limits=dict.fromkeys(LIMITS, 10_000))
WRITINGS = {
    "user_id": ("u{}", " u{}", "u{}\u200b"),
    "anonymous_id": ("a{}", "a{}\t"),
    "email": ("m{}@example.org", "M{}@Example.ORG ", "ｍ{}@example.org"),
    "phone": ("010-2345-678{}", "+82 10 2345 678{}", "０１０２３４５６７８{}"),
}

Meant = tuple[str, str, int]  # realm, type, which


@dataclass(frozen=True)
class Step:
    """One event, and which identifiers it means."""

    event: Event
    means: frozenset[Meant]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    realm = draw(st.sampled_from(("", "", "", "maru")))
    types = draw(st.sets(st.sampled_from(sorted(WRITINGS)), min_size=1, max_size=3))
    which = {kind: draw(st.integers(0, 5)) for kind in sorted(types)}
    said = {
        kind: draw(st.sampled_from(WRITINGS[kind])).format(number) for kind, number in which.items()
    }
    ids = {kind: said[kind] for kind in ("user_id", "anonymous_id") if kind in said}
    traits = {kind: said[kind] for kind in ("email", "phone") if kind in said}
    in_context = draw(st.booleans())
    event = made_event(
        kind="identify",
        realm=realm,
        traits=None if in_context else traits,
        context={"traits": traits} if in_context else None,
        **ids,
    )
    return Step(event, frozenset((realm, kind, number) for kind, number in which.items()))


histories = st.lists(steps(), min_size=1, max_size=20)


def components(means: Sequence[frozenset[Meant]]) -> list[int]:
    """Return for each event the first event that it is linked to, by relabelling until it holds."""
    labels = list(range(len(means)))
    changed = True
    while changed:
        changed = False
        for here, one in enumerate(means):
            for there, other in enumerate(means):
                if one & other and labels[there] < labels[here]:
                    labels[here], changed = labels[there], True
    return labels


def partition(names: Iterable[Hashable], labels: Iterable[int]) -> set[frozenset[Hashable]]:
    """Return which names share a label, whatever the label is."""
    groups: dict[int, set[Hashable]] = {}
    for name, label in zip(names, labels, strict=True):
        groups.setdefault(label, set()).add(name)
    return {frozenset(group) for group in groups.values()}


def heard(history: Sequence[Step], rules: IdentityRules | None = None) -> History:
    made = History(rules) if rules else History()
    made.hear(step.event for step in history)
    return made


def identifiers_by_customer(made: History) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for key, strand in made.links.strands.items():
        groups.setdefault(made.links.customers[strand], set()).add(key)
    return {frozenset(group) for group in groups.values()}


@LAW
@given(histories)
def test_without_limits_customers_are_the_connected_components(history: list[Step]) -> None:
    assert heard(history, UNLIMITED).customers() == components([step.means for step in history])


@LAW
@given(histories)
def test_replay_in_log_order_is_identical(history: list[Step]) -> None:
    once, again = heard(history), heard(history)
    assert once.resolved == again.resolved
    assert once.links.merges == again.links.merges
    assert once.refused() == again.refused()
    assert vars(once.links) == vars(again.links)


@LAW
@given(histories, st.randoms(use_true_random=False))
def test_arrival_order_does_not_matter_where_nothing_is_refused(
    history: list[Step], dice: Random
) -> None:
    order = list(range(len(history)))
    dice.shuffle(order)
    for rules in (UNLIMITED, None):
        first = heard(history, rules)
        if first.refused():
            continue
        second = heard([history[place] for place in order], rules)
        assert second.refused() == []
        assert partition(range(len(history)), first.customers()) == partition(
            order, second.customers()
        )
        assert identifiers_by_customer(first) == identifiers_by_customer(second)


@LAW
@given(histories)
def test_saying_it_twice_changes_nobody(history: list[Step]) -> None:
    once, twice = heard(history, UNLIMITED), heard(history + history, UNLIMITED)
    assert twice.customers() == once.customers() * 2
    assert identifiers_by_customer(once) == identifiers_by_customer(twice)


@LAW
@given(histories)
def test_limits_hold_for_every_customer_and_nobody_is_lost(history: list[Step]) -> None:
    made = heard(history)
    for customer, person in made.links.people.items():
        keys = [key for key, s in made.links.strands.items() if made.links.customers[s] == customer]
        types = [key.partition(":")[0].rpartition("/")[2] for key in keys]
        assert dict(person.tally) == {kind: types.count(kind) for kind in types}
        assert all(types.count(kind) <= LIMITS[kind] for kind in types)
        assert customer == min(person.strands)
        assert len({key.startswith("maru/") for key in keys}) == 1
    for found in made.resolved:
        assert found.strand >= 0
        assert found.names


@LAW
@given(histories)
def test_the_dead_resolve_for_ever(history: list[Step]) -> None:
    made = History(UNLIMITED)
    for step in history:
        made.hear([step.event])
        for merge in made.links.merges:
            assert made.links.customers[merge.loser] == made.links.customers[merge.survivor]
            assert merge.survivor < merge.loser
            assert min(merge.strands) == merge.loser
