"""``dangol sources``: make and list sources, change their keys, silence them."""

from typing import Annotated

import msgspec
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
from dangol.kernel.event import Touchpoint
from dangol.kernel.words import preferred_language, translate
from dangol.live.collect.api import MOST_NAMES
from dangol.registry.sources import api as sources
from dangol.registry.sources.contracts import Limits

app = typer.Typer(help="The systems that send events, and their write keys.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The source's lasting name.")]
Brand = Annotated[
    str | None, typer.Option("--brand", callback=refuse_empty, help="Short name of its brand.")
]
PerSecond = Annotated[
    int | None, typer.Option("--per-second", help="Events a second; 0 takes the limit away.")
]
PerDay = Annotated[
    int | None, typer.Option("--per-day", help="Events a day (UTC); 0 takes the limit away.")
]
MostNames = Annotated[
    int | None,
    typer.Option("--names", help="Names of tracked events a day (UTC); 0 is the usual limit."),
]
Secret = Annotated[bool, typer.Option("--secret", help="A server's secret key, shown this once.")]


@app.command("add")
def add(
    name: Name,
    touchpoint: Annotated[Touchpoint, typer.Option("--touchpoint", help="What speaks.")],
    data: Data = DEFAULT_DATA,
    brand: Brand = None,
    secret: Secret = False,
    json: AsJson = False,
) -> None:
    """Make a source and show its write key."""
    with opened(data) as (_, db):
        slug = chosen_brand(db, brand).slug
        source, key = sources.add_source(db, name, touchpoint, slug, secret=secret, now=clock.now())
    if json:
        print_json(
            {
                "name": source.name,
                "write_key": key,
                "touchpoint": source.touchpoint,
                "brand": source.brand,
            }
        )
        return
    say("The source {name} can send events with the write key {key}", name=name, key=key)
    if secret:
        say("The key is secret and is not shown again.")


@app.command("list")
def list_all(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Show all sources."""
    with opened(data) as (_, db):
        found = sources.list_sources(db)
    if json:
        print_json([msgspec.to_builtins(source) for source in found])
        return
    if not found:
        say("There is no source yet. Make one: dangol sources add NAME --touchpoint web")
        return
    print_table(
        ("Name", "Touchpoint", "Brand", "Write key", "State"),
        [
            (s.name, s.touchpoint, s.brand, s.write_key or "•••", "on" if s.enabled else "off")
            for s in found
        ],
    )


@app.command("rotate")
def rotate(name: Name, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Give a source a new write key; the old one ends at once."""
    with opened(data) as (_, db):
        key = sources.rotate_key(db, name)
    if json:
        print_json({"name": name, "write_key": key})
        return
    say("The source {name} can send events with the write key {key}", name=name, key=key)


@app.command("limit")
def limit(
    name: Name,
    data: Data = DEFAULT_DATA,
    per_second: PerSecond = None,
    per_day: PerDay = None,
    names: MostNames = None,
    json: AsJson = False,
) -> None:
    """Say how much a source may send; what is not named stays as it is."""
    with opened(data) as (_, db):
        now = sources.get_source(db, name).limits
        wanted = Limits(
            _changed(now.per_second, per_second),
            _changed(now.per_day, per_day),
            _changed(now.most_names, names),
        )
        source = sources.set_limits(db, name, wanted)
    if json:
        print_json({"name": name, **msgspec.to_builtins(source.limits)})
        return
    say(
        "The source {name} may send {per_second} events a second, {per_day} events and {names} "
        "names of events a day (UTC).",
        name=name,
        per_second=_told(source.per_second),
        per_day=_told(source.per_day),
        names=_told(source.most_names or MOST_NAMES),
    )


def _changed(now: int | None, wanted: int | None) -> int | None:
    """Return a limit as it is wanted: unchanged where nothing is said, none where 0 is."""
    return now if wanted is None else wanted or None


def _told(most: int | None) -> str:
    if most is not None:
        return f"{most:,}"
    return translate("any number of", preferred_language())


@app.command("enable")
def enable(name: Name, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Let a source speak again."""
    _switch(name, data, json=json, enabled=True)


@app.command("disable")
def disable(name: Name, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Silence a source; what it sent before stays."""
    _switch(name, data, json=json, enabled=False)


def _switch(name: str, data: Data, *, json: bool, enabled: bool) -> None:
    with opened(data) as (_, db):
        sources.set_enabled(db, name, enabled)
    if json:
        print_json({"name": name, "enabled": enabled})
        return
    say(
        "The source {name} may send events."
        if enabled
        else "The source {name} is silenced; what it sends is refused.",
        name=name,
    )
