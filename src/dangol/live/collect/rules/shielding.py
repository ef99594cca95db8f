"""What stands between a request and the log: the scan for personal data, then the source's plan."""

from collections.abc import Sequence

import msgspec

from dangol.kernel.clock import to_datetime
from dangol.kernel.event import Event, Flag, Rejection
from dangol.live.collect.rules.personal.masking import HashKeys
from dangol.live.collect.rules.personal.screening import (
    Findings,
    screen,
    screen_json,
    screen_one,
    screen_text,
)
from dangol.live.collect.rules.personal.walking import Finding
from dangol.live.collect.rules.plans.obeying import Plan, tell_path
from dangol.live.collect.rules.refusals import EventRefused

MOST_FLAGS = 40
"""Flags that one event carries; further ones of it say nothing new."""


class Shield:
    """What every event of a source passes.

    Args:
        keys: to hash by; without any, what is to be hashed is masked.
        plan: of the source, where one is in force.
    """

    def __init__(self, keys: HashKeys | None = None, plan: Plan | None = None) -> None:
        self._keys = keys or HashKeys()
        self._plan = plan

    def screen(
        self, body: bytes, raws: Sequence[bytes], received: int
    ) -> tuple[Sequence[bytes], Findings]:
        """Return the events of a request without what must never be kept, and what that was."""
        return screen(body, raws, received, self._keys)

    def screen_one(self, raw: bytes, year: int) -> tuple[bytes, tuple[Finding, ...]]:
        """Return one event without what must never be kept, and what that was."""
        return screen_one(raw, year, self._keys)

    def screen_body(self, body: bytes, received: int) -> bytes:
        """Return JSON that is no event, such as a delivery, without what must never be kept."""
        return self.hide(screen_json(body, to_datetime(received).year, self._keys)[0])

    def obey(self, event: Event, found: Sequence[Finding] = ()) -> Event:
        """Return an event as it may be kept.

        Args:
            event: read of what the scan left.
            found: what the scan found in it.

        Raises:
            PlanBlocked: the plan does not let it in.
        """
        if found:
            name = event.name if event.type == "track" else event.type
            event = msgspec.structs.replace(event, flags=_flags_of(name, found))
        return event if self._plan is None else self._plan.obey(event)

    def hide(self, raw: bytes) -> bytes:
        """Return what was refused with the plan's fields hidden."""
        if self._plan is None or not self._plan.fields:
            return raw
        return self._plan.fields.hide_in(raw)

    def told(
        self, rejection: Rejection, refusal: EventRefused, found: Sequence[Finding]
    ) -> Rejection:
        """Return a rejection with what was found in the event that was refused."""
        name = refusal.flags[0].event if refusal.flags else ""
        flags = (*_flags_of(name, found), *refusal.flags)
        if not flags:
            return rejection
        return msgspec.structs.replace(rejection, flags=flags[:MOST_FLAGS])


OPEN = Shield()
"""The scan alone, as every source has it."""


def hide_text(raw: bytes, received: int, *, whole: bool = False) -> bytes:
    """Return what could not be read as it may be kept; only its beginning where it is long."""
    return screen_text(raw, received, whole=whole)


def _flags_of(name: str, found: Sequence[Finding]) -> tuple[Flag, ...]:
    flags = (Flag(name, one.kind, tell_path(one.path.split(".")), "masked") for one in found)
    return tuple(dict.fromkeys(flags))[:MOST_FLAGS]
