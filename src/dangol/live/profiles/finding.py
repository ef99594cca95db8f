"""Finding customers by exactly what they go by, as far as the asker's brands know it."""

from collections.abc import Iterable, Sequence

from dangol.engines.database import Database
from dangol.kernel.event import Identifier
from dangol.live.identity.api import find_customer, normalise
from dangol.live.profiles.contracts import Profile
from dangol.live.profiles.reading import find_profiles
from dangol.registry.access.contracts import Brand


def find_named(
    database: Database, names: Iterable[tuple[str, str]], brands: Sequence[Brand], now: int
) -> list[Profile]:
    """Return the customers who go by one of some identifiers, in the house and behind seen walls.

    The house knows whose an identifier is, whichever brand it was given to. So a customer counts as
    found only where a brand in view knows the identifier too: else anybody could learn who of
    their visitors gave which address to another brand.

    Args:
        database: the operational database.
        names: types and values, such as ``("email", "mina@example.org")``, written in any way.
        brands: those in the asker's view; of walled ones their own identifiers are searched too.
        now: the instant in µs for which stages are told.
    """
    realms = ["", *(brand.slug for brand in brands if brand.walled)]
    named = [name for kind, value in names if (name := normalise(kind, value)) is not None]
    hits = [
        (number, name)
        for realm in realms
        for name in named
        if (number := find_customer(database, name.type, name.value, realm)) is not None
    ]
    sees = frozenset(brand.slug for brand in brands)
    seen = find_profiles(database, [number for number, _ in hits], sees, now)
    found = {n: seen[n] for n, name in hits if n in seen and _goes_by(seen[n], name)}
    return list(found.values())


def _goes_by(profile: Profile, name: Identifier) -> bool:
    return any((fact.type, fact.value) == (name.type, name.value) for fact in profile.identifiers)
