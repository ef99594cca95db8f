"""What events of a source are judged by now, for those that are sent again."""

from dangol.edge.hook_directory import mappings_of
from dangol.edge.plan_shelf import shield_of
from dangol.engines.database import Database
from dangol.live.collect.api import HashKeys
from dangol.live.trip.api import Judging
from dangol.registry.sources.contracts import Source
from dangol.registry.webhooks.api import find_webhook


def judging_of(db: Database, source: Source, keys: HashKeys) -> Judging:
    """Return what stands before the log for a source, and how its deliveries become events.

    Args:
        db: where plans and mappings are kept.
        source: the source.
        keys: to hash by.
    """
    webhook = find_webhook(db, source.name)
    mappings = mappings_of(db, webhook, source) if webhook else ()
    return Judging(shield_of(db, source, keys), mappings)
