"""What crosses the wall of definitions."""

import msgspec

from dangol.kernel.errors import DangolError, Unknown


class Document(msgspec.Struct, frozen=True):
    """One version of one document: its text in YAML, who wrote it, since when it is in force.

    ``version`` counts published versions from 1; 0 is the draft. ``published`` is None for a draft.
    """

    kind: str
    brand: str
    slug: str
    version: int
    text: str
    author: str
    changed: int
    published: int | None


class InForce(msgspec.Struct, frozen=True):
    """Which version of a document is in force."""

    brand: str
    slug: str
    version: int


class DocumentUnknown(Unknown):
    """No such document, or no such version of it."""


class DraftChanged(DangolError):
    """Somebody else changed the draft since it was looked at; nothing was written."""

    status = 409


PLAN = "plan"
"""Kind of a source's tracking plan; its slug is the source's name."""

LIFECYCLE_PUBLISHED = "lifecycle.published"
"""Control action that tells the trip of a published lifecycle document; body: PublishedText."""


class PublishedText(msgspec.Struct, frozen=True):
    """What travels through the log when a document is published."""

    version: int
    text: str
