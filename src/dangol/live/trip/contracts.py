"""What crosses the wall of the trip."""

import msgspec

from dangol.kernel.errors import Unavailable, Unknown
from dangol.kernel.event import Touchpoint
from dangol.live.identity.contracts import Resolved


class Resolution(msgspec.Struct, frozen=True):
    """What became of the entries of one chunk, in order; None for what is no event.

    ``Resolved.names`` is empty here: the events themselves carry them. ``lost`` tells that
    the chunk could not be read, so that nothing is known of its entries.
    """

    first: int
    count: int
    outcomes: list[Resolved | None]
    lost: bool = False


class TripState(msgspec.Struct, frozen=True):
    """How far the trip is: next offset to read, when it last committed, its last failure."""

    offset: int
    at: int
    failure: str
    failed_at: int | None


class Activity(msgspec.Struct, frozen=True):
    """What was heard from one source in a while: events by outcome, when the last one arrived."""

    source: str
    accepted: int
    duplicates: int
    rejected: int
    last_heard: int


class Heard(msgspec.Struct, frozen=True):
    """All that was ever heard from one source: events by outcome, when first and last (µs).

    ``longest_silence`` is the longest time between two events' arrivals that there was so far.
    """

    source: str
    accepted: int
    duplicates: int
    rejected: int
    first_heard: int
    last_heard: int
    longest_silence: int


class Violation(msgspec.Struct, frozen=True):
    """What one source sends against its plan, or what was hidden in what it sends.

    ``event``, ``path``, ``kind`` and ``done`` are those of the flag; the times are of receipt (µs);
    ``position`` is the log offset of the latest event with it.
    """

    source: str
    event: str
    path: str
    kind: str
    done: str
    brand: str
    count: int
    first_seen: int
    last_seen: int
    position: int


class SetAside(msgspec.Struct, frozen=True):
    """An entry that the trip could not work on: it stays in the log, and the trip goes on."""

    offset: int
    error: str
    at: int


TURNED_AWAY = "source.turned_away"
"""The action of a control that tells how many requests a limit turned away."""
REDRIVEN = "refused.redriven"
"""The action of a control that tells that a refused event was sent again."""
ROOM_FOR_ALL = 2**62
"""Behind every offset and every instant."""


class TurnedAway(msgspec.Struct, frozen=True):
    """How many requests of a source were turned away by a limit since this was last told."""

    source: str
    code: str
    requests: int


class Redriven(msgspec.Struct, frozen=True):
    """The refused event at ``position`` was sent again.

    With an empty ``code`` it was let in, and stands in the log right before the control that tells
    so: the last of its events, where it was a delivery that became several. Else it was refused
    again for that reason, and nothing was added.
    """

    position: int
    code: str = ""
    message: str = ""


class Keep(msgspec.Struct, frozen=True):
    """How many refused events are kept of each source and code, and for how many days."""

    refused: int = 1_000
    days: int = 30


class Refused(msgspec.Struct, frozen=True):
    """A refused event that is kept: where it stood in the log, why, and what became of it.

    ``whole`` tells that it can be sent again; ``solved`` is the offset of the event that it became
    then, ``tried_at`` and ``tried_code`` when it was last refused again and why. Times are µs.
    """

    position: int
    source: str
    brand: str
    touchpoint: Touchpoint
    code: str
    message: str
    message_id: str
    type: str
    name: str
    received: int
    whole: bool
    solved: int | None
    solved_at: int | None
    tried_at: int | None
    tried_code: str
    tried_message: str
    raw: str = ""
    call: str = ""
    sent_at: int | None = None


class RefusedFilter(msgspec.Struct, frozen=True):
    """Which refused events are asked for; what is empty does not narrow.

    ``state`` is ``open``, ``ready`` (open, and can be sent again) or ``solved``. ``text`` is looked
    for in name and message id; ``deep``: also in what they say.
    """

    brands: frozenset[str]
    source: str = ""
    code: str = ""
    state: str = ""
    text: str = ""
    deep: bool = False
    since: int = 0
    until: int = ROOM_FOR_ALL
    before: int = ROOM_FOR_ALL


class Resent(msgspec.Struct, frozen=True):
    """What became of refused events that were sent again: let in, refused again, not there."""

    accepted: int
    refused: int
    passed_over: int


class HourOfSource(msgspec.Struct, frozen=True):
    """What one source sent in one hour (its beginning in µs), by outcome."""

    hour: int
    accepted: int
    duplicates: int
    rejected: int


class RefusedUnknown(Unknown):
    """No refused event is kept from there."""


class LostSpan(msgspec.Struct, frozen=True):
    """Entries that were acknowledged, but were not in the log any more when the trip came to them.

    ``reason`` is what the log says of the damage, or ``forgotten``: the database is older than the
    oldest entry that the log holds.
    """

    first: int
    count: int
    reason: str
    at: int


class TripRunning(Unavailable):
    """Another process is this data folder's trip."""
