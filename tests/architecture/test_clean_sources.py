"""Nothing in the sources names the machine on which it was written, or where packages came from."""

import re
from pathlib import Path

from tools.house import ROOT

MACHINE = re.compile(r"(?<![\w.\-])/(?:root|work|Users)/\w")
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links")
FOLDERS = ("src", "tests", "tools", "docs", ".ci")
TEXT = {".py", ".sql", ".md", ".html", ".js", ".css", ".yaml", ".yml", ".toml", ".sh", ".po", ""}


def written_files() -> list[Path]:
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    at_the_root = list(ROOT.glob("*"))
    return [
        path
        for path in at_the_root + inside
        if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts
    ]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in written_files()
        for match in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


def test_the_lock_files_name_no_registry_and_pin_every_package_by_hash() -> None:
    for path in ROOT.glob("requirements*.lock"):
        text = path.read_text(encoding="utf-8")
        assert not ADDRESS.search(text)
        assert text.count("--hash=sha256:") >= len(re.findall(r"^\S+==", text, re.MULTILINE)) > 0
