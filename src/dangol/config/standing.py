"""Who runs on a data folder: written by the supervisor, read by ``dangol doctor`` and others."""

import contextlib
import os

import msgspec

from dangol.config.data_folder import DataFolder, is_held

DEVICES = "mqtt"
"""The role of the broker that connected devices speak to; it runs only where it is asked for."""


class RoleStanding(msgspec.Struct):
    """One role's process: since when it runs, how often it was restarted, how it last ended."""

    name: str
    pid: int
    started: int
    restarts: int = 0
    last_end: str = ""
    ended: int | None = None


class Standing(msgspec.Struct):
    """One supervised tree, and where it answers."""

    pid: int
    host: str
    port: int
    web_port: int
    started: int
    roles: list[RoleStanding]


def write_standing(folder: DataFolder, standing: Standing) -> None:
    """Write down who runs; a full disk does not stop who runs."""
    file = folder.run / "up.json"
    draft = file.with_suffix(".new")
    with contextlib.suppress(OSError):
        draft.write_bytes(msgspec.json.encode(standing))
        draft.replace(file)


def find_standing(folder: DataFolder) -> Standing | None:
    """Return who runs on the folder, or None where nothing does, whatever an old file says."""
    if not is_held(folder):
        return None
    try:
        return msgspec.json.decode((folder.run / "up.json").read_bytes(), type=Standing)
    except (OSError, msgspec.DecodeError):
        return None


def is_alive(pid: int) -> bool:
    """Tell whether a process of ours is there."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
