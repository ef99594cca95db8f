"""``dangol doctor`` and ``dangol bench``: how it is, and how fast it is."""

from typing import Annotated

import typer

from dangol.config import data_folder
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, print_json, print_table, say


def doctor(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Tell what is installed, configured, lagging and failing; changes nothing."""
    from dangol.config.doctor import examine  # looks into most rooms

    found = examine(data_folder.open_folder(data))
    if json:
        print_json(found)
    else:
        state = "reachable" if found.database.reachable else "unreachable"
        print_table(
            ("What", "State"),
            [
                ("Dangol", f"{found.version} (Python {found.python})"),
                ("Data folder", found.data),
                ("Database", f"{found.database.kind}, {state}"),
                ("Event log", f"{found.queue.head} entries, {found.queue.log_bytes} bytes"),
                ("Waiting for the trip", f"{found.queue.lag} entries"),
                ("Disk", f"{found.disk.free_bytes // 1024**2} MB free"),
                ("Address", found.url or "-"),
                *[
                    (role.name, f"{'up' if role.alive else 'down'}, {role.restarts} restarts")
                    for role in found.roles
                ],
                *[(error.at, f"{error.role}: {error.what}") for error in found.errors],
            ],
        )
        for problem in found.problems:
            say("Needs somebody now: {problem}", problem=problem)
    if found.problems:
        raise typer.Exit(1)


def bench(
    name: Annotated[str | None, typer.Argument(help="Which one; all without a name.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A short look.")] = False,
    json: AsJson = False,
    data: Data = DEFAULT_DATA,  # noqa: ARG001, every command takes it; benchmarks make their own
) -> None:
    """Run benchmarks on throw-away folders; needs a checkout of the source."""
    from dangol.config.bench import run_benchmarks  # only a checkout has benchmarks

    rows = []
    for row in run_benchmarks(name, quick=quick):
        rows.append(row)
        if not json:
            print(f"{row.name:<28} {row.value:>14,.3f} {row.unit:<12} {row.against}", flush=True)
    if json:
        print_json(rows)
