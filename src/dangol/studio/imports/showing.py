"""What a file's rows become, as people read it: sentences, whose they are, reasons. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from dangol.kernel.event import Event
from dangol.kernel.words import translate
from dangol.live.collect.api import Glance, RefusedRow, TriedRow
from dangol.studio.customers.event_values import read_object
from dangol.studio.customers.personal import mask_event
from dangol.studio.customers.plain_lines import tell
from dangol.studio.customers.words import say
from dangol.studio.imports.words import REMEDIES, Words
from dangol.studio.live_events.entries import write_sent

SAMPLES = 3
LONGEST_SAMPLE = 40
HIDDEN = "•••"


class ShownRow(msgspec.Struct, frozen=True):
    """One row: its number, then what it becomes, or why it becomes nothing and what helps."""

    row: int
    sentence: str = ""
    who: str = ""
    at: int = 0
    raw: str = ""
    fault: str = ""
    column: str = ""
    remedy: Words = ""


def show_row(tried: TriedRow, brand: str, language: str, *, masked: bool) -> ShownRow:
    """Return a row as the preview shows it.

    Args:
        tried: what became of it.
        brand: the brand's name.
        language: ``en`` or ``ko``.
        masked: whether the reader may not see whom it is about.
    """
    if tried.event is None:
        refused = tried.refused
        return ShownRow(tried.row) if refused is None else show_refused(refused, language)
    event = mask_event(tried.event) if masked else tried.event
    return ShownRow(
        tried.row,
        say(tell(event, brand), language),
        " · ".join(_who(event)),
        event.at,
        write_sent(event),
    )


def show_refused(refused: RefusedRow, language: str) -> ShownRow:
    """Return a refused row: the cell, the reason and what helps, never what it says."""
    remedy = REMEDIES.get(refused.message) or REMEDIES.get(refused.code, "")
    fault = translate(refused.message, language)
    return ShownRow(refused.row, fault=fault, column=refused.column, remedy=remedy)


def samples(glance: Glance, place: int, *, masked: bool) -> list[str]:
    """Return some of what a column holds, each once."""
    told: dict[str, None] = {}
    for cell in glance.cells(place):
        text = str(cell).strip()
        if text:
            told[text if len(text) <= LONGEST_SAMPLE else f"{text[:LONGEST_SAMPLE]}…"] = None
        if len(told) == SAMPLES:
            break
    return [HIDDEN] if masked and told else list(told)


def _who(event: Event) -> Iterable[str]:
    """Return by what the customer is known, as far as the row tells."""
    beside = read_object(event.context).get("traits") if event.type != "identify" else None
    traits: Any = read_object(event.traits) if event.type == "identify" else beside
    named: Sequence[object] = (
        [traits.get(key) for key in ("name", "email", "phone")] if isinstance(traits, dict) else ()
    )
    return [str(value) for value in (*named, event.user_id) if value]
