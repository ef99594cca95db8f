"""One entry of the log in full, as the drawer of live events shows it."""

import pytest

from dangol.kernel.event import Rejection
from dangol.studio.live_events.entries import tell_entry

CUT = '{"type":"identify","traits":{"이름":"김민아","note":"' + "x" * 100


def refused(raw: str, *, masked: bool) -> str:
    entry = Rejection(
        code="event_too_large",
        message="Too large.",
        source="onggi-web",
        touchpoint="web",
        brand="onggi",
        received=1,
        raw=raw,
    )
    return tell_entry(entry, {"onggi": "Onggi"}, "en", masked=masked).raw


def test_of_a_refused_text_that_was_cut_a_masked_role_reads_only_why() -> None:
    told = refused(CUT, masked=True)
    assert told.startswith("Not shown: ")
    assert "김민아" not in told
    assert refused(CUT, masked=False) == CUT


@pytest.mark.parametrize("masked", [True, False])
def test_a_refused_text_that_is_whole_is_laid_out(masked: bool) -> None:
    assert refused('{"event":"Seen"}', masked=masked) == '{\n  "event": "Seen"\n}'


@pytest.mark.parametrize("raw", ["[" * 5000, "[" * 5000 + "]" * 5000, '{"cut', ""])
def test_whatever_was_refused_can_be_read(raw: str) -> None:
    assert refused(raw, masked=False) == raw
