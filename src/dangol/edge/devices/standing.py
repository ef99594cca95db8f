"""How it stands with connected devices: told by the edge, read by ``dangol doctor`` and metrics."""

from pathlib import Path

import msgspec

from dangol.edge.devices.broker import LANES
from dangol.kernel.clock import SECOND

STALE = 30 * SECOND
"""Older than this, it tells nothing any more."""


class DeviceStanding(msgspec.Struct, frozen=True):
    """At an instant (µs): lanes heard, messages waiting, devices connected, messages heard."""

    at: int
    lanes: int
    waiting: int
    devices: int
    heard: int

    @property
    def whole(self) -> bool:
        """Whether every lane is heard."""
        return self.lanes == LANES


def write_device_standing(folder: Path, standing: DeviceStanding) -> None:
    """Write down how it stands.

    Args:
        folder: the data folder.
        standing: how it stands.
    """
    file = _file(folder)
    draft = file.with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(standing))
    draft.chmod(0o600)
    draft.replace(file)


def find_device_standing(folder: Path, now: int) -> DeviceStanding | None:
    """Return how it stands, None where nobody has told it lately."""
    try:
        found = msgspec.json.decode(_file(folder).read_bytes(), type=DeviceStanding)
    except (OSError, msgspec.DecodeError):
        return None
    return found if now - found.at < STALE else None


def _file(folder: Path) -> Path:
    return folder / "run" / "devices.json"
