"""What crosses the wall of webhooks."""

from typing import Literal, get_args

import msgspec

from dangol.kernel.errors import Unknown, Unusable

Provider = Literal["shopify", "woocommerce", "stripe", "generic"]
Scheme = Literal["secret", "hmac"]
PROVIDERS: tuple[Provider, ...] = get_args(Provider)
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
USUAL_HEADERS: dict[Scheme, str] = {"secret": "X-Webhook-Secret", "hmac": "X-Webhook-Signature"}
MAPPING_KIND = "webhook"
"""Kind of the definitions that hold mappings; their slug is the source's name."""


class Webhook(msgspec.Struct, frozen=True):
    """How a source's deliveries are signed.

    ``scheme`` and ``header`` speak of a ``generic`` provider alone: a header that holds the shared
    secret itself, or the HMAC-SHA256 of the body. ``created`` is in microseconds UTC.
    """

    source: str
    provider: Provider
    scheme: Scheme
    header: str
    created: int


class Capture(msgspec.Struct, frozen=True):
    """One delivery kept for a while, so that a mapping can be tried out on it."""

    number: int
    at: int
    topic: str
    delivery: str
    body: str


class WebhookUnknown(Unknown):
    """No webhook belongs to a source of that name."""


class WebhookUnusable(Unusable):
    """The webhook cannot be made as asked."""
