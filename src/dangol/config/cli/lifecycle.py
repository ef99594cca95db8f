"""``dangol lifecycle``: the rules of the stages, from files."""

from pathlib import Path
from typing import Annotated

import typer

from dangol.config.cli.documents import read_document
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

KIND = "lifecycle"
LARGEST = 256 * 1024
AUTHOR = "dangol"
app = typer.Typer(help="The rules of the six stages, a brand each.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A lifecycle.yaml.")]
Brand = Annotated[
    str | None, typer.Option("--brand", callback=refuse_empty, help="Short name of the brand.")
]


@app.command("show")
def show(data: Data = DEFAULT_DATA, brand: Brand = None, json: AsJson = False) -> None:
    """Show the rules in force, as they would stand in a file."""
    from dangol.live.profiles.api import lifecycle_in_force

    with opened(data) as (_, db):
        slug = chosen_brand(db, brand).slug
        version, text = lifecycle_in_force(db, slug)
    if json:
        print_json({"brand": slug, "version": version, "text": text})
    else:
        print(text, end="" if text.endswith("\n") else "\n")


@app.command("check")
def check(file: File, data: Data = DEFAULT_DATA, brand: Brand = None, json: AsJson = False) -> None:
    """Tell whether a file holds usable rules."""
    _read_checked(file)
    if brand is not None:
        with opened(data) as (_, db):
            chosen_brand(db, brand)
    if json:
        print_json({"file": str(file), "ok": True})
    else:
        say("The rules in {file} can be used.", file=file)


@app.command("preview")
def preview(
    file: File, data: Data = DEFAULT_DATA, brand: Brand = None, json: AsJson = False
) -> None:
    """Tell how many customers a file's rules would move, from where to where; changes nothing."""
    from dangol.live.profiles.api import preview_lifecycle

    text = _read_checked(file)
    with opened(data) as (_, db):
        slug = chosen_brand(db, brand).slug
        found = preview_lifecycle(db, slug, text, clock.now())
    moves = [
        {"from": came_from, "to": went_to, "customers": count}
        for (came_from, went_to), count in sorted(found.moves.items())
    ]
    if json:
        print_json(
            {"brand": slug, "customers": found.customers, "moving": found.moving, "moves": moves}
        )
        return
    say(
        "{moving} of {customers} customers would move.",
        moving=found.moving,
        customers=found.customers,
    )
    if moves:
        print_table(
            ("From", "To", "Customers"),
            [(str(move["from"]), str(move["to"]), str(move["customers"])) for move in moves],
        )


@app.command("publish")
def publish(
    file: File, data: Data = DEFAULT_DATA, brand: Brand = None, json: AsJson = False
) -> None:
    """Put a file's rules in force; history is restaged by the trip. Drafts stay."""
    from dangol.memory.eventlog.api import open_log
    from dangol.registry.definitions import api as definitions

    text = _read_checked(file)
    with opened(data) as (folder, db):
        slug = chosen_brand(db, brand).slug
        now = clock.now()
        document = definitions.publish_text(db, KIND, slug, KIND, text, AUTHOR, now=now)
        definitions.announce(open_log(folder.path), document, now=now)
    if json:
        print_json({"brand": slug, "version": document.version})
    else:
        say(
            "Version {version} of the lifecycle of {brand} is published. Customers are restaged "
            "while `dangol up` runs.",
            version=document.version,
            brand=slug,
        )


def _read_checked(file: Path) -> str:
    from dangol.live.profiles.api import check_lifecycle

    text = read_document(file, LARGEST)
    check_lifecycle(text)
    return text
