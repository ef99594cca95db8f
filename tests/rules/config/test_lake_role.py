"""The role that writes history: what fails is reported, tried again, and holds up no other work."""

import pytest

from dangol.config.lake_keeping import read_lateness
from dangol.config.roles import lake
from dangol.kernel.clock import SECOND
from dangol.kernel.errors import Unusable


class Turns:
    """Lets a loop go round some times, and remembers how long it waited."""

    def __init__(self, turns: int) -> None:
        self._left = turns
        self.waited: list[float | None] = []

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        return False


def test_work_that_fails_holds_up_no_other_and_is_tried_again_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []

    def fails() -> bool:
        raise OSError("somebody's file")

    turns = Turns(3)
    lake._run(turns, fails, lambda: bool(done.append("tidied")))  # type: ignore[arg-type]
    assert done == ["tidied"] * 3
    assert turns.waited == [1.0, 2.0, 4.0]
    assert [record.getMessage() for record in caplog.records] == ["lake failed"] * 3
    assert not any("somebody" in str(record.__dict__.get("error")) for record in caplog.records)


def test_it_goes_on_at_once_while_there_is_work_and_rests_else() -> None:
    works = iter([True, True, False])
    turns = Turns(3)
    lake._run(turns, lambda: next(works))  # type: ignore[arg-type]
    assert turns.waited == [lake.IDLE_SECONDS]


@pytest.mark.parametrize(("said", "microseconds"), [("", 60 * SECOND), ("0.5", SECOND // 2)])
def test_how_late_the_lake_may_be_is_a_setting(said: str, microseconds: int) -> None:
    assert read_lateness({"DANGOL_LAKE_SECONDS": said}) == microseconds


@pytest.mark.parametrize("said", ["soon", "-1", "inf"])
def test_a_setting_that_is_no_number_is_refused_by_its_name(said: str) -> None:
    with pytest.raises(Unusable, match="DANGOL_LAKE_SECONDS"):
        read_lateness({"DANGOL_LAKE_SECONDS": said})
