"""Pure rules of webhooks: what can be their secret, and the header that holds it."""

import re
import secrets

from dangol.registry.webhooks.contracts import (
    PROVIDERS,
    SCHEMES,
    USUAL_HEADERS,
    Webhook,
    WebhookUnusable,
)

SHORTEST_SECRET = 8
LONGEST_SECRET = 1000
CHOSEN_BY_US = ("woocommerce", "generic")
"""Providers that take whatever secret they are given; the others make it themselves."""
_HEADER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")


def describe(source: str, provider: str, scheme: str, header: str, now: int) -> Webhook:
    """Return a webhook as it will be kept.

    Raises:
        WebhookUnusable: provider, scheme or header cannot be used.

    >>> describe("till", "generic", "hmac", "", 0).header
    'X-Webhook-Signature'
    """
    for known in PROVIDERS:
        if known == provider:
            break
    else:
        raise WebhookUnusable(
            "provider_unknown",
            "{provider} is no provider. Choose one of {providers}.",
            provider=provider,
            providers=", ".join(PROVIDERS),
        )
    for way in SCHEMES:
        if way == scheme:
            break
    else:
        raise WebhookUnusable(
            "scheme_unknown",
            "{scheme} is no way to sign. Choose one of {schemes}.",
            scheme=scheme,
            schemes=", ".join(SCHEMES),
        )
    header = header.strip() or USUAL_HEADERS[way]
    if not _HEADER.fullmatch(header):
        raise WebhookUnusable(
            "header_unusable",
            "Name the header with letters, digits and hyphens, such as X-Webhook-Signature.",
        )
    return Webhook(source, known, way, header, now)


def check_secret(secret: str) -> str:
    """Return a secret without the blanks around it that copying brings along.

    Raises:
        WebhookUnusable: it is too short to guard anything, or no secret at all.
    """
    secret = secret.strip()
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET or not secret.isprintable():
        raise WebhookUnusable(
            "secret_unusable",
            "The secret must be one line of 8 to 1000 characters. Copy it from the provider again.",
        )
    return secret


def new_secret(provider: str) -> str:
    """Return a fresh secret to enter at a provider, empty where the provider makes its own."""
    return secrets.token_urlsafe(32) if provider in CHOSEN_BY_US else ""
