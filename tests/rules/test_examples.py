"""The examples in docstrings are true."""

import doctest
import importlib
from pathlib import Path

import pytest

from tools.house import PACKAGE


def modules_with_examples() -> list[str]:
    return [
        module_name(path) for path in sorted(PACKAGE.rglob("*.py")) if ">>>" in path.read_text()
    ]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


@pytest.mark.parametrize("name", modules_with_examples())
def test_the_examples_of_a_module_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
