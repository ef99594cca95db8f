"""One entry of the log made ready to be read in full; masked where the viewer must not see whom."""

from collections.abc import Mapping

import msgspec

from dangol.kernel.event import Event, Rejection
from dangol.kernel.words import translate
from dangol.studio.customers.personal import mask_event, mask_json
from dangol.studio.customers.plain_lines import tell
from dangol.studio.customers.story import is_empty, write_raw
from dangol.studio.customers.words import note, say

REFUSED = note("Refused, so it counts nowhere")
NOT_SHOWN = note(
    "Not shown: your role does not see personal data, and in a text that is cut short or otherwise "
    "no whole JSON it cannot be told what is personal."
)


class Told(msgspec.Struct, frozen=True):
    """What the drawer shows: a sentence, what was sent, and what it was accepted as."""

    sentence: str
    raw: str
    accepted: str = ""


def tell_entry(
    entry: Event | Rejection, brand_names: Mapping[str, str], language: str, *, masked: bool
) -> Told:
    """Return an entry as the drawer shows it.

    Args:
        entry: of a brand in the viewer's view.
        brand_names: names of the brands in view.
        language: ``en`` or ``ko``.
        masked: whether personal data is hidden from the viewer.
    """
    if isinstance(entry, Rejection):
        return Told(translate(REFUSED, language), lay_out(entry.raw, language, masked=masked))
    event = mask_event(entry) if masked else entry
    brand = brand_names.get(event.brand, event.brand)
    return Told(say(tell(event, brand), language), write_sent(event), write_raw(event))


def write_sent(event: Event) -> str:
    """Return an event in the words of the wire, as far as what was sent is kept.

    Properties, traits and context stand in the log as they were sent. Of the rest stands what
    Dangol uses; the time is told as it was accepted.
    """
    named = "event" if event.type == "track" else "name"
    parts = {
        "type": event.type,
        named: event.name,
        "messageId": event.message_id,
        "userId": event.user_id,
        "anonymousId": event.anonymous_id,
        "previousId": event.previous_id,
        "groupId": event.group_id,
        "traits": event.traits,
        "properties": event.properties,
        "context": event.context,
    }
    kept = {name: part for name, part in parts.items() if not is_empty(part)}
    return msgspec.json.format(msgspec.json.encode(kept), indent=2).decode()


def lay_out(raw: str, language: str, *, masked: bool) -> str:
    """Indent what was refused where it is JSON; it may be anything, cut short, or too deep."""
    text = mask_json(raw) if masked else raw
    if text is None:
        return translate(NOT_SHOWN, language)
    try:
        return msgspec.json.format(text, indent=2)
    except (msgspec.DecodeError, RecursionError):
        return text
