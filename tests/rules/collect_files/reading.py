"""What the tests of file reading share: a source, a shop's file, and reading it whole."""

from pathlib import Path
from typing import Any

import msgspec

from dangol.kernel.event import Event
from dangol.live.collect.api import Form, RefusedRow, check_mapping, read_rows
from dangol.registry.sources.contracts import Source

NOW = 1_795_000_000_000_000
TILL = Source("till", "store", "onggi", "", True, True, "", NOW)
SHOP = """
event:
  type: track
  name: Order Completed
  user_id: {column: member}
  timestamp: {column: day, format: "%Y-%m-%d", zone: Asia/Seoul}
  properties:
    total: {column: amount, type: decimal}
    currency: KRW
"""
ROWS = "member,day,amount\nm1,2026-03-01,39000\nm2,2026-03-02,12000.50\n"


def read(
    path: Path, mapping: str | None = None, form: Form | None = None
) -> tuple[list[Event], list[RefusedRow]]:
    """Read a whole file."""
    checked = None if mapping is None else check_mapping(mapping)
    groups = list(read_rows(path, TILL, received=NOW, form=form, mapping=checked))
    events = [event for group in groups for event in group.events]
    refused = [row for group in groups for row in group.refused]
    assert sum(group.read for group in groups) == len(events) + len(refused)
    return events, refused


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def properties(event: Event) -> Any:
    """Return an event's properties."""
    return msgspec.json.decode(event.properties)
