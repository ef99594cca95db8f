"""What Today says of sources of which events were refused."""

import pytest

from dangol.kernel.clock import HOUR
from dangol.live.trip.contracts import Activity, Heard
from dangol.registry.sources.contracts import Source
from dangol.studio.today import needs
from dangol.studio.today.needs import Need, of_sources

NOW = 1_800_000_000_000_000


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings  # the sentences are the Studio's, so they need Django

    if not settings.configured:
        settings.configure(USE_I18N=False)
    monkeypatch.setattr(needs, "reverse", lambda name, args=(): "/".join((name, *args)))


def told(refused: dict[str, int]) -> list[Need]:
    """Return the needs of sources that speak, with so many refused events each."""
    sources = [Source(name, "web", "shop", "", False, True, "", NOW - HOUR) for name in refused]
    ever = {name: Heard(name, 9, 0, 0, NOW - HOUR, NOW, 0) for name in refused}
    lately = {name: Activity(name, 9, 0, count, NOW) for name, count in refused.items()}
    return [*of_sources(sources, ever, lately, NOW)]


def test_a_few_are_told_apart() -> None:
    one = "1 event of web was refused in the last 24 hours."
    many = "120 events of till were refused in the last 24 hours."
    assert told({"web": 1, "app": 0, "till": 120}) == [
        Need("waiting", one, "studio_sources:one/web"),
        Need("waiting", many, "studio_sources:one/till"),
    ]


def test_many_are_one_sentence() -> None:
    said = "127 events of 4 sources were refused in the last 24 hours, 120 of them of till."
    assert told({"web": 1, "app": 4, "desk": 0, "till": 120, "mail": 2}) == [
        Need("waiting", said, "studio_sources:index")
    ]
