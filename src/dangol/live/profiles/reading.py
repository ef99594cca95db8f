"""Reading customers: one of them, a list of them, their timeline."""

from collections.abc import Iterable, Sequence, Set

from dangol.engines.database import Database, Session, load_queries
from dangol.kernel import clock
from dangol.kernel.errors import Unusable
from dangol.live.profiles.contracts import Card, Profile, Stage
from dangol.live.profiles.rules.facts import decode_facts
from dangol.live.profiles.rules.lifecycle import NEVER, Lifecycle, default_lifecycle
from dangol.live.profiles.rules.parsing import parse_lifecycle
from dangol.live.profiles.rules.people import search_words
from dangol.live.profiles.rules.views import view_card, view_profile

Q = load_queries("dangol.live.profiles", "reading")

MOST_SORTED = 2000

Place = tuple[int, int]


def find_profile(database: Database, customer: int, brands: Set[str], now: int) -> Profile | None:
    """Return a customer as seen in some brands, None where nothing is known there.

    Args:
        database: the operational database.
        customer: the customer's number; that of one who became part of another finds nothing.
        brands: those in the asker's view; the others are as if they were not there.
        now: the instant in µs for which stages are told.
    """
    return find_profiles(database, [customer], brands, now).get(customer)


def find_profiles(
    database: Database, customers: Sequence[int], brands: Set[str], now: int
) -> dict[int, Profile]:
    """Return several customers as seen in some brands; those of whom nothing is known are left out.

    Args:
        database: the operational database.
        customers: their numbers.
        brands: those in the asker's view.
        now: the instant in µs for which stages are told.
    """
    if not customers:
        return {}
    with database.read() as session:
        rows = session.rows(Q.list_facts, customers=customers)
        rules = _rules_in_force(session, brands) if rows else {}
    seen = {number: view_profile(number, decode_facts(body), rules, now) for number, body in rows}
    return {number: profile for number, profile in seen.items() if profile is not None}


def list_customers(
    database: Database,
    brands: Set[str],
    *,
    stage: Stage | None = None,
    brand: str | None = None,
    text: str = "",
    limit: int = 50,
    after: str | None = None,
    now: int | None = None,
) -> tuple[list[Card], str | None]:
    """List customers, last seen first.

    Args:
        database: the operational database.
        brands: those in the asker's view.
        stage: only customers who are in this stage, of any brand listed.
        brand: only this brand's customers, with its numbers and times; it must be in view.
        text: only customers with this in name or identifiers, in any brand in view.
        limit: how many to return at most.
        after: the cursor that came with the page before.
        now: the instant in µs for which the stage is told; the present one where it is not given.

    Returns:
        The customers, and the cursor of the next page, None after the last.

    Raises:
        Unusable: the cursor is none of ours.
    """
    listed = brands if brand is None else brands & {brand}
    words, digits = search_words(text)
    at, customer = _read_cursor(after)
    at_now = clock.now() if now is None else now
    wanted: dict[str, object] = {
        "brands": sorted(listed),
        "view": sorted(brands),
        "words": words,
        "digits": digits,
        "stage": stage or "",
        "now": at_now,
        "last_seen": at,
        "customer": customer,
    }
    with database.read() as session:
        places = _find_places(session, sorted(listed), wanted, limit + 1)
        cards = _view_cards(session, places[:limit], brands, listed, at_now)
    cursor = _write_cursor(places[limit - 1]) if len(places) > limit else None
    return cards, cursor


def find_cards(
    database: Database,
    customers: Sequence[int],
    brands: Set[str],
    *,
    stage: Stage | None = None,
    brand: str | None = None,
    now: int,
) -> list[Card]:
    """Return the lines of some customers as ``list_customers`` tells them, last seen first.

    Args:
        database: the operational database.
        customers: their numbers; those who are not in view, or do not fit, are left out.
        brands: those in the asker's view.
        stage: only customers who are in this stage, of any brand listed.
        brand: only this brand's customers, with its numbers and times; it must be in view.
        now: the instant in µs for which the stage is told.
    """
    if not customers:
        return []
    listed = brands if brand is None else brands & {brand}
    wanted: dict[str, object] = {
        "brands": sorted(listed),
        "stage": stage or "",
        "now": now,
        "last_seen": NEVER,
        "customer": NEVER,
    }
    with database.read() as session:
        places = _put_in_order(session, customers, wanted, len(customers))
        return _view_cards(session, places, brands, listed, now)


