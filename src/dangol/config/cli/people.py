"""``dangol people``: who signs in, and a new password for somebody who has none."""

from typing import Annotated

import typer

from dangol.config import schema
from dangol.config.cli.opening import opened
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, print_json, print_table, say

app = typer.Typer(help="The people who sign in to the Studio.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name with which the person signs in.")]


@app.command("list")
def list_all(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Show who signs in, and their roles."""
    with opened(data) as (folder, _):
        schema.start_django(folder)
        from dangol.config.people import list_people  # Django is loaded only now

        found = list_people()
    if json:
        print_json(found)
        return
    print_table(
        ("Name", "Roles", "Signs in"),
        [(one.name, ", ".join(one.roles), "yes" if one.active else "no") for one in found],
    )


@app.command("password")
def password(name: Name, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Give somebody a new password and show it, this once; the old one ends, so do open pages."""
    with opened(data) as (folder, _):
        schema.start_django(folder)
        from dangol.config.people import renew_password  # Django is loaded only now

        renewed = renew_password(name)
    if json:
        print_json(renewed)
        return
    say("The password of {name}, shown this once: {password}", **renewed)
