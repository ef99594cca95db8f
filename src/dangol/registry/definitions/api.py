"""The door of definitions: write drafts, publish them, announce them, read versions back."""

import msgspec

from dangol.engines.database import Database
from dangol.kernel.event import Control, encode_entry
from dangol.memory.eventlog.contracts import EventLog
from dangol.registry.definitions import store
from dangol.registry.definitions.contracts import (
    Document,
    DocumentUnknown,
    DraftChanged,
    InForce,
)

__all__ = [
    "announce",
    "drop_draft",
    "find_draft",
    "find_published",
    "list_in_force",
    "list_versions",
    "publish",
    "publish_text",
    "save_draft",
]


def save_draft(
    db: Database,
    kind: str,
    brand: str,
    slug: str,
    text: str,
    author: str,
    *,
    now: int,
    seen: int | None = None,
) -> Document:
    """Write the draft of a document, in place of the one before.

    Args:
        db: the operational database.
        kind: what it defines, such as ``lifecycle``.
        brand: short name of its brand, empty for the house.
        slug: its name among its kind.
        text: YAML; checked by the room that obeys it, before this door.
        author: user name.
        now: microseconds UTC.
        seen: when the draft was changed that the author saw, 0 where there was none; None to write
            whatever was there.

    Raises:
        DraftChanged: the draft is another than the one seen.
    """
    draft = Document(kind, brand, slug, 0, text, author, now, None)
    with db.write() as session:
        _check_seen(store.find_draft(session, (kind, brand, slug)), seen)
        store.save_draft(session, draft)
    return draft


def publish(
    db: Database,
    kind: str,
    brand: str,
    slug: str,
    author: str,
    *,
    now: int,
    seen: int | None = None,
) -> Document:
    """Turn the draft into the next version, which never changes again.

    A draft that says the same as the version in force makes no new version.

    Args:
        db: the operational database.
        kind: what it defines.
        brand: short name of its brand.
        slug: its name among its kind.
        author: user name of who publishes.
        now: microseconds UTC.
        seen: as for ``save_draft``.

    Returns:
        The version now in force; announce it in the log to let it work.

    Raises:
        DocumentUnknown: there is no draft.
        DraftChanged: the draft is another than the one seen.
    """
    key = (kind, brand, slug)
    with db.write() as session:
        draft = store.find_draft(session, key)
        _check_seen(draft, seen)
        if draft is None:
            raise DocumentUnknown(
                "draft_unknown",
                "There is no draft of {kind} {slug} for the brand {brand}. Save one first.",
                kind=kind,
                slug=slug,
                brand=brand or "-",
            )
        store.drop_draft(session, key)
        before = store.find_published(session, key)
        if before is not None and before.text == draft.text:
            return before
        version = before.version + 1 if before else 1
        document = Document(kind, brand, slug, version, draft.text, author, draft.changed, now)
        store.add_version(session, document)
    return document


def publish_text(
    db: Database, kind: str, brand: str, slug: str, text: str, author: str, *, now: int
) -> Document:
    """Make a text the next version at once; a draft that somebody is writing stays as it is.

    A text that says the same as the version in force makes no new version.

    Args:
        db: the operational database.
        kind: what it defines, such as ``lifecycle``.
        brand: short name of its brand, empty for the house.
        slug: its name among its kind.
        text: YAML; checked by the room that obeys it, before this door.
        author: user name.
        now: microseconds UTC.

    Returns:
        The version now in force; announce it in the log to let it work.
    """
    with db.write() as session:
        before = store.find_published(session, (kind, brand, slug))
        if before is not None and before.text == text:
            return before
        version = before.version + 1 if before else 1
        document = Document(kind, brand, slug, version, text, author, now, now)
        store.add_version(session, document)
    return document


def announce(log: EventLog, document: Document, *, now: int) -> None:
    """Tell the trip, through the log, that a version is in force. Telling twice does no harm."""
    body = {"slug": document.slug, "version": document.version, "text": document.text}
    control = Control(
        action=f"{document.kind}.published",
        brand=document.brand,
        actor=document.author,
        received=now,
        message_id=f"{document.kind}-{document.brand}-{document.slug}-{document.version}",
        body=msgspec.Raw(msgspec.json.encode(body)),
    )
    log.append([encode_entry(control)])


def drop_draft(db: Database, kind: str, brand: str, slug: str) -> bool:
    """Throw the draft away; tell False where there is none."""
    with db.write() as session:
        return store.drop_draft(session, (kind, brand, slug))


def find_draft(db: Database, kind: str, brand: str, slug: str) -> Document | None:
    """Return the draft, or None."""
    with db.read() as session:
        return store.find_draft(session, (kind, brand, slug))


def find_published(db: Database, kind: str, brand: str, slug: str) -> Document | None:
    """Return the version in force, or None."""
    with db.read() as session:
        return store.find_published(session, (kind, brand, slug))


def list_in_force(db: Database, kind: str) -> list[InForce]:
    """Return which version of each document of a kind is in force."""
    with db.read() as session:
        return store.list_in_force(session, kind)


def list_versions(db: Database, kind: str, brand: str, slug: str) -> list[Document]:
    """Return the published versions, newest first."""
    with db.read() as session:
        return store.list_versions(session, (kind, brand, slug))


def _check_seen(draft: Document | None, seen: int | None) -> None:
    if seen is not None and seen != (draft.changed if draft else 0):
        raise DraftChanged(
            "draft_changed", "Somebody else changed the draft meanwhile. Open the page again."
        )
