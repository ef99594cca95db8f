"""A brand's lifecycle document as the editor needs it: in force, drafted, earlier versions."""

import msgspec

from dangol.engines.database import Database
from dangol.live.profiles.api import default_lifecycle, find_restaging, lifecycle_in_force
from dangol.live.profiles.contracts import Restaging
from dangol.registry.definitions.api import find_draft, find_published, list_versions
from dangol.registry.definitions.contracts import Document

KIND = "lifecycle"
SLUG = "lifecycle"


class Rules(msgspec.Struct, frozen=True):
    """One brand's rules.

    ``working`` is the version that the trip works by and ``working_text`` what it says; version 0
    is the default that every brand begins with. ``restaging`` tells how far customers are brought
    to that version, None where all stand by it.
    """

    published: Document | None
    draft: Document | None
    working: int
    working_text: str
    restaging: Restaging | None

    @property
    def pending(self) -> bool:
        """Whether a version is published that the trip has not taken up yet."""
        return self.published is not None and self.published.version > self.working

    @property
    def settled(self) -> bool:
        """Whether every customer stands by the newest published version."""
        return not self.pending and self.restaging is None

    @property
    def text(self) -> str:
        """What the editor opens with: the draft, else what was published, else the default."""
        newest = self.draft or self.published
        return newest.text if newest else self.working_text

    @property
    def seen(self) -> int:
        """The instant of the draft that the editor opens with; 0 without a draft."""
        return self.draft.changed if self.draft else 0


def rules_of(db: Database, brand: str) -> Rules:
    """Return a brand's rules."""
    working, text = lifecycle_in_force(db, brand)
    return Rules(
        published=find_published(db, KIND, brand, SLUG),
        draft=find_draft(db, KIND, brand, SLUG),
        working=working,
        working_text=text,
        restaging=find_restaging(db, brand),
    )


def find_version(db: Database, brand: str, version: int) -> Document | None:
    """Return a published version, or None; 0 is the default that every brand begins with."""
    if version == 0:
        return Document(KIND, brand, SLUG, 0, default_lifecycle(), "Dangol", 0, None)
    return next((one for one in versions_of(db, brand) if one.version == version), None)


def versions_of(db: Database, brand: str) -> list[Document]:
    """Return a brand's published versions, newest first."""
    return list_versions(db, KIND, brand, SLUG)
