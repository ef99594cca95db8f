"""The door of identity: resolve events, find a customer, follow the dead to the living.

What resolves is loaded only when it is asked for, so that who only reads starts sooner.
"""

from typing import TYPE_CHECKING

from dangol.engines.database import Database
from dangol.kernel.event import Event, Identifier
from dangol.kernel.late import load_late
from dangol.live.identity import store
from dangol.live.identity.contracts import Merge, RefusalCount
from dangol.live.identity.rules.believing import believe, normalise_claim
from dangol.live.identity.rules.claims import claims_of
from dangol.live.identity.rules.keys import identifier_key
from dangol.live.identity.rules.policy import DEFAULT_RULES, IdentityRules

if TYPE_CHECKING:
    from dangol.live.identity.resolver import Resolver

__all__ = [
    "DEFAULT_RULES",
    "IdentityRules",
    "Resolver",
    "find_customer",
    "identifiers_of",
    "list_merges",
    "list_merges_at",
    "list_moved",
    "list_refusals",
    "normalise",
    "survivor_of",
]

__getattr__ = load_late("dangol.live.identity", {"resolver": ("Resolver",)})


def normalise(kind: str, value: str, country: str = DEFAULT_RULES.country) -> Identifier | None:
    """Return an identifier in the form in which it is compared, or None if it is none.

    >>> normalise("Email", "Mina@Example.org")
    Identifier(type='email', value='mina@example.org')
    """
    return normalise_claim(kind, value, country)


def identifiers_of(event: Event) -> tuple[Identifier, ...]:
    """Return the identifiers that an event carries and that are believed, most trusted first."""
    return believe(event.realm, claims_of(event), DEFAULT_RULES).identifiers


def find_customer(database: Database, kind: str, value: str, realm: str = "") -> int | None:
    """Return the customer of an identifier, written in any way, or None where it is unknown.

    Args:
        database: the operational database.
        kind: the identifier's type, such as ``email``.
        value: as a person or a touchpoint would write it.
        realm: empty for the house, else the slug of a walled brand.
    """
    found = normalise_claim(kind, value, DEFAULT_RULES.country)
    return store.find_customer(database, identifier_key(realm, found)) if found else None


def survivor_of(database: Database, customer: int) -> int:
    """Return who a customer is today: itself, or whoever it was merged into, over any chain.

    A number that never was a customer's is returned as it is.
    """
    survivor = store.find_survivor(database, customer)
    return customer if survivor is None else survivor


def list_merges(database: Database, customer: int) -> list[Merge]:
    """Return the merges of which a customer is the outcome today, in log order."""
    return store.list_merges(database, customer)


def list_merges_at(database: Database, offset: int) -> list[Merge]:
    """Return the merges that the event at a place in the log caused."""
    return store.list_merges_at(database, offset)


def list_moved(database: Database) -> list[tuple[int, int]]:
    """Return the strands that belong to another customer than at their beginning, with whom.

    A strand that is not among them belongs to the customer of its own number.
    """
    return store.list_moved(database)


def list_refusals(database: Database, kind: str, value: str, realm: str = "") -> list[RefusalCount]:
    """Return why and how often an identifier was set aside; takes what ``find_customer`` takes."""
    found = normalise_claim(kind, value, DEFAULT_RULES.country)
    return store.list_refusals(database, identifier_key(realm, found)) if found else []
