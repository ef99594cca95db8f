"""Which tests share a worker, and which are given out first."""

import pytest

from tests.scheduling import group_of, place_of


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/browser/test_today.py::test_x", "browser, rooms"),
        ("tests/browser/test_rights.py::test_x", "browser, whole Studio"),
        ("tests/trip/test_kill.py::test_x", "test_kill"),
        ("tests/fuzz/test_wire.py::test_x", "fuzz"),
        ("tests/docs/test_pages.py::test_x[a@b]", "test_pages"),
        ("tests/engines/test_queries.py::test_x[1]", "tests/engines/test_queries.py::test_x[1]"),
    ],
)
def test_a_test_shares_a_worker_with_those_of_its_server(test: str, group: str) -> None:
    assert group_of(test) == group


def test_what_takes_longest_is_given_out_first() -> None:
    tests = [
        "tests/rooms/lake/test_reading.py::test_x",
        "tests/docs/test_pages.py::test_x",
        "tests/trip/test_demo.py::test_x",
        "tests/trip/test_kill.py::test_x",
        "tests/browser/test_today.py::test_x",
    ]
    assert sorted(tests, key=place_of) == tests[::-1]
