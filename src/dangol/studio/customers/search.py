"""Customers found by exactly what they go by: a public id, ``type:value``, or a bare value."""

from collections.abc import Iterator, Sequence

from dangol.engines.database import Database
from dangol.kernel.ids import customer_number
from dangol.live.identity.api import survivor_of
from dangol.live.profiles.api import find_named
from dangol.registry.access.contracts import Brand

TYPES = ("user_id", "email", "phone", "loyalty_id", "device_id", "anonymous_id")
LONGEST_TYPE = 40


def find_exact(db: Database, text: str, brands: Sequence[Brand], now: int) -> list[int]:
    """Return the customers whom the brands in view know by exactly this.

    One who is named by a public id is found by number alone: whether the asker may see anything of
    them is asked later.

    Args:
        db: the operational database.
        text: what somebody typed, such as ``mina@example.org`` or ``loyalty_id:7781``.
        brands: those in view; of walled ones their own identifiers are searched too.
        now: the present instant, µs.
    """
    asked = text.strip()
    found = [profile.customer for profile in find_named(db, _readings(asked), brands, now)]
    public = customer_number(asked)
    if public is not None:
        found.append(survivor_of(db, public))
    return list(dict.fromkeys(found))


def _readings(text: str) -> Iterator[tuple[str, str]]:
    kind, colon, value = text.partition(":")
    if colon and value.strip() and kind.strip() and len(kind) <= LONGEST_TYPE:
        yield kind.strip(), value.strip()
    if text:
        yield from ((each, text) for each in TYPES)
