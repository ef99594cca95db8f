"""What is built ships every file: the package's queries and messages, the source's own tools."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tools.house import PACKAGE, ROOT


def build(kind: str, folder: Path) -> None:
    """Build a wheel or an sdist into a folder."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def test_the_source_is_shipped_with_all_that_its_tools_and_tests_need(tmp_path: Path) -> None:
    build("sdist", tmp_path)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        shipped = {name.partition("/")[2] for name in opened.getnames()}
    assert shipped >= {
        *(".importlinter", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md"),
        *("SECURITY.md", "mkdocs.yml", "pyproject.toml"),
        *("requirements.lock", "requirements-dev.lock"),
    }


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    build("wheel", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    written = {
        str(path.relative_to(PACKAGE.parent))
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert written - shipped == set()
