"""A source's plan as the editor needs it: in force, drafted, earlier versions."""

import msgspec

from dangol.engines.database import Database
from dangol.registry.definitions.api import find_draft, find_published, list_versions
from dangol.registry.definitions.contracts import PLAN, Document
from dangol.registry.sources.contracts import Source

FIRST_TEXT = """# What this source may send. Publish it, and collection obeys within a second.
#   observe  violations are counted, events stay as they are
#   flag     the same, and each event tells what it has against the plan
#   omit     properties that are not planned are taken out
#   block    events that are not as planned are refused
mode: observe
events:
  Order Completed:
    schema:
      type: object
      required: [order_id, total]
      properties:
        order_id: {type: string}
        total: {type: number, minimum: 0}
        currency: {type: string, enum: [KRW, USD]}
traits:
  schema:
    type: object
    properties:
      email: {type: string, format: email}
fields:
  traits.email: {class: personal, action: keep}
"""


class PlanState(msgspec.Struct, frozen=True):
    """One source's plan."""

    published: Document | None
    draft: Document | None

    @property
    def text(self) -> str:
        """What the editor opens with: the draft, else what is in force, else a beginning."""
        newest = self.draft or self.published
        return newest.text if newest else FIRST_TEXT

    @property
    def seen(self) -> int:
        """The instant of the draft that the editor opens with; 0 without a draft."""
        return self.draft.changed if self.draft else 0


def plan_of(db: Database, source: Source) -> PlanState:
    """Return a source's plan."""
    key = (PLAN, source.brand, source.name)
    return PlanState(find_published(db, *key), find_draft(db, *key))


def versions_of(db: Database, source: Source) -> list[Document]:
    """Return the published versions of a source's plan, newest first."""
    return list_versions(db, PLAN, source.brand, source.name)
