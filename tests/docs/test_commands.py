"""What the documentation tells to type works, and prints what it says."""

from pathlib import Path

import pytest

from tests.docs.console import Command, read_page, run_page
from tools.house import ROOT

DOCS = ROOT / "docs"
PAGES = [
    path for path in sorted(DOCS.rglob("*.md")) if "```console" in path.read_text(encoding="utf-8")
]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_the_commands_of_a_page_run_and_print_what_it_says(path: Path, tmp_path: Path) -> None:
    page = read_page(path.read_text(encoding="utf-8"))
    for command, printed in zip(page.commands, run_page(page, tmp_path), strict=True):
        told = f"line {command.line}: $ {command.text}\nprinted:\n{printed}"
        assert command.matches(printed), told


def test_a_page_is_read_as_files_and_commands() -> None:
    file = '```yaml title="a.yaml"\na: 1\n```\n'
    page = read_page(file + "\n```console\n$ cat a.yaml\na: 1\n$ true\\\n> false\n```\n")
    assert page.files == {"a.yaml": "a: 1\n"}
    assert page.commands == [Command(6, "cat a.yaml", ["a: 1"]), Command(8, "true\\\nfalse")]


@pytest.mark.parametrize(
    ("expected", "printed", "matches"),
    [
        (["a", "…", "d"], "a\nb\nc\nd\n", True),
        (["a", "…", "d"], "a\nd\n", True),
        (["key …!"], "key 123!\n", True),
        (["a"], "a", True),
        (["a"], "a\nb\n", False),
        (["b"], "a\n", False),
        ([], "anything\n", True),
    ],
)
def test_printed_lines_are_compared(expected: list[str], printed: str, matches: bool) -> None:
    assert Command(1, "x", expected).matches(printed) is matches


def test_what_a_command_in_the_background_says_belongs_to_no_other(tmp_path: Path) -> None:
    page = read_page("```console\n$ (sleep 0.2; echo late) &\n$ sleep 0.5; echo mine\nmine\n```\n")
    assert run_page(page, tmp_path) == ["", "mine\n"]


def test_dangol_works_where_the_shell_is_and_speaks_where_it_says(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    page = read_page(
        "```console\n"
        "$ (cd elsewhere && dangol init --json 2> told.txt) | grep --count password\n"
        "$ DANGOL_LANGUAGE=ko dangol sources list 2> told.txt || echo $?\n"
        "$ dangol nonsense 2> /dev/null || echo $?\n"
        "```\n"
    )
    assert run_page(page, tmp_path) == ["1\n", "1\n", "2\n"]
    house = tmp_path / "elsewhere"
    assert str(house / "var") in (house / "told.txt").read_text()
    assert "데이터 폴더" in (tmp_path / "told.txt").read_text()


def test_a_failing_command_is_told_with_its_line(tmp_path: Path) -> None:
    page = read_page("```console\n$ true\n$ ls nowhere\n$ true\n```\n")
    with pytest.raises(AssertionError, match="line 3: ls nowhere"):
        run_page(page, tmp_path)
