"""The rows of profiles as structs."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

import msgspec

from dangol.engines.database import Session, load_queries
from dangol.live.profiles.rules.facts import Facts, decode_facts
from dangol.live.profiles.rules.lifecycle import NEVER
from dangol.live.profiles.rules.stages import Turn
from dangol.live.profiles.rules.tally import Sum, read_revenue

Q = load_queries("dangol.live.profiles", "folding")

Stays = dict[str, tuple[Turn, ...]]
"""By brand: the turns of which ``profiles_stay`` holds the stays."""

encode_stays = msgspec.msgpack.Encoder().encode
decode_stays = msgspec.msgpack.Decoder(Stays).decode


class Known(msgspec.Struct, gc=False):
    """One customer in memory: the facts, and by brand the stays as they are written."""

    facts: Facts
    stays: Stays


class RulesRow(msgspec.Struct, frozen=True):
    """The rules in force for one brand; ``restaged`` None while customers are being restaged."""

    brand: str
    version: int
    text: str
    since: int
    restaged_through: int
    restaged: int | None


def find_known(session: Session, customers: Collection[int]) -> dict[int, Known]:
    """Return those of some customers of whom anything is known."""
    return {
        customer: Known(decode_facts(facts), decode_stays(stays))
        for customer, facts, stays in session.rows(Q.find_known, customers=customers)
    }


def list_rules(session: Session) -> dict[str, RulesRow]:
    """Return the rules in force, by brand."""
    return {row[0]: RulesRow(*row) for row in session.rows(Q.list_lifecycles)}


def list_sums(session: Session) -> defaultdict[str, Sum]:
    """Return the numbers of all brands; nought for a brand that was not heard."""
    found = {
        brand: Sum(customers, known, events, orders, read_revenue(revenue))
        for brand, customers, known, events, orders, revenue in session.rows(Q.list_totals)
    }
    return defaultdict(Sum, found)


def stay_rows(
    customer: int, brand: str, turns: Sequence[Turn], first: int = 0
) -> Iterator[tuple[str, str, int, int, int, str]]:
    """Return the stays of a course as they are written, from the one at a place on.

    Args:
        customer: whose course it is.
        brand: by which brand's lifecycle.
        turns: the course.
        first: how many of its stays to leave out.
    """
    came_from = turns[first - 1].stage if first else ""
    for turn, following in zip_longest(turns[first:], turns[first + 1 :]):
        until = following.at if following else NEVER
        yield brand, turn.stage, until, turn.at, customer, came_from
        came_from = turn.stage
