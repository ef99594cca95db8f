"""What a delivery is about, and by which id the provider knows it, from its headers or its body."""

import msgspec

from dangol.live.collect.hooks.contracts import Delivery
from dangol.live.collect.hooks.signatures import Headers
from dangol.registry.webhooks.contracts import Provider

LONGEST_WORD = 255
STRIPE_PING = "v2.core.event_destination.ping"


class _StripeEvent(msgspec.Struct):
    id: object = ""
    type: object = ""


class _Kept(msgspec.Struct):
    topic: str
    messageId: str  # noqa: N815  # as any event tells it, so that people find it by it
    body: msgspec.Raw


_stripe_event = msgspec.json.Decoder(_StripeEvent).decode
_kept = msgspec.json.Decoder(_Kept).decode


def is_ping(provider: Provider, headers: Headers, body: bytes) -> bool:
    """Tell whether a request is WooCommerce's first ping, which it sends unsigned and as a form.

    >>> is_ping("woocommerce", {}, b"webhook_id=7")
    True
    """
    return (
        provider == "woocommerce"
        and b"x-wc-webhook-signature" not in headers
        and body.startswith(b"webhook_id=")
        and body[11:].isdigit()
    )


def read_delivery(provider: Provider, headers: Headers, body: bytes) -> Delivery:
    """Return a signed request as a delivery; what a provider does not state is left empty."""
    if provider == "shopify":
        return Delivery(
            _word(headers, b"x-shopify-topic"),
            _word(headers, b"x-shopify-event-id") or _word(headers, b"x-shopify-webhook-id"),
            body,
            _word(headers, b"x-shopify-test").lower() == "true",
        )
    if provider == "woocommerce":
        topic = _word(headers, b"x-wc-webhook-topic")
        return Delivery(topic, _word(headers, b"x-wc-webhook-delivery-id"), body)
    if provider == "stripe":
        return _of_stripe(body)
    return Delivery("", "", body)


def keep_delivery(delivery: Delivery) -> bytes:
    """Return a delivery as text that people can read, and ``kept_delivery`` too."""
    return msgspec.json.encode(_Kept(delivery.topic, delivery.id, msgspec.Raw(delivery.body)))


def kept_delivery(text: bytes) -> Delivery:
    """Return a delivery as it was kept."""
    kept = _kept(text)
    return Delivery(kept.topic, kept.messageId, bytes(kept.body))


def _of_stripe(body: bytes) -> Delivery:
    try:
        event = _stripe_event(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Delivery("", "", body)
    topic = event.type if isinstance(event.type, str) else ""
    number = event.id if isinstance(event.id, str) else ""
    return Delivery(topic[:LONGEST_WORD], number[:LONGEST_WORD], body, topic == STRIPE_PING)


def _word(headers: Headers, name: bytes) -> str:
    return headers.get(name, b"").decode("utf-8", "replace").strip()[:LONGEST_WORD]
