"""Customers found by exactly what they go by: a public id, ``type:value``, or a bare value."""

from collections.abc import Iterable, Iterator

from dangol.engines.database import Database
from dangol.kernel.ids import customer_number
from dangol.live.identity.api import find_customer, survivor_of
from dangol.registry.access.contracts import Brand

TYPES = ("user_id", "email", "phone", "loyalty_id", "device_id", "anonymous_id")
LONGEST_TYPE = 40


def find_exact(db: Database, text: str, brands: Iterable[Brand]) -> list[int]:
    """Return the customers who go by exactly this, in the house and behind the walls in view.

    They are found by number alone: whether the asker may see anything of them is asked later.

    Args:
        db: the operational database.
        text: what somebody typed, such as ``mina@example.org`` or ``loyalty_id:7781``.
        brands: those in view; of walled ones their own identifiers are searched too.
    """
    realms = ["", *(brand.slug for brand in brands if brand.walled)]
    found = [
        number
        for realm in realms
        for kind, value in _readings(text.strip())
        if (number := find_customer(db, kind, value, realm)) is not None
    ]
    public = customer_number(text.strip())
    if public is not None:
        found.append(survivor_of(db, public))
    return list(dict.fromkeys(found))


def _readings(text: str) -> Iterator[tuple[str, str]]:
    kind, colon, value = text.partition(":")
    if colon and value.strip() and kind.strip() and len(kind) <= LONGEST_TYPE:
        yield kind.strip(), value.strip()
    if text:
        yield from ((each, text) for each in TYPES)
