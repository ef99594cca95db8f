"""A small deployment's profiles, written as the trip writes them."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from hypothesis import strategies as st

from dangol.engines.database import Database, Query
from dangol.kernel.event import Event
from dangol.live.profiles.api import Folder, find_profile
from dangol.live.profiles.contracts import FoldInput, Profile, ProfilePlan
from tests.rules.profiles.making import day, event

TABLES = ("profile", "presence", "stay", "timeline", "total", "lifecycle")
BRANDS = frozenset(("onggi", "maru"))
NAMES = (
    "page",
    "Product Viewed",
    "Order Completed",
    "Order Refunded",
    "Live Chat Message Sent",
    "Product Reviewed",
)

LATER = 1_000_000
"""Offset from where on is heard: all strands here began before, as far as anybody can tell."""


class Joined(msgspec.Struct, frozen=True):
    """Two customers found to be one."""

    survivor: int
    loser: int


class Heard(msgspec.Struct, frozen=True):
    """An event, the strand it belongs to, the identifiers it was known by."""

    strand: int
    event: Event
    identifiers: tuple[str, ...] = ()


class World:
    """Folds events into a database; a strand's customer bears its number until a merge.

    Args:
        database: with today's schema.
        most_kept: how many customers the folder keeps in memory.
        now: the instant at which everything is planned.
    """

    def __init__(self, database: Database, *, most_kept: int = 100, now: int = day(100)) -> None:
        self.database = database
        self.now = now
        self.most_kept = most_kept
        self.folder = Folder(database, most_kept=most_kept)
        self.survivors: dict[int, int] = {}
        self.entries = LATER

    def hear(self, *heard: Heard, merges: Sequence[Joined] = ()) -> ProfilePlan:
        """Fold one batch and write it."""
        plan = self.plan(*heard, merges=merges)
        self.write(plan)
        return plan

    def plan(self, *heard: Heard, merges: Sequence[Joined] = ()) -> ProfilePlan:
        """Fold one batch and write nothing."""
        self.survivors |= {merge.loser: merge.survivor for merge in merges}
        inputs = [
            FoldInput(self.entries + place, one.strand, one.event, one.identifiers)
            for place, one in enumerate(heard)
        ]
        self.entries += len(heard)
        homes = {one.strand: self.home(one.strand) for one in heard}
        return self.folder.plan(inputs, merges, self.now, homes)

    def write(self, plan: ProfilePlan) -> None:
        """Write a plan."""
        with self.database.write() as session:
            session.apply(plan.writes)

    def publish(self, brand: str, version: int, text: str) -> None:
        """Put a lifecycle in force; nobody is restaged yet."""
        self.write(ProfilePlan([], self.folder.plan_lifecycle(brand, version, text, self.now)))

    def restage(self, slice_size: int = 500) -> list[int]:
        """Restage everybody, slice by slice; return who changed."""
        changed: list[int] = []
        while (plan := self.folder.plan_restage(self.now, slice_size)).writes:
            self.write(plan)
            changed += plan.changed
        return changed

    def home(self, customer: int) -> int:
        """Return the customer that a customer became part of in the end."""
        while customer in self.survivors:
            customer = self.survivors[customer]
        return customer

    def profile(self, customer: int, *, brands: Iterable[str] = BRANDS, at: int = 0) -> Profile:
        """Return a customer who must be there."""
        found = find_profile(self.database, customer, frozenset(brands), at or self.now)
        assert found is not None
        return found

    def rows(self) -> dict[str, list[Any]]:
        """Return all rows of the tables of customers, in order."""
        return {table: self.table(table) for table in TABLES if table != "lifecycle"}

    def table(self, name: str) -> list[Any]:
        """Return all rows of one table, in order."""
        with self.database.read() as session:
            return sorted(
                tuple(row) for row in session.rows(_statement(f"SELECT * FROM profiles_{name}"))
            )

    def clear(self) -> None:
        """Empty all tables and forget what is in memory."""
        with self.database.write() as session:
            for table in TABLES:
                session.run(_statement(f"DELETE FROM profiles_{table}"))
        self.folder = Folder(self.database, most_kept=self.most_kept)


def heard(strand: int, name: str, number: float, *identifiers: str, **said: Any) -> Heard:
    """Return an event that was heard on a day."""
    return Heard(strand, event(name, day(number), **said), identifiers)


def _statement(text: str) -> Query:
    return Query("test", "What a test needs.", (), text, text, ())


@st.composite
def populations(draw: st.DrawFn, brands: Sequence[str] = ("onggi",), first: int = 0) -> list[Heard]:
    """Return what some customers did, in order of arrival; strands count from ``first``."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(0, 7),
                st.sampled_from(NAMES),
                st.integers(0, 180),
                st.sampled_from(("web", "call", "device")),
                st.sampled_from(brands),
                st.integers(0, 10_000),
            ),
            min_size=1,
            max_size=40,
        )
    )
    return [
        heard(
            first + strand,
            name,
            number / 2,
            *((f"email:{strand}@x.org",) if cents % 2 else (f"anonymous_id:{strand}",)),
            touchpoint=touchpoint,
            brand=brand,
            message_id=str(place),
            properties={"total": cents / 100, "currency": "EUR"},
        )
        for place, (strand, name, number, touchpoint, brand, cents) in enumerate(drawn)
    ]
