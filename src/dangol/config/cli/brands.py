"""``dangol brands``: the brands of the house and their walls."""

from typing import Annotated

import msgspec
import typer

from dangol.config.cli.opening import chosen_brand, opened
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, print_json, print_table, say
from dangol.kernel import clock
from dangol.registry.access import api as access

app = typer.Typer(help="The brands of the house, and their walls.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="What people call the brand.")]
Slug = Annotated[str, typer.Argument(help="The brand's short name.")]


@app.command("add")
def add(
    name: Name,
    data: Data = DEFAULT_DATA,
    slug: Annotated[str | None, typer.Option("--slug", help="Its lasting short name.")] = None,
    walled: Annotated[bool, typer.Option("--walled", help="Keep its customers apart.")] = False,
    zone: Annotated[str, typer.Option("--zone", help="Its time zone.")] = "Asia/Seoul",
    currency: Annotated[str, typer.Option("--currency", help="Its currency.")] = "KRW",
    json: AsJson = False,
) -> None:
    """Add a brand to the house."""
    with opened(data) as (_, db):
        brand = access.add_brand(
            db,
            slug or access.brand_slug(name),
            name,
            now=clock.now(),
            walled=walled,
            zone=zone,
            currency=currency,
        )
    if json:
        print_json(msgspec.to_builtins(brand))
        return
    say("The brand {name} is in the house as {slug}.", name=brand.name, slug=brand.slug)


@app.command("list")
def list_all(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Show all brands."""
    with opened(data) as (_, db):
        found = access.list_brands(db)
    if json:
        print_json([msgspec.to_builtins(brand) for brand in found])
        return
    print_table(
        ("Short name", "Name", "Wall", "Time zone", "Currency"),
        [(b.slug, b.name, "yes" if b.walled else "no", b.zone, b.currency) for b in found],
    )


@app.command("wall")
def wall(slug: Slug, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Wall a brand off, for all that is heard and asked from now on."""
    _set(slug, data, json=json, walled=True)


@app.command("open")
def open_wall(slug: Slug, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Open a brand's wall, for all that is heard and asked from now on."""
    _set(slug, data, json=json, walled=False)


def _set(named: str, data: Data, *, json: bool, walled: bool) -> None:
    with opened(data) as (_, db):
        brand = access.set_wall(db, chosen_brand(db, named).slug, walled)
    if json:
        print_json(msgspec.to_builtins(brand))
        return
    say(
        "The brand {name} is walled off." if walled else "The brand {name} is open.",
        name=brand.name,
    )
