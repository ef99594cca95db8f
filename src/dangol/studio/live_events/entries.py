"""One entry of the log made ready to be read in full; masked where the viewer must not see whom."""

from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext as _

from dangol.kernel.event import Event, Rejection
from dangol.studio.customers.personal import mask_event, mask_json
from dangol.studio.customers.plain_lines import tell
from dangol.studio.customers.story import write_raw
from dangol.studio.customers.words import say


class Told(msgspec.Struct, frozen=True):
    """What the drawer shows: a sentence and the raw text."""

    sentence: str
    raw: str


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
        return Told(_("Refused, so it counts nowhere"), lay_out(entry.raw, masked=masked))
    event = mask_event(entry) if masked else entry
    brand = brand_names.get(event.brand, event.brand)
    return Told(say(tell(event, brand), language), write_raw(event))


def lay_out(raw: str, *, masked: bool) -> str:
    """Indent what was refused where it is JSON; it may be anything, cut short, or too deep."""
    text = mask_json(raw) if masked else raw
    try:
        return msgspec.json.format(text, indent=2)
    except (msgspec.DecodeError, RecursionError):
        return text
