"""A delivery becomes log entries: events by its mapping, or a rejection that says why not."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from dangol.kernel.event import Rejection
from dangol.live.collect.contracts import LARGEST_EVENT, BodyUnreadable, Heard, Refused
from dangol.live.collect.files.cells import CellUnfit
from dangol.live.collect.files.composing import encode_call
from dangol.live.collect.hooks.composing import compose
from dangol.live.collect.hooks.contracts import DELIVERY, Delivery, HookMapping, Trial
from dangol.live.collect.hooks.deliveries import keep_delivery
from dangol.live.collect.hooks.values import Scope
from dangol.live.collect.rules.hearing import Admit, hear
from dangol.live.collect.rules.shielding import OPEN, Shield, hide_text
from dangol.registry.sources.contracts import Source

MOST_CALLS = 1000
UNMAPPED = "webhook_topic_unmapped"
UNFIT = "webhook_unfit"
SENTENCES = {
    UNMAPPED: (
        "No mapping takes deliveries of this topic, so no event was made. Write one on the "
        "webhook's page in Sources, or take the topic off at the provider."
    ),
    UNFIT: (
        "The delivery is not as its mapping says, so no event was made. Try it out on the "
        "webhook's page in Sources, which names the place."
    ),
}

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


def hear_delivery(
    delivery: Delivery,
    source: Source,
    mappings: Sequence[HookMapping],
    *,
    received: int,
    shield: Shield = OPEN,
    admit: Admit | None = None,
) -> Heard:
    """Return what a delivery says: events to keep, or why there are none.

    Its events are known again for ever, whatever the id of the delivery that brings them: an
    order's state is delivered many times over, and the mapping names what it tells of.

    Args:
        delivery: its signature was checked.
        source: for whom it speaks.
        mappings: the first that takes the topic decides.
        received: when it arrived, µs.
        shield: what stands before the log, as for ``hear``.
        admit: as for ``hear``.

    Raises:
        BodyUnreadable: the body is no JSON object.
    """
    scope = _scope(delivery, source)
    mapping = next((one for one in mappings if one.takes(delivery.topic)), None)
    if mapping is None:
        return _refuse(delivery, UNMAPPED, source, received, shield)
    try:
        bodies = _bodies(scope, mapping, delivery)
    except CellUnfit:
        return _refuse(delivery, UNFIT, source, received, shield)
    if not bodies:
        return Heard([], 0, [])
    batch = b'{"batch":[' + b",".join(bodies) + b"]}"
    return hear(
        batch,
        "batch",
        source,
        received=received,
        imported=True,
        shield=shield,
        admit=admit,
    )


def try_out(delivery: Delivery, source: Source, mapping: HookMapping, *, received: int) -> Trial:
    """Return what a mapping makes of a delivery, or what is wrong and where; keeps nothing."""
    try:
        bodies = _bodies(_scope(delivery, source), mapping, delivery)
    except BodyUnreadable as error:
        return Trial([], {"body": error.sentence})
    except CellUnfit as fault:
        return Trial([], {fault.column or "body": fault.sentence})
    calls = [msgspec.json.decode(body) for body in bodies]
    batch = b'{"batch":[' + b",".join(bodies) + b"]}"
    refused = hear(batch, "batch", source, received=received).refused
    return Trial(calls, {f"events.{one.index}": one.message for one in refused})


def _scope(delivery: Delivery, source: Source) -> Scope:
    try:
        body = _decode(delivery.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError) as error:
        raise _unreadable() from error
    if not isinstance(body, dict):
        raise _unreadable()
    named = {"$topic": delivery.topic, "$id": delivery.id or None, "$source": source.name}
    return Scope(body, named)


def _unreadable() -> BodyUnreadable:
    return BodyUnreadable(
        "delivery_unreadable", "The delivery's body is no JSON object. Deliver it as JSON."
    )


def _bodies(scope: Scope, mapping: HookMapping, delivery: Delivery) -> list[bytes]:
    bodies: list[bytes] = []
    for call in compose(scope, mapping):
        if len(bodies) == MOST_CALLS:
            raise CellUnfit("The delivery would become more than 1,000 events.")
        if "messageId" not in call:
            call["messageId"] = _name_call(delivery.body, len(bodies))
        bodies.append(_fitting(_told(call, delivery)))
    return bodies


def _name_call(body: bytes, place: int) -> str:
    """Return an id for an event whose mapping gives none: the same body again is a duplicate."""
    return f"hook-{hashlib.blake2b(body, digest_size=15).hexdigest()}-{place + 1}"


def _told(call: dict[str, Any], delivery: Delivery) -> dict[str, Any]:
    """Return a call that says which delivery brought it."""
    said = {"topic": delivery.topic, "delivery": delivery.id}
    brought = {name: word for name, word in said.items() if word}
    if not brought:
        return call
    return {**call, "context": {**call.get("context", {}), "webhook": brought}}


def _fitting(call: dict[str, Any]) -> bytes:
    """Return a call as JSON; an order too long for an event keeps its total and its first lines."""
    body = encode_call(call)
    properties = call.get("properties", {})
    products = properties.get("products")
    shown = len(products) if isinstance(products, list) else 0
    while len(body) > LARGEST_EVENT and shown:
        shown //= 2
        shortened = {"products": products[:shown], "products_left_out": len(products) - shown}
        body = encode_call({**call, "properties": {**properties, **shortened}})
    return body


def _refuse(delivery: Delivery, code: str, source: Source, received: int, shield: Shield) -> Heard:
    """Return a delivery as refused, with as much of it as of any event that is refused.

    Where that is all of it, it can be heard again, by a mapping that is written later.
    """
    kept = shield.hide(hide_text(keep_delivery(delivery), received))
    raw = kept[:LARGEST_EVENT].decode("utf-8", "replace").replace("\0", "")
    rejection = Rejection(
        code=code,
        message=SENTENCES[code],
        source=source.name,
        touchpoint=source.touchpoint,
        brand=source.brand,
        received=received,
        message_id=delivery.id,
        raw=raw,
        call=DELIVERY,
        whole=len(kept) <= LARGEST_EVENT,
    )
    return Heard([rejection], 0, [Refused(0, code, SENTENCES[code])])
