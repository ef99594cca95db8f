"""The rows of the list of customers: those who go by exactly the text, then all who fit."""

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext as _

from dangol.engines.database import Database
from dangol.kernel.ids import customer_id
from dangol.live.profiles.api import find_profile, list_customers
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
    exact = _find_exact(db, brands, asked)
    names = {brand.slug: brand.name for brand in brands}
    rows = []
    for card in cards:
        if any(profile.customer == card.customer for profile in exact):
            continue
        profile = find_profile(db, card.customer, sees, asked.now)
        if profile is not None:
            rows.append(_row(profile, card.hint, names, masked=masked))
    return Page(
        exact=[_row(profile, "", names, masked=masked) for profile in exact],
        rows=rows,
        after=after,
    )


def call_customer(label: str, *, masked: bool) -> str:
    """Return what to call a customer: the label as the viewer may see it, or a word for nobody."""
    if not label:
        return _("Anonymous visitor")
    return mask_name(label) if masked else label


def _find_exact(db: Database, brands: Sequence[Brand], asked: Asked) -> list[Profile]:
    if not asked.text or asked.after:
        return []
    sees = frozenset(brand.slug for brand in brands)
    found = [find_profile(db, n, sees, asked.now) for n in find_exact(db, asked.text, brands)]
    return [profile for profile in found if profile is not None]


def _row(profile: Profile, hint: str, names: dict[str, str], *, masked: bool) -> Row:
    return Row(
        customer=customer_id(profile.customer),
        label=call_customer(profile.label, masked=masked),
        hint=mask_name(hint) if masked else hint,
        stages=[(names[brand], fact.current) for brand, fact in profile.stages.items()],
        last_seen=profile.last_seen,
        events=profile.events,
    )
