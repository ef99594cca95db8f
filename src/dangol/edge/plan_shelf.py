"""The tracking plans in force as the database holds them, each read and compiled once."""

import logging
from collections.abc import Mapping

from dangol.engines.database import Database
from dangol.live.collect import api as collect
from dangol.live.collect.api import HashKeys, Shield
from dangol.live.collect.contracts import PlanInvalid
from dangol.registry.definitions.api import find_published, list_in_force
from dangol.registry.definitions.contracts import PLAN, InForce
from dangol.registry.sources.contracts import Source

Known = Mapping[str, Shield | None]

_log = logging.getLogger(__name__)


def shield_of(db: Database, source: Source, keys: HashKeys) -> Shield:
    """Return what stands before the log for a source, read now.

    Args:
        db: where the plans are kept.
        source: the source.
        keys: to hash by.
    """
    document = find_published(db, PLAN, source.brand, source.name)
    if document is None:
        return Shield(keys)
    return Shield(keys, collect.compile_plan(document.text, keys, document.version))


class PlanShelf:
    """The plans in force by source, each read and compiled once.

    Args:
        db: where the plans are kept.
        keys: to hash by.
    """

    def __init__(self, db: Database, keys: HashKeys) -> None:
        self._db = db
        self._keys = keys
        self._read: frozenset[InForce] = frozenset()
        self._known: Known = {}

    def look(self) -> Known:
        """Return the shields of all sources with a plan, by source.

        Where a plan cannot be used, such as one that a newer Dangol has published, its source's
        last one goes on; None where there is none, as nothing of that source may pass unseen.
        """
        in_force = list_in_force(self._db, PLAN)
        before, read = self._known, self._read
        known = {one.slug: self._shield(one, before, read) for one in in_force}
        self._known, self._read = known, frozenset(in_force)
        return known

    def _shield(self, one: InForce, before: Known, read: frozenset[InForce]) -> Shield | None:
        last = before.get(one.slug)
        if one in read:
            return last
        document = find_published(self._db, PLAN, one.brand, one.slug)
        text = document.text if document else "{}"
        try:
            return Shield(self._keys, collect.compile_plan(text, self._keys, one.version))
        except PlanInvalid as error:
            _log.error("tracking plan not usable", extra={"code": error.code})
            return last
