"""``dangol init``: make or upgrade the data folder."""

from typing import Annotated

import typer

from dangol.config import data_folder
from dangol.config.cli.options import (
    DEFAULT_DATA,
    AsJson,
    Data,
    note,
    print_json,
    refuse_empty,
    say,
    tell_copy,
)
from dangol.kernel import clock

BrandName = Annotated[
    str | None, typer.Option("--brand", callback=refuse_empty, help="Name of a brand to have.")
]


def init(data: Data = DEFAULT_DATA, brand: BrandName = None, json: AsJson = False) -> None:
    """Make or upgrade the data folder; running it again changes nothing that is there."""
    from dangol.config.creation import create  # `dangol init` alone pays for Django

    folder = data_folder.at_path(data)
    if not folder.exists:
        note("Making the data folder {path} …", path=folder.path)
    created = create(folder, brand, now=clock.now(), tell=tell_copy)
    if json:
        print_json(created)
        return
    say("The data folder {path} is ready.", path=created.data)
    if created.users:
        say("People who can sign in; note the passwords now, they are not shown again:")
        for person in created.users:
            print(f"  {person.name:<12} {person.password:<20} {person.role}")
    else:
        say(
            "There are people who can sign in. A new password for one of them: dangol people "
            "password NAME --data {path}",
            path=created.data,
        )
    if created.api_key:
        say("API key, shown this once: {key}", key=created.api_key)
    say("Start with: dangol up --data {path}", path=created.data)
