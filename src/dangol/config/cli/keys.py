"""``dangol keys``: API keys for reading and acting."""

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
from dangol.kernel import clock
from dangol.registry.access import api as access
from dangol.registry.access.contracts import Scope

app = typer.Typer(help="API keys: scoped, per brand, kept as hashes.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="What the key is for.")]
Brands = Annotated[
    str | None,
    typer.Option(
        "--brand",
        callback=refuse_empty,
        help="Brands it sees, by commas; without: all that have no wall.",
    ),
]


@app.command("add")
def add(
    name: Name,
    scope: Annotated[Scope, typer.Option("--scope", help="What it may do.")],
    data: Data = DEFAULT_DATA,
    brand: Brands = None,
    json: AsJson = False,
) -> None:
    """Make an API key and show it, this once."""
    named = [part.strip() for part in (brand or "").split(",") if part.strip()]
    with opened(data) as (_, db):
        slugs = [chosen_brand(db, one).slug for one in named]
        key = access.add_key(db, name, scope, slugs, now=clock.now())
    if json:
        print_json({"name": name, "key": key})
        return
    say("API key, shown this once: {key}", key=key)


@app.command("list")
def list_all(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Show all API keys; the keys themselves are not kept."""
    with opened(data) as (_, db):
        found = access.list_keys(db)
    rows = [(key.name, key.scope, sorted(key.view.named)) for key in found]
    if json:
        print_json([{"name": name, "scope": scope, "brands": named} for name, scope, named in rows])
        return
    print_table(
        ("Name", "Scope", "Brands"),
        [(name, scope, ", ".join(named) or "*") for name, scope, named in rows],
    )


@app.command("revoke")
def revoke(name: Name, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Take an API key away; whoever uses it is refused from now on."""
    with opened(data) as (_, db):
        access.revoke_key(db, name)
    if json:
        print_json({"name": name, "revoked": True})
        return
    say("The API key {name} is revoked.", name=name)
