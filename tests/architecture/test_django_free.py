"""Rooms, the edge and the trip never load Django: collection must start and run without it."""

import pytest

from tests.architecture.django_free import frameworks_loaded_by, modules_without_django
from tools.house import PACKAGE, Room, find_rooms

WINGS_WITHOUT_DJANGO = ("edge", "kernel", "engines", "demo")
PROCESSES_WITHOUT_DJANGO = (
    "dangol.config.roles.edge",
    "dangol.config.roles.trip",
    "dangol.config.roles.lake",
    "dangol.config.supervisor",
    "dangol.config.cli.main",
)


@pytest.mark.parametrize("room", find_rooms(), ids=lambda room: room.name)
def test_a_rooms_doors_load_no_django(room: Room) -> None:
    assert frameworks_loaded_by(modules_without_django(room)) == []


@pytest.mark.parametrize("wing", WINGS_WITHOUT_DJANGO)
def test_a_wing_without_django_loads_none_from_any_of_its_modules(wing: str) -> None:
    folder = PACKAGE / wing
    modules = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(folder.rglob("*.py"))
        if path.name != "__main__.py"
    ]
    assert modules
    assert frameworks_loaded_by(modules) == []


@pytest.mark.parametrize("module", PROCESSES_WITHOUT_DJANGO)
def test_a_process_without_django_starts_without_it(module: str) -> None:
    assert frameworks_loaded_by([module]) == []
