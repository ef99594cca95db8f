"""SQL of webhooks, in and out of contracts."""

from dangol.engines.database import Session, load_queries
from dangol.registry.webhooks.contracts import Capture, Webhook

_SQL = load_queries(__package__, "webhooks")


def list_webhooks(session: Session) -> list[Webhook]:
    """Return all webhooks, by their sources."""
    return [Webhook(*row) for row in session.rows(_SQL.list_webhooks)]


def find_webhook(session: Session, source: str) -> Webhook | None:
    """Return a source's webhook, or None."""
    row = session.one(_SQL.find_webhook, source=source)
    return Webhook(*row) if row else None


def add_webhook(session: Session, webhook: Webhook) -> bool:
    """Add a webhook; tell False where the source has one."""
    added = session.run(
        _SQL.add_webhook,
        source=webhook.source,
        provider=webhook.provider,
        scheme=webhook.scheme,
        header=webhook.header,
        created=webhook.created,
    )
    return added == 1


def keep_capture(session: Session, source: str, kept: Capture, *, oldest: int, most: int) -> None:
    """Keep a delivery and forget the older ones; the database gives it its number."""
    session.run(
        _SQL.keep_capture,
        source=source,
        at=kept.at,
        topic=kept.topic,
        delivery=kept.delivery,
        body=kept.body,
    )
    session.run(_SQL.forget_captures, source=source, oldest=oldest, most=most)


def list_captures(session: Session, source: str, oldest: int) -> list[Capture]:
    """Return a source's kept deliveries, newest first."""
    rows = session.rows(_SQL.list_captures, source=source, oldest=oldest)
    return [Capture(*row) for row in rows]
