"""Write one contract a room into `.importlinter`: it is entered by its doors alone.

import-linter has wildcards, but `dangol.*.*.store` as protected lets every store be imported by
whoever matches the wildcard of the importers, other rooms included. So each room gets a contract
that names its modules, and `tests/architecture` fails when the file is behind the disk.
"""

from pathlib import Path

from tools.house import PACKAGE, ROOT, Room, find_rooms

CONFIGURATION = ROOT / ".importlinter"
MARK = "# Below this line: written by `make walls`.\n"


def contract_of_room(room: Room) -> str:
    """Return the contract that keeps a room's inside to itself, empty where all of it is door."""
    inside = [part for part in room.parts() if part not in room.doors]
    if not inside:
        return ""
    entrance = " and ".join(sorted(room.doors)) or "package alone"
    protected = "".join(f"    {room.module}.{part}\n" for part in inside)
    return (
        f"\n[importlinter:contract:wall-{room.name.replace('.', '-')}]\n"
        f"name = {room.name} is entered by its {entrance}\n"
        "type = protected\n"
        f"protected_modules =\n{protected}"
        f"allowed_importers =\n    {room.module}\n"
    )


def with_walls(configuration: str, package: Path = PACKAGE) -> str:
    """Return the configuration with the contracts of the rooms that are on disk."""
    written_by_hand, _, _ = configuration.partition(MARK)
    return written_by_hand + MARK + "".join(map(contract_of_room, find_rooms(package)))


if __name__ == "__main__":
    CONFIGURATION.write_text(with_walls(CONFIGURATION.read_text()))
