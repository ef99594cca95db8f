"""The tables of wings and rooms on the architecture page, which say what each one is."""

import re

from tools.house import ROOT

PAGE = ROOT / "docs" / "explanation" / "architecture.md"
ROW = re.compile(r"^\| `([a-z_.]+)` \| (\S.*\.) \|$", re.MULTILINE)


def described_wings(page: str) -> dict[str, str]:
    """Return the one-line description of each wing, by name."""
    return dict(ROW.findall(_section(page, "The wings")))


def described_rooms(page: str) -> dict[str, str]:
    """Return the one-line description of each room, by name."""
    return dict(ROW.findall(_section(page, "The rooms")))


def _section(page: str, title: str) -> str:
    _, _, after = page.partition(f"## {title}\n")
    return after.partition("\n## ")[0]
