"""What the last `dangol log verify` found: kept for the doctor, who has no time to read it all."""

import contextlib

import msgspec

from dangol.config.data_folder import DataFolder, write_whole
from dangol.memory.eventlog.api import Verified


class LastVerified(msgspec.Struct, frozen=True):
    """When the log was last read whole (µs), up to which offset, how many entries were lost."""

    at: int
    head: int
    lost: int


def note_verified(folder: DataFolder, found: Verified, *, now: int) -> None:
    """Write down what was found; a folder that cannot be written does not fail the reading."""
    note = LastVerified(now, found.head, found.lost)
    with contextlib.suppress(OSError):
        write_whole(folder.run / "log-verified.json", msgspec.json.encode(note).decode())


def find_verified(folder: DataFolder) -> LastVerified | None:
    """Return what the last reading found, None where there was none yet."""
    try:
        note = (folder.run / "log-verified.json").read_bytes()
        return msgspec.json.decode(note, type=LastVerified)
    except (OSError, msgspec.DecodeError):
        return None
