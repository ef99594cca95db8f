"""The contracts themselves: each offence, planted in a copy of the house, is found."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.described import PAGE, described_rooms, described_wings
from tests.architecture.django_free import frameworks_loaded_by, modules_without_django
from tools.house import PACKAGE, Room, find_rooms, find_wings
from tools.walls import CONFIGURATION, with_walls

LINTER = Path(sys.executable).with_name("lint-imports")
SECTION = re.compile(r"^(\S.*)\n-+$", re.MULTILINE)
"""The title of a part of import-linter's report."""
NOT_CODE = shutil.ignore_patterns("__pycache__", "static", "templates", "LC_MESSAGES")


@dataclass(frozen=True)
class House:
    """A copy of the package with its contracts, to plant offences in."""

    folder: Path

    @property
    def package(self) -> Path:
        return self.folder / "dangol"

    def plant(self, path: str, line: str) -> None:
        """Add a line at the end of a module, made where it is missing."""
        module = self.package / path
        module.parent.mkdir(exist_ok=True)
        with module.open("a") as file:
            file.write(f"\n{line}\n")

    def broken_contracts(self) -> dict[str, str]:
        """Run import-linter; return what it tells of each contract that does not hold, by name."""
        done = subprocess.run(
            [LINTER, "--config", self.folder / ".importlinter", "--no-cache"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        broken = [line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")]
        assert bool(broken) == bool(done.returncode), done.stdout + done.stderr
        titles_and_texts = SECTION.split(done.stdout)[1:]
        told = dict(zip(titles_and_texts[::2], titles_and_texts[1::2], strict=True))
        return {name: told[name] for name in broken}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build(tmp_path)


def build(folder: Path) -> House:
    shutil.copytree(PACKAGE, folder / "dangol", ignore=NOT_CODE)
    configuration = with_walls(CONFIGURATION.read_text(), folder / "dangol")
    (folder / ".importlinter").write_text(configuration)
    return House(folder)


def test_the_house_as_it_is_holds(house: House) -> None:
    assert house.broken_contracts() == {}


OFFENCES = [
    (
        "registry/access/api.py",
        "import dangol.live.trip.api",
        "A wing imports only from the wings below it",
    ),
    (
        "live/profiles/api.py",
        "import dangol.studio",
        "A wing imports only from the wings below it",
    ),
    (
        "live/collect/api.py",
        "import dangol.live.trip.api",
        "In live, a room imports only from the rooms below it",
    ),
    (
        "live/identity/api.py",
        "import dangol.live.collect.contracts",
        "In live, a room imports only from the rooms below it",
    ),
    (
        "registry/access/api.py",
        "import dangol.registry.sources.api",
        "In registry, a room imports only from the rooms below it",
    ),
    (
        "live/trip/api.py",
        "import dangol.live.identity.store",
        "live.identity is entered by its api and contracts",
    ),
    (
        "studio/__init__.py",
        "import dangol.live.profiles.models",
        "live.profiles is entered by its api and contracts",
    ),
    (
        "config/__init__.py",
        "import dangol.registry.access.store",
        "registry.access is entered by its api and contracts",
    ),
    (
        "live/identity/store.py",
        "import dangol.engines.database.queries",
        "engines.database is entered by its package alone",
    ),
    (
        "demo/__init__.py",
        "import dangol.live.profiles.api",
        "The demo is a stranger: it imports the kernel alone and speaks HTTP",
    ),
    (
        "decisions/__init__.py",
        '"""A wing without a place in the order."""',
        "A wing imports only from the wings below it",
    ),
    (
        "live/consent/__init__.py",
        '"""A room without a place in the order."""',
        "In live, a room imports only from the rooms below it",
    ),
]
"""Where, the line to plant, and the contract that it breaks."""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is told of each broken contract where all offences are planted; it names each."""
    house = build(tmp_path_factory.mktemp("offences"))
    for path, line, _ in OFFENCES:
        house.plant(path, line)
    return house.broken_contracts()


@pytest.mark.parametrize(("path", "line", "contract"), OFFENCES)
def test_a_planted_offence_breaks_its_contract(
    broken: dict[str, str], path: str, line: str, contract: str
) -> None:
    module = f"dangol/{path}".removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    imported = line.removeprefix("import ") if line.startswith("import ") else None
    told = rf"{module} -> {imported} \(l\.\d+\)" if imported else module
    assert re.search(rf"^- +{told}$", broken[contract], re.MULTILINE)


@pytest.mark.parametrize("part", ["__init__.py", "rules.py", "store.py", "contracts.py"])
def test_django_in_a_room_is_seen_even_from_its_init(house: House, part: str) -> None:
    house.plant(f"registry/access/{part}", "import django")
    room = Room("registry.access", house.package / "registry" / "access")
    assert frameworks_loaded_by(modules_without_django(room), house.folder) == ["django"]


@pytest.mark.parametrize(("process", "room"), [("trip", "live/profiles"), ("edge", "live/collect")])
def test_django_in_a_rooms_init_is_seen_from_the_process_that_uses_the_room(
    house: House, process: str, room: str
) -> None:
    house.plant(f"{room}/__init__.py", "import django")
    assert frameworks_loaded_by([f"dangol.config.roles.{process}"], house.folder) == ["django"]


@pytest.mark.parametrize("path", ["oddities/__init__.py", "oddities/notes.txt"])
def test_a_wing_that_nobody_described_is_seen(house: House, path: str) -> None:
    house.plant(path, '"""What nobody described."""')
    undescribed = set(find_wings(house.package)) - set(described_wings(PAGE.read_text()))
    assert undescribed == {"oddities"}


def test_a_room_that_nobody_described_is_seen(house: House) -> None:
    house.plant("live/oddities/__init__.py", '"""What nobody described."""')
    names = {room.name for room in find_rooms(house.package)}
    assert names - set(described_rooms(PAGE.read_text())) == {"live.oddities"}


def test_a_described_room_that_is_gone_is_seen(house: House) -> None:
    shutil.rmtree(house.package / "live" / "collect")
    names = {room.name for room in find_rooms(house.package)}
    assert set(described_rooms(PAGE.read_text())) - names == {"live.collect"}


def test_a_new_module_inside_a_room_makes_the_written_contracts_stale(house: House) -> None:
    written = (house.folder / ".importlinter").read_text()
    house.plant("live/identity/secrets_of_identity.py", "ANSWER = 1")
    assert with_walls(written, house.package) != written
