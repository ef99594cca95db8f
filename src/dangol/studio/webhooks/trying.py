"""What lately came, and what it becomes, as people may see it. Pure."""

import json
from typing import Any

import msgspec

from dangol.kernel.words import translate
from dangol.live.collect.api import Delivery, HookMapping, try_out
from dangol.registry.sources.contracts import Source
from dangol.registry.webhooks.contracts import Capture
from dangol.studio.customers.personal import mask_json


class ShownCall(msgspec.Struct, frozen=True):
    """One event that a delivery becomes: its type, its name, all of it as text."""

    type: str
    name: str
    text: str


class Shown(msgspec.Struct, frozen=True):
    """A delivery and what it becomes; ``faults`` are path and sentence.

    ``mapped`` tells whether any mapping takes the topic.
    """

    body: str
    mapped: bool
    calls: list[ShownCall]
    faults: list[tuple[str, str]]


def show_trial(
    kept: Capture, source: Source, mapping: HookMapping | None, *, masked: bool, language: str
) -> Shown:
    """Return a kept delivery as a page shows it.

    Args:
        kept: what was delivered.
        source: for whom it speaks.
        mapping: by which it is read; None where none takes its topic.
        masked: whether the reader may not see whom it is about.
        language: of the faults' sentences.
    """
    body = _told(kept.body, masked=masked)
    if mapping is None:
        return Shown(body, mapped=False, calls=[], faults=[])
    delivery = Delivery(kept.topic, kept.delivery, kept.body.encode())
    trial = try_out(delivery, source, mapping, received=kept.at)
    return Shown(
        body,
        mapped=True,
        calls=[_show_call(call, masked=masked) for call in trial.calls],
        faults=[(path, translate(said, language)) for path, said in trial.faults.items()],
    )


def _show_call(call: dict[str, Any], *, masked: bool) -> ShownCall:
    text = _told(msgspec.json.encode(call).decode(), masked=masked)
    return ShownCall(str(call.get("type", "")), str(call.get("event", "")), text)


def _told(text: str, *, masked: bool) -> str:
    """Return JSON over several lines; of what is none, nobody can say what is personal."""
    shown = mask_json(text) if masked else text
    if shown is None:
        return "…"
    try:
        return json.dumps(json.loads(shown), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return shown
