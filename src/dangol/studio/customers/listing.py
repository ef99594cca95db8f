"""The rows of the list of customers: those who go by exactly the text, then all who fit."""

from collections.abc import Collection, Sequence, Set

import msgspec
from django.utils.translation import gettext as _

from dangol.engines.database import Database
from dangol.kernel.ids import customer_id
from dangol.kernel.masking import mask_name
from dangol.live.profiles.api import find_cards, list_customers
from dangol.live.profiles.contracts import Card, Stage
from dangol.registry.access.contracts import Brand
from dangol.studio.customers.search import find_exact

ROWS = 30


class Asked(msgspec.Struct, frozen=True):
    """What somebody looks for: text, brand, stage, page; and the instant, µs."""

    text: str
    brand: Brand | None
    stage: Stage | None
    after: str | None
    now: int


class Row(msgspec.Struct, frozen=True):
    """One line: public id, what to call the customer, stages by brand name."""

    customer: str
    label: str
    hint: str
    stages: list[tuple[str, Stage]]
    last_seen: int
    events: int


class Page(msgspec.Struct, frozen=True):
    """One page of the list; ``after`` leads to the next, None on the last."""

    exact: list[Row]
    rows: list[Row]
    after: str | None


def list_rows(db: Database, brands: Sequence[Brand], asked: Asked, *, masked: bool) -> Page:
    """Return the customers in view who fit, last seen first.

    A viewer from whom personal data is hidden finds by whole identifiers alone: who may ask for
    parts of a name could put it together letter by letter.

    Args:
        db: the operational database.
        brands: those in view.
        asked: what is looked for.
        masked: whether personal data is hidden from the viewer.
    """
    sees = frozenset(brand.slug for brand in brands)
    names = {brand.slug: brand.name for brand in brands}
    exact = _find_exact(db, brands, sees, asked)
    found = {card.customer for card in exact}
    cards, after = ([], None) if masked and asked.text else _list_others(db, sees, asked)

    def tell(cards: Collection[Card]) -> list[Row]:
        return [_row(card, names, masked=masked) for card in cards]

    return Page(
        exact=[] if asked.after else tell(exact),
        rows=tell([card for card in cards if card.customer not in found]),
        after=after,
    )


def _find_exact(db: Database, brands: Sequence[Brand], sees: Set[str], asked: Asked) -> list[Card]:
    if not asked.text:
        return []
    numbers = find_exact(db, asked.text, brands, asked.now)
    brand = asked.brand.slug if asked.brand else None
    return find_cards(db, numbers, sees, stage=asked.stage, brand=brand, now=asked.now)


def _list_others(db: Database, sees: Set[str], asked: Asked) -> tuple[list[Card], str | None]:
    return list_customers(
        db,
        sees,
        stage=asked.stage,
        brand=asked.brand.slug if asked.brand else None,
        text=asked.text,
        limit=ROWS,
        after=asked.after,
        now=asked.now,
    )


def call_customer(label: str, *, masked: bool) -> str:
    """Return what to call a customer: the label as the viewer may see it, or a word for nobody."""
    if not label:
        return _("Anonymous visitor")
    return mask_name(label) if masked else label


def _row(card: Card, names: dict[str, str], *, masked: bool) -> Row:
    return Row(
        customer=customer_id(card.customer),
        label=call_customer(card.label, masked=masked),
        hint=mask_name(card.hint) if masked else card.hint,
        stages=[(names[brand], stage) for brand, stage in card.stages.items()],
        last_seen=card.last_seen,
        events=card.events,
    )
