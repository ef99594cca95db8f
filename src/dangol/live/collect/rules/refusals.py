"""Why one event is not accepted: a code and a sentence each, nothing left to guess.

The sentences have no placeholders, so that the sentence in the log is the key of its translation.
"""

from collections.abc import Callable

from dangol.kernel.event import Event, Flag

SENTENCES = {
    "event_not_object": "An event must be a JSON object.",
    "event_too_large": "The event is larger than 32 KB. Send less in it.",
    "event_too_deep": "The event is nested deeper than 32 levels. Send flatter properties.",
    "text_unreadable": "The event's text is not valid UTF-8. Encode it as UTF-8 and send it again.",
    "text_has_nul": "The event's text holds a NUL character. Remove it and send the event again.",
    "number_out_of_range": (
        "The event holds a number beyond 64 bits. Send such a number as text, in quotes."
    ),
    "type_unknown": "The type must be track, identify, page, screen, group or alias.",
    "event_name_missing": "A track call must name what happened in event.",
    "event_name_unusable": "event must be a text of at most 255 characters.",
    "name_unusable": "name must be a text of at most 255 characters.",
    "user_id_unusable": "userId must be a text of at most 255 characters, or a number.",
    "anonymous_id_unusable": "anonymousId must be a text of at most 255 characters, or a number.",
    "previous_id_unusable": "previousId must be a text of at most 255 characters, or a number.",
    "group_id_unusable": "groupId must be a text of at most 255 characters, or a number.",
    "message_id_unusable": "messageId must be a text of at most 255 characters, or a number.",
    "device_id_unusable": (
        "context.device.id must be a text of at most 255 characters, or a number."
    ),
    "external_ids_unusable": (
        "context.externalIds must be a list of at most 20 objects with type and id, the type a "
        "word of letters, digits, dots, hyphens and underscores."
    ),
    "identifier_missing": (
        "The event does not say whose it is. Send userId, anonymousId, or another identifier."
    ),
    "previous_id_missing": "An alias call must name the former id in previousId.",
    "group_id_missing": "A group call must name the group in groupId.",
    "traits_not_object": "traits must be a JSON object.",
    "properties_not_object": "properties must be a JSON object.",
    "context_not_object": "context must be a JSON object.",
    "too_many_names": (
        "The source sent more new names of events in a day than it may, so names that it did not "
        "send before are refused. Look for a name that holds a number or an id; if all are right, "
        "raise the limit of the source and send the refused events again."
    ),
    "over_limit": (
        "The source sent more than its limits let in. Raise the limit of the source, or have it "
        "send less at a time, then send the refused events again."
    ),
    "source_silenced": (
        "The source was silenced when this came. Let it speak again, then send the refused events "
        "again."
    ),
    "timestamp_unusable": (
        "timestamp must be a time such as 2026-11-22T09:00:00.123Z, as ISO 8601 writes it."
    ),
    "timestamp_too_old": (
        "The event's time lies before 1990, so the sender's clock is wrong. Set the clock, or send "
        "sentAt so that the time can be corrected."
    ),
}


class EventRefused(Exception):
    """One event cannot be accepted.

    ``flags`` tells what it has against its source's tracking plan, where that is the reason.

    Args:
        code: a key of ``SENTENCES``.
    """

    flags: tuple[Flag, ...] = ()

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do about it, in English."""
        return SENTENCES[self.code]


def refuse_by(code: str) -> Callable[[Event], None]:
    """Return what refuses every event for a reason that lies in none of them.

    Args:
        code: a key of ``SENTENCES``.
    """

    def refuse(_event: Event) -> None:
        raise EventRefused(code)

    return refuse
