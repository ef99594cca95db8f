"""SQL of definitions, in and out of contracts."""

from typing import Any

import msgspec

from dangol.engines.database import Query, Session, load_queries
from dangol.registry.definitions.contracts import Document, InForce

_SQL = load_queries(__package__, "definitions")
Key = tuple[str, str, str]
"""Kind, brand and slug of a document."""


def find_draft(session: Session, key: Key) -> Document | None:
    """Return the draft, or None."""
    return _first(session, _SQL.find_draft, key)


def find_published(session: Session, key: Key) -> Document | None:
    """Return the version in force, or None."""
    return _first(session, _SQL.find_published, key)


def list_versions(session: Session, key: Key) -> list[Document]:
    """Return the published versions, newest first."""
    kind, brand, slug = key
    rows = session.rows(_SQL.list_versions, kind=kind, brand=brand, slug=slug)
    return [_document(key, row) for row in rows]


def list_in_force(session: Session, kind: str) -> list[InForce]:
    """Return the newest published version of each document of a kind, without its text."""
    return [InForce(*row) for row in session.rows(_SQL.list_in_force, kind=kind)]


def save_draft(session: Session, draft: Document) -> None:
    """Write the draft, in place of the one before."""
    values = msgspec.structs.asdict(draft)
    del values["version"], values["published"]
    session.run(_SQL.save_draft, **values)


def add_version(session: Session, document: Document) -> None:
    """Add a published version."""
    session.run(_SQL.add_version, **msgspec.structs.asdict(document))


def drop_draft(session: Session, key: Key) -> bool:
    """Take the draft away; tell False where there is none."""
    kind, brand, slug = key
    return session.run(_SQL.drop_draft, kind=kind, brand=brand, slug=slug) == 1


def _first(session: Session, query: Query, key: Key) -> Document | None:
    kind, brand, slug = key
    row = session.one(query, kind=kind, brand=brand, slug=slug)
    return _document(key, row) if row else None


def _document(key: Key, row: tuple[Any, ...]) -> Document:
    version, text, author, changed, published = row
    return Document(*key, version, text, author, changed, published)
