"""What crosses the wall of sources."""

import msgspec

from dangol.kernel.errors import Unknown
from dangol.kernel.event import Touchpoint
from dangol.kernel.money import DEFAULT_CURRENCY


class Source(msgspec.Struct, frozen=True):
    """One system that sends events.

    ``name`` is its lasting identity: it stands in every event and never changes. ``write_key`` is
    empty for a secret key after it was first shown. ``proven`` sources (touchpoint ``server``, or
    made with ``--secret``) speak for a server and not for anybody's browser. ``realm`` is the
    brand's slug where the brand is walled, else empty; ``currency`` is the brand's.
    """

    name: str
    touchpoint: Touchpoint
    brand: str
    write_key: str
    proven: bool
    enabled: bool
    realm: str
    created: int
    currency: str = DEFAULT_CURRENCY


class SourceUnknown(Unknown):
    """No source of that name."""
