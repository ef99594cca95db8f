"""The rows of identity: links, journal, deliveries heard before."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from dangol.engines.database import Database, Session, Writes, load_queries
from dangol.live.identity.contracts import Merge, RefusalCount
from dangol.live.identity.rules.deliveries import SeenWrites, block_number
from dangol.live.identity.rules.keys import type_of_key
from dangol.live.identity.rules.resolution import Links, Person, count_types

_LINKS = load_queries("dangol.live.identity", "links")
_JOURNAL = load_queries("dangol.live.identity", "journal")
_SEEN = load_queries("dangol.live.identity", "seen")


def find_links(session: Session, keys: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return key, strand and customer of the identifiers that are known."""
    return [(row[0], row[1], row[2]) for row in session.rows(_LINKS.find_links, keys=list(keys))]


def list_people(session: Session, customers: Iterable[int]) -> dict[int, Person]:
    """Return what limits need to know of customers."""
    strands: defaultdict[int, dict[int, None]] = defaultdict(dict)
    types: defaultdict[int, list[str]] = defaultdict(list)
    for customer, strand, key in session.rows(_LINKS.list_members, customers=list(customers)):
        strands[customer][strand] = None
        if key is not None:
            types[customer].append(type_of_key(key))
    return {
        customer: Person(tuple(members), count_types(tuple(sorted(types[customer]))))
        for customer, members in strands.items()
    }


def find_customer(database: Database, key: str) -> int | None:
    """Return whose an identifier is, or None."""
    with database.read() as session:
        row = session.one(_LINKS.find_customer, key=key)
    return row[0] if row else None


def find_survivor(database: Database, customer: int) -> int | None:
    """Return who a customer is today, or None where there never was such a customer."""
    with database.read() as session:
        row = session.one(_LINKS.find_survivor, strand=customer)
    return row[0] if row else None


def list_moved(database: Database) -> list[tuple[int, int]]:
    """Return the strands that belong to another customer than at their beginning, with whom."""
    with database.read() as session:
        return [(row[0], row[1]) for row in session.rows(_LINKS.list_moved)]


def list_merges(database: Database, customer: int) -> list[Merge]:
    """Return the merges of which a customer is the outcome today, in log order."""
    with database.read() as session:
        rows = session.rows(_JOURNAL.list_merges, customer=customer)
    return [Merge(row[0], row[1], row[2], tuple(json.loads(row[3]))) for row in rows]


def list_merges_at(database: Database, offset: int) -> list[Merge]:
    """Return the merges that one event caused."""
    with database.read() as session:
        rows = session.rows(_JOURNAL.list_merges_at, position=offset)
    return [Merge(row[0], row[1], row[2], tuple(json.loads(row[3]))) for row in rows]


def list_refusals(database: Database, key: str) -> list[RefusalCount]:
    """Return why and how often an identifier was set aside."""
    with database.read() as session:
        return [RefusalCount(*row) for row in session.rows(_JOURNAL.list_refusals, key=key)]


def link_writes(links: Links, received: Mapping[int, int]) -> Writes:
    """Return what a resolved batch writes of links and journal.

    Args:
        links: what the batch taught.
        received: when each event of the batch was received, by offset.
    """
    strands = [(strand, links.customers[strand]) for strand in sorted(links.moved)]
    merges = [
        (m.offset, m.survivor, m.loser, json.dumps(m.strands), received[m.offset])
        for m in links.merges
    ]
    writes: Writes = [
        (_LINKS.add_identifier, [*links.added]),
        (_LINKS.keep_strand, [*strands]),
        (_JOURNAL.add_merge, [*merges]),
        (_JOURNAL.count_refusal, [*_refusal_rows(links, received)]),
    ]
    return [(query, rows) for query, rows in writes if rows]


def _refusal_rows(
    links: Links, received: Mapping[int, int]
) -> list[tuple[str, str, int, int, int, int]]:
    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for key, refusal in links.refusals:
        places[key, refusal.reason].append(refusal.offset)
    return [
        (key, reason, len(at), at[0], at[-1], received[at[-1]])
        for (key, reason), at in places.items()
    ]


def list_seen(database: Database) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes]]]:
    """Return all that is kept of deliveries: appended digests by shelf, filters of blocks."""
    with database.read() as session:
        appended = [(row[0], bytes(row[1])) for row in session.rows(_SEEN.list_appended)]
        filters = [(row[0], bytes(row[1])) for row in session.rows(_SEEN.list_filters)]
    return appended, filters


def list_blocks(database: Database, numbers: list[int]) -> dict[int, bytes]:
    """Return the digests of blocks, by number."""
    with database.read() as session:
        rows = session.rows(_SEEN.list_blocks, numbers=numbers)
    return {row[0]: bytes(row[1]) for row in rows}


def seen_writes(seen: SeenWrites, position: int) -> Writes:
    """Return what a batch writes of its deliveries.

    Args:
        seen: what must be kept.
        position: log offset of the batch's first event.
    """
    writes: Writes = []
    if seen.heard:
        heard = seen.heard.items()
        rows = [(shelf, position, b"".join(digests)) for shelf, digests in heard]
        writes.append((_SEEN.append_digests, [*rows]))
    if seen.blocks:
        writes.append((_SEEN.keep_block, [*seen.blocks]))
    if seen.closed:
        writes.append((_SEEN.drop_appended, [(shelf,) for shelf in seen.closed]))
    if seen.forget_before is not None:
        writes.append((_SEEN.forget_appended, [(seen.forget_before,)]))
        writes.append((_SEEN.forget_blocks, [(block_number(seen.forget_before, 0),)]))
    return writes
