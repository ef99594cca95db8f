"""``dangol plan``: what each source has agreed to send, from files and from what was heard."""

from pathlib import Path
from typing import Annotated

import typer

from dangol.config.cli.documents import read_document
from dangol.config.cli.opening import opened
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, note, print_json, say
from dangol.kernel import clock
from dangol.kernel.errors import Unusable

AUTHOR = "dangol"
LARGEST = 512 * 1024
USUAL_MOST = 20_000
app = typer.Typer(help="Tracking plans: what each source may send.", no_args_is_help=True)

SourceName = Annotated[str, typer.Argument(help="The source's name.")]
File = Annotated[Path, typer.Argument(help="A plan.yaml.")]


@app.command("show")
def show(
    source: SourceName,
    draft: Annotated[bool, typer.Option("--draft", help="The draft instead.")] = False,
    data: Data = DEFAULT_DATA,
    json: AsJson = False,
) -> None:
    """Show a source's plan in force, as it would stand in a file."""
    from dangol.registry.definitions import api as definitions
    from dangol.registry.definitions.contracts import PLAN, DocumentUnknown
    from dangol.registry.sources.api import get_source

    with opened(data) as (_, db):
        brand = get_source(db, source).brand
        find = definitions.find_draft if draft else definitions.find_published
        document = find(db, PLAN, brand, source)
    if document is None:
        raise DocumentUnknown(
            "plan_unknown",
            "The source {source} has no such tracking plan. Draft one: dangol plan infer {source}",
            source=source,
        )
    if json:
        print_json({"source": source, "version": document.version, "text": document.text})
    else:
        print(document.text, end="" if document.text.endswith("\n") else "\n")


@app.command("put")
def put(source: SourceName, file: File, data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Make a file the draft of a source's plan, in place of the one before."""
    from dangol.registry.definitions import api as definitions
    from dangol.registry.definitions.contracts import PLAN
    from dangol.registry.sources.api import get_source

    text = _read_checked(file)
    with opened(data) as (_, db):
        brand = get_source(db, source).brand
        definitions.save_draft(db, PLAN, brand, source, text, AUTHOR, now=clock.now())
    if json:
        print_json({"source": source, "draft": True})
    else:
        say(
            "The draft of the tracking plan of {source} is kept. Publish it to use it.",
            source=source,
        )


@app.command("publish")
def publish(
    source: SourceName,
    file: Annotated[
        Path | None, typer.Argument(help="A plan.yaml; without, the draft is published.")
    ] = None,
    data: Data = DEFAULT_DATA,
    json: AsJson = False,
) -> None:
    """Put a source's draft in force, or a file past the draft; collection obeys within a second."""
    from dangol.registry.definitions import api as definitions
    from dangol.registry.definitions.contracts import PLAN
    from dangol.registry.sources.api import get_source

    text = None if file is None else _read_checked(file)
    now = clock.now()
    with opened(data) as (_, db):
        brand = get_source(db, source).brand
        if text is None:
            document = definitions.publish(db, PLAN, brand, source, AUTHOR, now=now)
        else:
            document = definitions.publish_text(db, PLAN, brand, source, text, AUTHOR, now=now)
    if json:
        print_json({"source": source, "version": document.version})
    else:
        say(
            "Version {version} of the tracking plan of {source} is published.",
            version=document.version,
            source=source,
        )


@app.command("infer")
def infer(
    source: SourceName,
    most: Annotated[
        int, typer.Option("--entries", min=1, help="Entries of the log to look at, the newest.")
    ] = USUAL_MOST,
    keep: Annotated[bool, typer.Option("--put", help="Make it the draft, too.")] = False,
    data: Data = DEFAULT_DATA,
    json: AsJson = False,
) -> None:
    """Draft a plan from what was heard of a source; it observes, so that nothing changes by it."""
    from dangol.live.collect.api import draft_plan
    from dangol.memory.eventlog.api import open_log
    from dangol.registry.definitions import api as definitions
    from dangol.registry.definitions.contracts import PLAN
    from dangol.registry.sources.api import get_source

    with opened(data) as (folder, db):
        brand = get_source(db, source).brand
        found = draft_plan(open_log(folder.path), source, most)
        if not found.events:
            raise Unusable(
                "nothing_heard",
                "Nothing was heard of the source {source} lately. Send some events first, or look "
                "at more entries with --entries.",
                source=source,
            )
        text = found.write()
        if keep:
            definitions.save_draft(db, PLAN, brand, source, text, AUTHOR, now=clock.now())
    if json:
        print_json({"source": source, "events": found.events, "text": text})
    else:
        print(text, end="")
        note("Drafted from {count} events of {source}.", count=found.events, source=source)


def _read_checked(file: Path) -> str:
    from dangol.live.collect.api import check_plan

    text = read_document(file, LARGEST)
    check_plan(text)
    return text