def timeline(
    database: Database, strands: Iterable[int], *, limit: int, before: Place | None = None
) -> tuple[list[Place], Place | None]:
    """Return when a customer's events happened and where in the log they stand, newest first.

    A strand can hold events of brands that are not in the asker's view: whoever reads the events
    must leave those out.

    Args:
        database: the operational database.
        strands: those of the customer.
        limit: how many to return at most.
        before: the cursor that came with the page before.

    Returns:
        Pairs of time (µs) and log offset, and the cursor of the next page, None after the last.
    """
    at, entry = before or (NEVER, NEVER)
    asked = list(dict.fromkeys(strands))
    with database.read() as session:
        rows = session.rows(Q.list_moments, strands=asked, at=at, entry=entry, most=limit + 1)
    found: list[Place] = [(row[0], row[1]) for row in rows]
    return found[:limit], found[limit - 1] if len(found) > limit else None


def find_moment(database: Database, strands: Iterable[int], place: Place) -> int | None:
    """Return how many events of a customer are newer than one; None where it is not among them.

    Args:
        database: the operational database.
        strands: those of the customer.
        place: when the event happened, and its log offset.
    """
    asked = list(dict.fromkeys(strands))
    with database.read() as session:
        row = session.one(Q.find_moment, strands=asked, at=place[0], entry=place[1])
    return int(row[0]) if row and row[1] else None


def lifecycle_in_force(database: Database, brand: str) -> tuple[int, str]:
    """Return version and text of the rules by which a brand's stages are told.

    Version 0 is the lifecycle that Dangol ships.
    """
    with database.read() as session:
        rows = session.rows(Q.find_lifecycles, brands=[brand])
    return (rows[0][1], rows[0][2]) if rows else (0, default_lifecycle())


def _rules_in_force(session: Session, brands: Set[str]) -> dict[str, Lifecycle]:
    texts = dict.fromkeys(brands, default_lifecycle())
    texts |= {
        brand: text for brand, _, text in session.rows(Q.find_lifecycles, brands=sorted(brands))
    }
    return {brand: parse_lifecycle(text) for brand, text in texts.items()}


def _find_places(
    session: Session, brands: Sequence[str], wanted: dict[str, object], most: int
) -> list[Place]:
    """Return customers and when they were last seen, last seen first.

    Few who are found by words are put in order one by one. Otherwise each brand's customers are
    walked from the last seen on until enough fit.
    """
    if wanted["words"]:
        rows = session.rows(Q.list_found, **{**wanted, "most": MOST_SORTED + 1})
        if len(rows) <= MOST_SORTED:
            return _put_in_order(session, [row[0] for row in rows], wanted, most)
    places = [
        (row[0], row[1])
        for brand in brands
        for row in session.rows(Q.list_latest, brand=brand, most=most, **wanted)
    ]
    return sorted(places, key=lambda place: (place[1], place[0]), reverse=True)


def _put_in_order(
    session: Session, customers: Sequence[int], wanted: dict[str, object], most: int
) -> list[Place]:
    rows = session.rows(Q.list_these, **{**wanted, "customers": customers, "most": most})
    return [(row[0], row[1]) for row in rows]


def _view_cards(
    session: Session, places: Sequence[Place], brands: Set[str], listed: Set[str], now: int
) -> list[Card]:
    customers = [number for number, _ in places]
    if not customers:
        return []
    rules = _rules_in_force(session, listed)
    facts = {row[0]: row[1] for row in session.rows(Q.list_facts, customers=customers)}
    return [
        view_card(number, decode_facts(facts[number]), brands, rules, now) for number in customers
    ]


def _write_cursor(place: Place) -> str:
    customer, last_seen = place
    return f"{last_seen}.{customer}"


def _read_cursor(cursor: str | None) -> Place:
    if cursor is None:
        return NEVER, NEVER
    at, _, customer = cursor.partition(".")
    try:
        return int(at), int(customer)
    except ValueError as error:
        raise Unusable(
            "cursor_unusable",
            "This page of the list cannot be found. Begin again with the first page.",
        ) from error
