"""The rows of the list of customers: those who go by exactly the text, then all who fit."""

from collections.abc import Iterable, Sequence

import msgspec
from django.utils.translation import gettext as _

from dangol.engines.database import Database
from dangol.kernel.ids import customer_id
from dangol.live.profiles.api import find_profiles, list_customers
from dangol.live.profiles.contracts import Profile, Stage
from dangol.registry.access.contracts import Brand
from dangol.studio.customers.personal import mask_name
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

    Args:
        db: the operational database.
        brands: those in view.
        asked: what is looked for.
        masked: whether personal data is hidden from the viewer.
    """
    sees = frozenset(brand.slug for brand in brands)
    cards, after = list_customers(
        db,
        sees,
        stage=asked.stage,
        brand=asked.brand.slug if asked.brand else None,
        text=asked.text,
        limit=ROWS,
        after=asked.after,
        now=asked.now,
    )
    exact = find_exact(db, asked.text, brands) if asked.text and not asked.after else []
    profiles = find_profiles(db, [*exact, *(card.customer for card in cards)], sees, asked.now)
    names = {brand.slug: brand.name for brand in brands}
    hints = {card.customer: card.hint for card in cards}

    def tell(numbers: Iterable[int]) -> list[Row]:
        known = (profiles[number] for number in numbers if number in profiles)
        return [_row(each, hints.get(each.customer, ""), names, masked=masked) for each in known]

    return Page(
        exact=tell(exact),
        rows=tell(number for number in hints if number not in exact),
        after=after,
    )


def call_customer(label: str, *, masked: bool) -> str:
    """Return what to call a customer: the label as the viewer may see it, or a word for nobody."""
    if not label:
        return _("Anonymous visitor")
    return mask_name(label) if masked else label


def _row(profile: Profile, hint: str, names: dict[str, str], *, masked: bool) -> Row:
    return Row(
        customer=customer_id(profile.customer),
        label=call_customer(profile.label, masked=masked),
        hint=mask_name(hint) if masked else hint,
        stages=[(names[brand], fact.current) for brand, fact in profile.stages.items()],
        last_seen=profile.last_seen,
        events=profile.events,
    )
