"""How much of what was refused is kept, by the environment."""

import pytest

from dangol.config.roles.trip import read_keep
from dangol.live.trip.contracts import Keep


@pytest.mark.parametrize(
    ("environment", "keep"),
    [
        ({}, Keep(1000, 30)),
        ({"DANGOL_REFUSED_KEPT": "5", "DANGOL_REFUSED_DAYS": "7"}, Keep(5, 7)),
        ({"DANGOL_REFUSED_KEPT": "0", "DANGOL_REFUSED_DAYS": "-1"}, Keep(1000, 30)),
        ({"DANGOL_REFUSED_KEPT": "many"}, Keep(1000, 30)),
    ],
)
def test_what_is_no_number_is_the_usual(environment: dict[str, str], keep: Keep) -> None:
    assert read_keep(environment) == keep
