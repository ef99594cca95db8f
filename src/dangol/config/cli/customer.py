"""``dangol customer``: one customer, as the house knows them."""

from typing import Annotated

import typer

from dangol.config.cli.opening import chosen_brand, opened
from dangol.config.cli.options import (
    DEFAULT_DATA,
    AsJson,
    Data,
    print_json,
    print_table,
    refuse_empty,
    say,
)
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.clock import format_time
from dangol.kernel.errors import Unusable
from dangol.kernel.ids import customer_id, customer_number
from dangol.live.profiles.contracts import CustomerUnknown, Profile
from dangol.registry.access import api as access
from dangol.registry.access.contracts import Brand

app = typer.Typer(help="One customer, as the house knows them.", no_args_is_help=True)

Ident = Annotated[str, typer.Argument(help="type:value, such as email:mina@example.org, or an id.")]
BrandName = Annotated[
    str | None,
    typer.Option(
        "--brand", callback=refuse_empty, help="Only what this brand knows; needed over a wall."
    ),
]


@app.command("show")
def show(
    ident: Ident, data: Data = DEFAULT_DATA, brand: BrandName = None, json: AsJson = False
) -> None:
    """Show what is known of a customer."""
    with opened(data) as (_, db):
        brands = [chosen_brand(db, brand)] if brand else access.list_brands(db)
        profile = _get_profile(db, ident, brands)
    if json:
        from dangol.edge.customer_json import customer_json  # one shape here and over HTTP

        print_json(customer_json(profile))
    else:
        _tell(profile)


def _get_profile(db: Database, ident: str, brands: list[Brand]) -> Profile:
    from dangol.live.profiles.api import find_profile

    number = _find_number(db, ident, brands)
    profile = None
    if number is not None:
        slugs = frozenset(brand.slug for brand in brands)
        profile = find_profile(db, number, slugs, clock.now())
    if profile is None:
        raise CustomerUnknown(
            "customer_unknown",
            "No customer is known by that. Check the type and the value, such as "
            "email:mina@example.org.",
        )
    return profile


def _find_number(db: Database, ident: str, brands: list[Brand]) -> int | None:
    from dangol.live.identity.api import find_customer, survivor_of

    kind, colon, value = ident.partition(":")
    if not colon:
        number = customer_number(ident)
        if number is None:
            raise Unusable(
                "identifier_unusable",
                "That is neither a customer's id nor type:value, such as user_id:u1.",
            )
        return survivor_of(db, number)
    realms = dict.fromkeys(brand.slug if brand.walled else "" for brand in brands)
    for realm in sorted(realms):
        found = find_customer(db, kind, value, realm)
        if found is not None:
            return found
    return None


def _tell(profile: Profile) -> None:
    say("{label} ({id})", label=profile.label, id=customer_id(profile.customer))
    say(
        "{events} events from {first} to {last}",
        events=profile.events,
        first=format_time(profile.first_seen),
        last=format_time(profile.last_seen),
    )
    rows = [
        *[
            (f"{fact.type}", fact.value, format_time(fact.last_seen))
            for fact in profile.identifiers
        ],
        *[(fact.name, str(fact.value), format_time(fact.at)) for fact in profile.traits.values()],
        *[(brand, fact.current, format_time(fact.since)) for brand, fact in profile.stages.items()],
        *[
            (fact.source, f"{fact.touchpoint} × {fact.events}", format_time(fact.last_seen))
            for fact in profile.touchpoints
        ],
    ]
    print_table(("What", "Known", "Since"), rows)
