"""The door of access: brands, their walls, API keys, what somebody sees."""

from collections.abc import Iterable

from dangol.engines.database import Database
from dangol.kernel.errors import Unknown
from dangol.kernel.keys import key_digest
from dangol.registry.access import store
from dangol.registry.access.contracts import (
    ApiKey,
    Brand,
    BrandUnknown,
    NameTaken,
    Person,
    Scope,
    View,
)
from dangol.registry.access.passwords import hash_made_up, make_up_password
from dangol.registry.access.roles import ROLES
from dangol.registry.access.rules import (
    KEY_PREFIX,
    brand_slug,
    check_brand,
    check_key,
    new_key,
    visible_brands,
)

__all__ = [
    "ROLES",
    "add_brand",
    "add_first_people",
    "add_key",
    "brand_slug",
    "find_key",
    "get_brand",
    "hash_made_up",
    "list_brands",
    "list_keys",
    "make_up_password",
    "revoke_key",
    "set_wall",
    "view_of_user",
    "visible_brands",
]


def list_brands(db: Database) -> list[Brand]:
    """Return all brands of the house, by name."""
    with db.read() as session:
        return store.list_brands(session)


def get_brand(db: Database, slug: str) -> Brand:
    """Return a brand.

    Raises:
        BrandUnknown: there is none of that short name.
    """
    with db.read() as session:
        brand = store.find_brand(session, slug)
    if brand is None:
        raise _brand_unknown(slug)
    return brand


def add_brand(
    db: Database,
    slug: str,
    name: str,
    *,
    now: int,
    walled: bool = False,
    zone: str = "Asia/Seoul",
    currency: str = "KRW",
) -> Brand:
    """Add a brand to the house.

    Args:
        db: the operational database.
        slug: its lasting short name.
        name: what people call it.
        now: microseconds UTC.
        walled: whether its customers are kept apart from the house's.
        zone: IANA time zone in which its days begin.
        currency: ISO 4217, where events state none.

    Raises:
        Unusable: a part cannot be used; ``fields`` says which.
        NameTaken: a brand of that short name is there.
    """
    check_brand(slug, name, zone, currency)
    brand = Brand(slug, name.strip(), walled, zone, currency)
    with db.write() as session:
        if not store.add_brand(session, brand, now):
            raise NameTaken(
                "brand_taken", "There is a brand {slug} already. Choose another name.", slug=slug
            )
    return brand


def set_wall(db: Database, slug: str, walled: bool) -> Brand:
    """Wall a brand off, or open it, for all that is heard and asked from now on."""
    with db.write() as session:
        if not store.set_wall(session, slug, walled):
            raise _brand_unknown(slug)
    return get_brand(db, slug)


def add_first_people(db: Database) -> list[Person]:
    """Make one person a role where nobody is there yet, and return them with their passwords."""
    people = [Person(role.lower(), make_up_password(), role) for role in ROLES]
    with db.write() as session:
        if store.count_people(session):
            return []
        for person in people:
            store.add_person(session, person.name, hash_made_up(person.password), person.role)
    return people


def add_key(db: Database, name: str, scope: Scope, brands: Iterable[str], *, now: int) -> str:
    """Make an API key and return it; it can never be shown again.

    Args:
        db: the operational database.
        name: what the key is for.
        scope: ``read``, ``write`` or ``admin``; each includes the one before.
        brands: the brands that it sees; none named means every brand without a wall.
        now: microseconds UTC.

    Raises:
        NameTaken: a key of that name is there.
        BrandUnknown: a brand is not there.
    """
    check_key(name, scope)
    named = frozenset(brands)
    secret = new_key()
    with db.write() as session:
        for slug in sorted(named):
            if store.find_brand(session, slug) is None:
                raise _brand_unknown(slug)
        key = ApiKey(name, scope, View(open_brands=not named, named=named))
        if not store.add_key(session, key, key_digest(secret), now):
            raise NameTaken(
                "key_taken",
                "There is an API key {name} already. Revoke it first, or choose another name.",
                name=name,
            )
    return secret


def find_key(db: Database, secret: str) -> ApiKey | None:
    """Return the rights of an API key, or None where it is not known."""
    if not secret.startswith(KEY_PREFIX):
        return None
    with db.read() as session:
        return store.find_key(session, key_digest(secret))


def list_keys(db: Database) -> list[ApiKey]:
    """Return all API keys, by name; the secrets are not kept."""
    with db.read() as session:
        return store.list_keys(session)


def revoke_key(db: Database, name: str) -> None:
    """Take an API key away: from now on it is not known.

    Raises:
        Unknown: there is no key of that name.
    """
    with db.write() as session:
        if not store.revoke_key(session, name):
            raise Unknown(
                "key_unknown", "There is no API key {name}. See `dangol keys list`.", name=name
            )


def view_of_user(db: Database, user_id: int) -> View:
    """Return what a person sees; nothing where the person is gone or locked out."""
    with db.read() as session:
        return store.find_user_view(session, user_id) or View(open_brands=False)


def _brand_unknown(slug: str) -> BrandUnknown:
    return BrandUnknown(
        "brand_unknown",
        "There is no brand {slug}. See `dangol brands list`, or add it first.",
        slug=slug,
    )
