"""Every wing and room is described in one line, looks like the others, and has its wall."""

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.architecture.described import PAGE, described_rooms, described_wings
from tools.house import PACKAGE, ROOT, Room, find_rooms, find_wings
from tools.walls import CONFIGURATION, with_walls

DRAWERS = re.compile(r"(^|_)(utils?|helpers?|common|misc)$")
LONGEST_MODULE = 500


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def module_name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def packages_below_wings() -> list[Path]:
    return sorted(PACKAGE.glob("*/__init__.py")) + [
        room.folder / "__init__.py" for room in find_rooms()
    ]


def test_every_wing_is_described_and_every_description_has_its_wing() -> None:
    assert sorted(described_wings(PAGE.read_text())) == find_wings()


def test_every_room_is_described_and_every_description_has_its_room() -> None:
    assert sorted(described_rooms(PAGE.read_text())) == sorted(room.name for room in find_rooms())


def test_a_wing_holds_rooms_and_no_loose_modules() -> None:
    loose = [
        module_name(path)
        for wing in {room.folder.parent for room in find_rooms()}
        for path in wing.glob("*.py")
        if path.name != "__init__.py"
    ]
    assert loose == []


def test_the_contracts_are_those_of_the_rooms_on_disk() -> None:
    written = CONFIGURATION.read_text()
    assert with_walls(written) == written, "run `make walls`"


def test_no_contract_has_a_list_of_exceptions() -> None:
    assert "ignore_imports =" not in CONFIGURATION.read_text()


@pytest.mark.parametrize("path", packages_below_wings(), ids=module_name)
def test_a_wing_and_a_room_say_what_they_own_take_and_give(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    lines = [line for line in docstring.splitlines() if line]
    assert 2 <= len(lines) <= 4


@pytest.mark.parametrize("room", find_rooms(), ids=lambda room: room.name)
def test_a_room_has_a_contract_and_a_door(room: Room) -> None:
    assert room.doors <= set(room.parts())


@pytest.mark.parametrize("path", modules(PACKAGE), ids=module_name)
def test_a_module_is_short_and_named_for_what_it_answers(path: Path) -> None:
    assert not DRAWERS.search(path.stem if path.stem != "__init__" else path.parent.name)
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE


def test_no_folder_is_a_drawer() -> None:
    folders = {path.parent for path in modules(PACKAGE) + modules(ROOT / "tests")}
    assert [module_name(folder) for folder in folders if DRAWERS.search(folder.name)] == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("sql/*.sql")), ids=module_name)
def test_every_query_has_a_name_and_a_purpose(path: Path) -> None:
    heads = re.findall(r"^-- name: *(\w+) *\n(.*)\n", path.read_text(), re.MULTILINE)
    assert heads
    assert [name for name, purpose in heads if not re.match(r"-- \S+ \S", purpose)] == []


def test_the_kernel_stands_on_the_standard_library_and_msgspec_alone() -> None:
    allowed = sys.stdlib_module_names | {"dangol", "msgspec"}
    foreign = {
        (module_name(path), name)
        for path in modules(PACKAGE / "kernel")
        for name in top_level_imports(path)
        if name not in allowed
    }
    assert foreign == set()


def top_level_imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names
