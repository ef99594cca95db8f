"""A plan in force: each event is held against it, and leaves as it may be kept, or is refused."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from dangol.kernel.event import Event, Flag
from dangol.kernel.masking import mask_text
from dangol.live.collect.rules.personal.masking import HashKeys
from dangol.live.collect.rules.plans.fields import Fields
from dangol.live.collect.rules.plans.omitting import omit_unplanned
from dangol.live.collect.rules.plans.schemas import Fault, Schema
from dangol.live.collect.rules.refusals import EventRefused

if TYPE_CHECKING:
    from dangol.live.collect.rules.plans.document import Part, PlanDocument

LONGEST_PATH = 200

_SENTENCES = {
    "event": (
        "The source's tracking plan does not know the event “{place}”. Correct its name, or add "
        "it to the plan."
    ),
    "missing": (
        "The source's tracking plan asks for “{place}”, and the event does not have it. Send it, "
        "or change the plan."
    ),
    "unplanned": (
        "The source's tracking plan does not know “{place}”. Leave it out, or add it to the plan."
    ),
    "type": (
        "The source's tracking plan has another type for “{place}” than was sent. Send it as "
        "planned, or change the plan."
    ),
    "value": (
        "The source's tracking plan does not allow this value of “{place}”. Send it as planned, "
        "or change the plan."
    ),
    "shape": (
        "The source's tracking plan describes “{place}” in another way than it was sent. Send it "
        "as planned, or change the plan."
    ),
}
_DONE = {"observe": "observed", "flag": "flagged", "omit": "flagged", "block": "blocked"}

_decode = msgspec.json.Decoder().decode
_decode_exactly = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode


class PlanBlocked(EventRefused):
    """An event is not as its source's plan says, and the plan lets only such in.

    Args:
        flags: what it has against the plan, at least one.
    """

    def __init__(self, flags: Sequence[Flag]) -> None:
        super().__init__("plan_blocked")
        self.flags = tuple(flags)

    @property
    def sentence(self) -> str:
        """The first of its faults, with the place, and what to do about it, in English."""
        first = self.flags[0]
        return _SENTENCES[first.kind].replace("{place}", first.path or first.event)


class _Rule:
    """What holds for one event, or for traits.

    Args:
        part: of the document.
        root: where the object stands: ``properties`` or ``traits``.
    """

    def __init__(self, part: "Part", root: str) -> None:
        self.mode = part.mode
        self.root = root
        self.plan = part.schema
        self.schema = None if part.schema is None else Schema(part.schema)

    def hold(self, event: Event, name: str) -> Event:
        """Return an event as its plan lets it be kept.

        Raises:
            PlanBlocked: it is not as planned, and only such events may come in.
        """
        if self.schema is None or self.plan is None:
            return event
        raw = event.traits if self.root == "traits" else event.properties
        if self.mode == "omit":
            return self._omit(event, name, raw)
        value = _decode(raw)
        if self.schema.is_met(value):
            return event
        return self._mark(event, name, self.schema.faults(value))

    def _omit(self, event: Event, name: str, raw: msgspec.Raw) -> Event:
        value = _decode_exactly(raw)
        left_out = omit_unplanned(value, self.plan or {})
        if left_out:
            event = _with_object(event, self.root, msgspec.Raw(_encode(value)))
        flags = [
            Flag(name, "unplanned", tell_path((self.root, *path)), "omitted") for path in left_out
        ]
        event = _with_flags(event, flags)
        rest = _decode(event.traits if self.root == "traits" else event.properties)
        if self.schema is None or self.schema.is_met(rest):
            return event
        return self._mark(event, name, self.schema.faults(rest))

    def _mark(self, event: Event, name: str, faults: Iterable[Fault]) -> Event:
        done = _DONE[self.mode]
        flags = [Flag(name, f.kind, tell_path((self.root, *f.path)), done) for f in faults]
        if self.mode == "block":
            raise PlanBlocked(flags)
        return _with_flags(event, flags)


class Plan:
    """A source's tracking plan, compiled.

    Args:
        document: as it is in force.
        keys: to hash by.
        version: of the document.
    """

    def __init__(self, document: "PlanDocument", keys: HashKeys, version: int = 0) -> None:
        self.version = version
        self._rules = {
            name: _Rule(part, "traits" if name == "group" else "properties")
            for name, part in document.events.items()
        }
        self._named = bool(document.events)
        self._unplanned = document.unplanned
        if document.traits is not None:
            self._rules["identify"] = _Rule(document.traits, "traits")
        self.fields = Fields(document.fields, keys)

    def obey(self, event: Event) -> Event:
        """Return an event as the plan lets it be kept: flagged, without what is unplanned, hidden.

        Raises:
            PlanBlocked: it is not as planned, and only such events may come in.
        """
        is_track = event.type == "track"
        name = event.name if is_track else event.type
        rule = self._rules.get(name)
        if rule is not None:
            event = rule.hold(event, name)
        elif is_track and self._named:
            flag = Flag(mask_text(name), "event", "", _DONE[self._unplanned])
            if self._unplanned == "block":
                raise PlanBlocked([flag])
            event = _with_flags(event, [flag])
        return self.fields.hide(event) if self.fields else event


def tell_path(parts: Iterable[str]) -> str:
    """Return a path as people read it; a name that an address was used for is hidden.

    >>> tell_path(("properties", "items", "[]", "note"))
    'properties.items[].note'
    """
    told = ".".join(mask_text(part) for part in parts).replace(".[]", "[]")
    return told.replace("“", "").replace("”", "")[:LONGEST_PATH]


def _with_object(event: Event, root: str, raw: msgspec.Raw) -> Event:
    changed: dict[str, Any] = {root: raw}
    return msgspec.structs.replace(event, **changed)


def _with_flags(event: Event, flags: Sequence[Flag]) -> Event:
    if not flags:
        return event
    return msgspec.structs.replace(event, flags=(*event.flags, *flags))
