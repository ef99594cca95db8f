"""Which tests one worker of pytest-xdist runs together, and in which order they are given out.

Marks of groups do not help: xdist 3.8 writes them into ids that pytest 9.2 makes anew, so tests
that share a server would run on each worker, with a server each.
"""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

WHOLE_STUDIO = ("test_asking", "test_every_page", "test_rights", "test_signing_in")
"""Files of the browser that look at all rooms: together as dear as the files of single rooms."""
DEAREST = (
    *("browser, whole Studio", "browser, rooms"),
    *("sdks", "test_kill", "test_mqtt_kill", "test_demo", "test_cdnow", "fuzz"),
    *("test_snapshot", "test_supervisor", "test_cli"),
)
"""Groups that take longest, in this order: who is given one of them last works on alone."""
DEAR = ("docs", "trip", "architecture")
"""Folders whose tests start processes; the many small tests fill what they leave of the time."""
TOGETHER = ("test_pages", "test_contracts", "test_snapshot")
"""Files whose tests share what is dear to make, besides those of the trip."""


def group_of(test: str) -> str:
    """Return whom a test shares a worker with: a house, a server, a file; else nobody.

    >>> group_of("tests/trip/test_web.py::test_x"), group_of("tests/browser/test_today.py::test_x")
    ('test_web', 'browser, rooms')
    """
    path = PurePosixPath(test.partition("::")[0])
    if path.parent.name == "browser":
        return "browser, whole Studio" if path.stem in WHOLE_STUDIO else "browser, rooms"
    if path.parent.name in ("sdks", "fuzz"):
        return path.parent.name
    if path.parent.name == "trip" or path.stem in TOGETHER:
        return path.stem
    return test


def place_of(test: str) -> int:
    """Return how early a test is given out; 0 is first."""
    group = group_of(test)
    if group in DEAREST:
        return DEAREST.index(group)
    return len(DEAREST) + (PurePosixPath(test.partition("::")[0]).parent.name not in DEAR)


class Groups(LoadScopeScheduling):
    """Gives whole groups to workers."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
