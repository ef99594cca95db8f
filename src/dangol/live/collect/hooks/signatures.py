"""Who signed a delivery: each provider's way, over the raw body, compared in constant time.

Sources: https://shopify.dev/docs/apps/build/webhooks/verify-deliveries,
https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks and
https://docs.stripe.com/webhooks#verify-manually.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping

from dangol.kernel.clock import MINUTE, SECOND
from dangol.live.collect.hooks.contracts import SignatureRefused
from dangol.registry.webhooks.contracts import Webhook

TOLERANCE = 5 * MINUTE
"""Stripe signs the time too; an older or a later one is refused, as in its own libraries."""
_HEADERS = {
    "shopify": b"x-shopify-hmac-sha256",
    "woocommerce": b"x-wc-webhook-signature",
    "stripe": b"stripe-signature",
}

Headers = Mapping[bytes, bytes]
"""Names in small letters."""


def check_signature(
    webhook: Webhook, secret: bytes | None, headers: Headers, body: bytes, now: int
) -> None:
    """Refuse a delivery that is not signed with the webhook's secret.

    Args:
        webhook: how its deliveries are signed.
        secret: as the provider knows it; None where none was set yet.
        headers: of the request.
        body: as received, unpacked by nobody.
        now: the present instant, µs.

    Raises:
        SignatureRefused: no secret is set, the signature is missing, wrong, or too old.
    """
    if secret is None:
        raise SignatureRefused(
            "secret_missing",
            "This webhook has no secret yet, so nothing can be believed. Set it in Dangol first.",
        )
    header = _HEADERS.get(webhook.provider, webhook.header.lower().encode())
    stated = headers.get(header, b"").strip()
    if not stated:
        raise SignatureRefused(
            "signature_missing",
            "The delivery has no signature in the header {header}. Set the secret at the provider.",
            header=header.decode(),
        )
    if webhook.provider == "stripe":
        _check_stripe(secret, stated, body, now)
    elif webhook.provider == "generic" and webhook.scheme == "secret":
        _check_equal(stated, secret)
    else:
        _check_digest(secret, stated, body)


def _check_digest(secret: bytes, stated: bytes, body: bytes) -> None:
    """Compare the HMAC-SHA256 of the body, in base64 or in hexadecimal digits."""
    digest = hmac.digest(secret, body, "sha256")
    stated = stated.removeprefix(b"sha256=")
    try:
        given = bytes.fromhex(stated.decode()) if len(stated) == 64 else base64.b64decode(stated)
    except (ValueError, binascii.Error, UnicodeDecodeError):
        given = b""
    _check_equal(given, digest)


def _check_stripe(secret: bytes, stated: bytes, body: bytes, now: int) -> None:
    """Compare ``v1`` with the HMAC of time and body; several stand while a secret is rolled."""
    parts = [part.strip().partition(b"=") for part in stated.split(b",")]
    times = [value for name, _, value in parts if name == b"t"]
    signed = times[0] if times else b""
    expected = hmac.new(secret, signed + b"." + body, "sha256").hexdigest().encode()
    given = [value for name, _, value in parts if name == b"v1"]
    if not any(hmac.compare_digest(one, expected) for one in given):
        raise _wrong()
    if not signed.isdigit() or abs(now - int(signed[:12]) * SECOND) > TOLERANCE:
        raise SignatureRefused(
            "signature_expired",
            "The delivery was signed more than 5 minutes ago or later than now. Check the clock "
            "here; the provider will deliver again.",
        )


def _check_equal(given: bytes, expected: bytes) -> None:
    if not hmac.compare_digest(given, expected):
        raise _wrong()


def _wrong() -> SignatureRefused:
    return SignatureRefused(
        "signature_wrong",
        "The delivery is not signed with this webhook's secret. Compare the secret here with the "
        "provider's.",
    )
