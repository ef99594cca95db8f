"""Webhooks that were heard before: how they are signed, and what their deliveries become."""

import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dangol.engines.database import Database
from dangol.kernel.errors import Unavailable, Unknown
from dangol.live.collect import api as collect
from dangol.registry.definitions.api import find_published
from dangol.registry.sources.api import get_source
from dangol.registry.sources.contracts import Source
from dangol.registry.webhooks.api import find_secret, get_webhook
from dangol.registry.webhooks.contracts import MAPPING_KIND, Webhook

FRESH_SECONDS = 1.0
"""A new secret, a new mapping and a silenced source are obeyed after this long at most."""


class KnownHook(NamedTuple):
    """All that a delivery is judged by."""

    webhook: Webhook
    source: Source
    secret: bytes | None
    mappings: tuple["collect.HookMapping", ...]


Look = Callable[[Database, Path, str], KnownHook]
Ask = Callable[[Look, Database, Path, str], Awaitable[KnownHook]]


class HookDirectory:
    """The webhooks by name; where the database does not answer, as they were last known.

    Args:
        db: where they are kept.
        data: the data folder, with their secrets.
        ask: runs a look away from the event loop.
        ticks: a steady clock in seconds.
    """

    def __init__(
        self, db: Database, data: Path, ask: Ask, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._db = db
        self._data = data
        self._ask = ask
        self._ticks = ticks
        self._known: dict[str, tuple[float, KnownHook]] = {}

    async def get(self, name: str) -> KnownHook:
        """Return a webhook.

        Raises:
            Unknown: there is no webhook of that name.
            Unavailable: it was never looked up, and the database does not answer now.
        """
        looked, known = self._known.get(name, (0.0, None))
        if known is not None and self._ticks() - looked < FRESH_SECONDS:
            return known
        try:
            found = await self._ask(look_up, self._db, self._data, name)
        except Unknown:
            self._known.pop(name, None)
            raise
        except Exception as error:  # any driver's: deliveries go on with what is known
            if known is None:
                raise Unavailable(
                    "webhook_unreadable",
                    "Dangol cannot look the webhook up now, so nothing was accepted. Deliver it "
                    "again later.",
                ) from error
            return known
        self._known[name] = (self._ticks(), found)
        return found


def look_up(db: Database, data: Path, name: str) -> KnownHook:
    """Return a webhook as it stands.

    Raises:
        Unknown: there is none of that name.
    """
    webhook = get_webhook(db, name)
    source = get_source(db, name)
    return KnownHook(webhook, source, find_secret(data, name), mappings_of(db, webhook, source))


def mappings_of(
    db: Database, webhook: Webhook, source: Source
) -> tuple["collect.HookMapping", ...]:
    """Return the mappings of a webhook; what people published goes before what ships."""
    published = find_published(db, MAPPING_KIND, source.brand, source.name)
    shipped = collect.shipped_mappings(webhook.provider)
    return shipped if published is None else (_mapping(published.text), *shipped)


@lru_cache(maxsize=256)
def _mapping(text: str) -> "collect.HookMapping":
    return collect.check_hook_mapping(text)
