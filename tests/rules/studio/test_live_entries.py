"""What was refused, as the drawer of live events lays it out."""

import pytest

from dangol.studio.live_events.entries import lay_out


@pytest.mark.parametrize("masked", [True, False])
@pytest.mark.parametrize("raw", ["[" * 5000, "[" * 5000 + "]" * 5000, '{"cut', ""])
def test_whatever_was_refused_can_be_read(raw: str, *, masked: bool) -> None:
    assert lay_out(raw, masked=masked) == raw
