"""``dangol doctor`` and ``dangol bench``: how it is, and how fast it is."""

from typing import TYPE_CHECKING, Annotated

import typer

from dangol.config import data_folder
from dangol.config.cli.options import DEFAULT_DATA, AsJson, Data, note, print_json, print_table
from dangol.kernel.words import preferred_language, translate

if TYPE_CHECKING:
    from dangol.config.doctor import Examination, RoleState


def doctor(data: Data = DEFAULT_DATA, json: AsJson = False) -> None:
    """Tell what is installed, configured, lagging and failing; changes nothing."""
    from dangol.config.doctor import PROBLEMS, examine  # looks into most rooms

    found = examine(data_folder.open_folder(data))
    if json:
        print_json(found)
    else:
        print_table(("What", "State"), _findings(found))
    for problem in found.problems:
        note(PROBLEMS[problem])
    if found.problems:
        raise typer.Exit(1)


def _findings(found: "Examination") -> list[tuple[str, str]]:
    language = preferred_language()
    free = found.disk.free_bytes // 1024**2
    return [
        ("Dangol", f"{found.version} (Python {found.python})"),
        (translate("Data folder", language), found.data),
        (translate("Database", language), found.database.kind),
        (translate("Entries in the event log", language), f"{found.queue.head:,}"),
        (translate("Entries that wait for the trip", language), f"{found.queue.lag:,}"),
        (translate("Entries that wait for the lake", language), f"{found.lake.lag:,}"),
        *_devices(found, language),
        (translate("Lake", language), f"{found.lake.bytes // 1024**2:,} MB"),
        (translate("Free disk space", language), f"{free:,} MB"),
        (translate("Address", language), found.url or "-"),
        *[(role.name, _standing(role)) for role in found.roles],
        *[(error.at, f"{error.role}: {error.what}") for error in found.errors],
    ]


def _devices(found: "Examination", language: str) -> list[tuple[str, str]]:
    if found.devices is None:
        return []
    return [
        (translate("Devices connected", language), f"{found.devices.devices:,}"),
        (translate("Messages of devices that wait", language), f"{found.devices.waiting:,}"),
    ]


def _standing(role: "RoleState") -> str:
    language = preferred_language()
    if role.alive:
        return translate("Up, restarted {times} times", language).format(times=role.restarts)
    return translate("Down, restarted {times} times", language).format(times=role.restarts)


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
