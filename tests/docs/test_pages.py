"""The documentation builds, its links lead somewhere, and it asks no foreign host."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.house import ROOT

LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
LOADED = re.compile(r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=\"?(https?:)?//([^/\"> ]+)")
IMPORTED = re.compile(r"(?:@import|url\()\s*[\"']?(?:https?:)?//([^/\"') ]+)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_page_is_built_and_no_link_is_dead(site: Path) -> None:
    sources = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    built = {path.relative_to(site).with_suffix(".md") for path in site.rglob("*.html")}
    assert sources <= built


def test_no_page_loads_anything_from_a_foreign_host(site: Path) -> None:
    hosts = {
        (path.name, match[2])
        for path in site.rglob("*.html")
        for match in LOADED.finditer(path.read_text(encoding="utf-8"))
        if 'rel="canonical"' not in match[0]
    }
    styles = {
        (path.name, host)
        for path in site.rglob("*.css")
        for host in IMPORTED.findall(path.read_text(encoding="utf-8"))
    }
    assert hosts | styles == set()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_the_links_of_the_front_pages_lead_somewhere(name: str) -> None:
    links = LINK.findall((ROOT / name).read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith("https://")]
    assert [link for link in local if not (ROOT / link).exists()] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "adr").glob("0*.md")), ids=lambda path: path.stem
)
def test_a_decision_is_titled_with_the_decision_and_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    words = re.sub(r"[^a-z0-9]+", "-", text.splitlines()[0].removeprefix("# ").lower())
    assert words.startswith(path.stem[5:])
    assert "\n## Why\n" in text


def test_every_place_that_the_proofs_name_is_there() -> None:
    page = (ROOT / "docs" / "explanation" / "proofs.md").read_text(encoding="utf-8")
    places = re.findall(r"`(tests/[\w/.]+)`", page)
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []
