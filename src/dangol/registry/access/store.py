"""SQL of access, in and out of contracts."""

import json
from typing import Any

from dangol.engines.database import Session, load_queries
from dangol.registry.access.contracts import ApiKey, Brand, Scope, View

_SQL = load_queries(__package__, "access")


def list_brands(session: Session) -> list[Brand]:
    """Return all brands, by name."""
    return [_brand(row) for row in session.rows(_SQL.list_brands)]


def find_brand(session: Session, slug: str) -> Brand | None:
    """Return a brand, or None."""
    row = session.one(_SQL.find_brand, slug=slug)
    return _brand(row) if row else None


def add_brand(session: Session, brand: Brand, now: int) -> bool:
    """Add a brand; tell False where its short name is taken."""
    added = session.run(
        _SQL.add_brand,
        slug=brand.slug,
        name=brand.name,
        walled=brand.walled,
        zone=brand.zone,
        currency=brand.currency,
        created=now,
    )
    return added == 1


def set_wall(session: Session, slug: str, walled: bool) -> bool:
    """Set a brand's wall; tell False where there is no such brand."""
    return session.run(_SQL.set_wall, slug=slug, walled=walled) == 1


def list_keys(session: Session) -> list[ApiKey]:
    """Return all API keys, by name."""
    return [_key(row) for row in session.rows(_SQL.list_keys)]


def find_key(session: Session, digest: str) -> ApiKey | None:
    """Return the API key of a digest, or None."""
    row = session.one(_SQL.find_key, digest=digest)
    return _key(row) if row else None


def add_key(session: Session, key: ApiKey, digest: str, now: int) -> bool:
    """Add an API key; tell False where its name is taken."""
    added = session.run(
        _SQL.add_key,
        name=key.name,
        digest=digest,
        scope=key.scope,
        open_brands=key.view.open_brands,
        brands=json.dumps(sorted(key.view.named)),
        created=now,
    )
    return added == 1


def revoke_key(session: Session, name: str) -> bool:
    """Take an API key away; tell False where there is none of that name."""
    return session.run(_SQL.revoke_key, name=name) == 1


def find_user_view(session: Session, user_id: int) -> View | None:
    """Return what an active person sees, or None where there is no such person."""
    row = session.one(_SQL.find_user_view, user_id=user_id)
    if row is None:
        return None
    named = session.rows(_SQL.list_user_brands, user_id=user_id)
    return View(bool(row[0]), frozenset(slug for (slug,) in named))


def count_people(session: Session) -> int:
    """Return how many people sign in."""
    (count,) = session.rows(_SQL.count_people)[0]
    return int(count)


def add_person(session: Session, name: str, password: str, role: str) -> None:
    """Add somebody with a role; the password is its hash."""
    session.run(_SQL.add_person, name=name, password=password)
    session.run(_SQL.give_role, name=name, role=role)


def _brand(row: tuple[Any, ...]) -> Brand:
    slug, name, walled, zone, currency = row
    return Brand(slug, name, bool(walled), zone, currency)


def _key(row: tuple[Any, ...]) -> ApiKey:
    name, scope, open_brands, brands = row
    checked: Scope = scope
    return ApiKey(name, checked, View(bool(open_brands), frozenset(json.loads(brands))))
