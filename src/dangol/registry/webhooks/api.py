"""The door of webhooks: make them, find how they are signed, keep what was lately delivered."""

from pathlib import Path

from dangol.engines.database import Database
from dangol.kernel.clock import DAY
from dangol.kernel.event import Touchpoint
from dangol.registry.sources.api import add_source, get_source
from dangol.registry.sources.contracts import SourceUnknown
from dangol.registry.webhooks import store
from dangol.registry.webhooks.contracts import Capture, Webhook, WebhookUnknown, WebhookUnusable
from dangol.registry.webhooks.rules import check_secret, describe, new_secret
from dangol.registry.webhooks.secrets import find_secret, keep_secret

__all__ = [
    "add_webhook",
    "captures",
    "find_secret",
    "find_webhook",
    "get_webhook",
    "keep_capture",
    "list_webhooks",
    "set_secret",
]

MOST_CAPTURES = 10
OLDEST_CAPTURE = 7 * DAY
LARGEST_CAPTURE = 64 * 1024
"""Bytes; a larger delivery is mapped, but nobody would read it on a page."""


def add_webhook(
    db: Database,
    data: Path,
    name: str,
    provider: str,
    brand: str,
    *,
    now: int,
    touchpoint: Touchpoint = "server",
    secret: str = "",
    scheme: str = "hmac",
    header: str = "",
) -> tuple[Webhook, str]:
    """Make a source whose events are deliveries of a provider to ``/v1/webhooks/NAME``.

    A source of that name that sends by its key goes on doing so.

    Args:
        db: the operational database.
        data: the data folder, where the secret is kept.
        name: the source's name.
        provider: who delivers.
        brand: short name of the brand that the source speaks for.
        now: microseconds UTC.
        touchpoint: what kind of system speaks.
        secret: as the provider shows it; empty to set it later, or to have one made.
        scheme: of a ``generic`` provider: ``secret`` or ``hmac``.
        header: of a ``generic`` provider: the header that holds it; empty for the usual one.

    Returns:
        The webhook, and the secret that was made and has to be entered at the provider; empty where
        the provider makes it, or it was given.

    Raises:
        Unusable: name, touchpoint, provider, secret, scheme or header cannot be used.
        BrandUnknown: there is no such brand.
        WebhookUnusable: the source is a webhook already, or another brand's.
        Unavailable: the secret could not be written.
    """
    webhook = describe(name, provider, scheme, header, now)
    made = "" if secret else new_secret(provider)
    kept = check_secret(secret or made) if secret or made else ""
    _find_or_add_source(db, name, touchpoint, brand, now)
    with db.write() as session:
        if not store.add_webhook(session, webhook):
            raise _taken(name)
    if kept:
        keep_secret(data, name, kept)
    return webhook, made


def _find_or_add_source(
    db: Database, name: str, touchpoint: Touchpoint, brand: str, now: int
) -> None:
    try:
        if get_source(db, name).brand != brand:
            raise _taken(name)
    except SourceUnknown:
        add_source(db, name, touchpoint, brand, secret=True, now=now)


def _taken(name: str) -> WebhookUnusable:
    return WebhookUnusable(
        "webhook_taken",
        "The name {name} is taken already. Choose another name.",
        name=name,
    )


def list_webhooks(db: Database) -> list[Webhook]:
    """Return all webhooks, by their sources."""
    with db.read() as session:
        return store.list_webhooks(session)


def find_webhook(db: Database, source: str) -> Webhook | None:
    """Return a source's webhook, or None where the source is none."""
    if "\0" in source:  # an address may hold it, and PostgreSQL refuses to be asked for it
        return None
    with db.read() as session:
        return store.find_webhook(session, source)


def get_webhook(db: Database, source: str) -> Webhook:
    """Return a source's webhook.

    Raises:
        WebhookUnknown: the source is none.
    """
    webhook = find_webhook(db, source)
    if webhook is None:
        raise WebhookUnknown(
            "webhook_unknown",
            "There is no webhook of this name. Make one with `dangol sources webhook`.",
        )
    return webhook


def set_secret(db: Database, data: Path, source: str, secret: str) -> None:
    """Keep the secret by which a webhook's deliveries are signed; the one before ends at once.

    Args:
        db: the operational database.
        data: the data folder.
        source: name of the webhook's source.
        secret: as the provider shows it.

    Raises:
        WebhookUnknown: the source is no webhook.
        WebhookUnusable: it can be no secret.
        Unavailable: it could not be written.
    """
    get_webhook(db, source)
    keep_secret(data, source, check_secret(secret))


def keep_capture(
    db: Database, source: str, *, topic: str, delivery: str, body: bytes, now: int
) -> None:
    """Keep a delivery for a week, among the last ten of its source; a huge one is not kept."""
    if len(body) > LARGEST_CAPTURE:
        return
    text = body.decode("utf-8", "replace").replace("\0", "")
    kept = Capture(0, now, topic[:100], delivery[:255], text)
    with db.write() as session:
        store.keep_capture(session, source, kept, oldest=now - OLDEST_CAPTURE, most=MOST_CAPTURES)


def captures(db: Database, source: str, now: int) -> list[Capture]:
    """Return what a source delivered lately, newest first."""
    with db.read() as session:
        return store.list_captures(session, source, now - OLDEST_CAPTURE)
