"""Loading that lets others go first, and is never held up for ever."""

import importlib
import sys
from pathlib import Path

import pytest

from dangol.config import standing_back as room
from dangol.config.data_folder import at_path
from dangol.config.standing_back import standing_back


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "ASK_EVERY", 0.001)


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three modules that nobody has imported."""
    names = [f"module_{number}_{tmp_path.name}" for number in range(3)]
    for name in names:
        (tmp_path / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    return names


def test_an_import_waits_until_nobody_is_busy(modules: list[str]) -> None:
    answers = [True, True, True]
    with standing_back(lambda: bool(answers and answers.pop())):
        importlib.import_module(modules[0])
        assert answers == []


def test_all_waiting_together_ends(modules: list[str]) -> None:
    asked = []
    with standing_back(lambda: asked.append(1) is None, longest=0.01):
        for name in modules:
            importlib.import_module(name)
    assert len(asked) == 10
    assert set(modules) <= sys.modules.keys()


def test_afterwards_nobody_is_asked() -> None:
    before = [*sys.meta_path]
    with standing_back(lambda: False):
        pass
    assert sys.meta_path == before


def test_nobody_waits_for_a_trip_that_cannot_be_asked(tmp_path: Path) -> None:
    with room.trip_is_behind(at_path(tmp_path / "nowhere")) as is_behind:
        assert not is_behind()
