"""Usual requests taken apart by compiled code, where this machine could compile it.

One pass looks for what must never be kept, another reads the events: together a fifth of the time
that it takes Python. It only ever says what is usual. Whatever else a request holds (an escape, a
long number, a name of a secret, anything to refuse) is read by Python as if this room were empty,
and so is everything where there is no compiler.
"""

from typing import NamedTuple

import msgspec

from dangol.kernel.event import EMPTY
from dangol.live.collect.contracts import DEEPEST, LARGEST_EVENT
from dangol.live.collect.rules.body import MOST_EVENTS
from dangol.live.collect.rules.calls import Call
from dangol.live.collect.rules.decoding import is_text
from dangol.live.collect.rules.personal.suspicion import holds_sign_in, is_suspicious, may_hint
from dangol.live.collect.rules.stating import Stated

EDITION = 1
"""Of what is compiled; another one was left behind by another Dangol."""

try:
    from dangol.live.collect.rules.swift import _wire

    COMPILED = _wire.EDITION == EDITION
except ImportError:
    COMPILED = False

if COMPILED:
    _wire.prepare(Stated, msgspec.Raw, EMPTY, LARGEST_EVENT, MOST_EVENTS, DEEPEST)


class Taken(NamedTuple):
    """What the events of a request state, and the ``sentAt`` that stands for all."""

    events: list[Stated]
    sent_at: str | None


def take_apart(body: bytes, call: Call) -> Taken | None:
    """Return what a usual request states; None where it has to be read carefully.

    Nothing in it is what the scan for personal data would hide, and all of it decodes.

    Args:
        body: opened.
        call: ``batch`` for an object with a list of events, else one event.
    """
    if not COMPILED:
        return None
    taken = _wire.take_apart(body, call == "batch")
    if taken is None:
        return None
    events, sent_at, found = taken
    if found and _is_odd(body, found):
        return None
    return Taken(events, sent_at)  # type: ignore[arg-type]  # made by the type that it was given


def _is_odd(body: bytes, found: int) -> bool:
    """Look on where the quick look found what is usual only by what stands around it."""
    if found & _wire.FOREIGN:
        return not is_text(body) or is_suspicious(body)
    if found & _wire.AT and holds_sign_in(body):
        return True
    return bool(found & _wire.TIME) and may_hint(body)
