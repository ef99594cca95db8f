"""The house as it stands on disk: its wings, its rooms, and what a room shows to others."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "dangol"

ENGINES = "engines"
WINGS_OF_ROOMS = (ENGINES, "memory", "registry", "live")
DOORS = frozenset({"api", "contracts"})


@dataclass(frozen=True)
class Room:
    """One package below a wing, such as ``live.identity``."""

    name: str
    folder: Path

    @property
    def module(self) -> str:
        """The room's import path."""
        return f"dangol.{self.name}"

    @property
    def doors(self) -> frozenset[str]:
        """What others may import: of an engine the package itself, of other rooms two modules."""
        return frozenset() if self.name.startswith(f"{ENGINES}.") else DOORS

    def parts(self) -> list[str]:
        """Return the names of the modules and packages directly inside, in order."""
        modules = {path.stem for path in self.folder.glob("*.py")}
        packages = {path.parent.name for path in self.folder.glob("*/__init__.py")}
        return sorted((modules | packages) - {"__init__"})


def find_wings(package: Path = PACKAGE) -> list[str]:
    """Return the names of all folders directly below the package, in order."""
    return sorted(_folders(package))


def find_rooms(package: Path = PACKAGE) -> list[Room]:
    """Return all rooms, in order of their names."""
    return [
        Room(f"{wing}.{name}", package / wing / name)
        for wing in WINGS_OF_ROOMS
        for name in sorted(_folders(package / wing))
    ]


def _folders(parent: Path) -> set[str]:
    return {path.name for path in parent.iterdir() if path.is_dir() and path.name[0] not in "_."}
