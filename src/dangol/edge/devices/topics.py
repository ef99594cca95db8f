"""Topics of devices: which source speaks, and what its message holds.

A topic is ``dangol/v1/SOURCE/CALL``. The source stands in it because a broker hands on what was
published without telling by whom; it sees to it that nobody writes another's name.
"""

from urllib.parse import quote, unquote

import msgspec

from dangol.live.collect.api import EVENT_TYPES, Call
from dangol.live.collect.contracts import BodyUnreadable

ALL = "dangol.v1.>"
"""The subjects of all topics, as the broker spells them."""
_CALLS: dict[str, Call] = {**{word: word for word in EVENT_TYPES}, "batch": "batch"}


class Addressed(msgspec.Struct, frozen=True):
    """What a topic says: a source by its name, and what its message holds; None: no known word."""

    source: str
    call: Call | None


def topic_of(source: str, call: Call) -> str:
    """Return the topic to which a source publishes.

    >>> topic_of("Seoul fridges", "track")
    'dangol/v1/Seoul%20fridges/track'
    """
    return f"dangol/v1/{_spelled(source)}/{call}"


def subjects_of(source: str) -> str:
    """Return the subjects that a source may publish to, as the broker spells them.

    >>> subjects_of("v2.fridges")
    'dangol.v1.v2%2Efridges.>'
    """
    return f"dangol.v1.{_spelled(source)}.>"


def read_subject(subject: str) -> Addressed:
    """Return what a topic says, from the broker's spelling of it.

    >>> read_subject("dangol.v1.v2%2Efridges.track")
    Addressed(source='v2.fridges', call='track')
    """
    _, _, source, word = subject.split(".", 3)
    return Addressed(unquote(source), _CALLS.get(word))


def topic_unknown() -> BodyUnreadable:
    """Return the refusal of a message whose topic ends in no known word."""
    return BodyUnreadable(
        "topic_unknown",
        "The topic must end in track, identify, page, screen, group, alias or batch.",
    )


def _spelled(source: str) -> str:
    """Return a name without what has a meaning in topics or in the broker's subjects."""
    return quote(source, safe="").replace(".", "%2E")
