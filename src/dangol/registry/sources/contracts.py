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
    brand's slug where the brand is walled, else empty; ``currency`` is the brand's. ``per_second``,
    ``per_day`` (UTC) and ``most_names`` (of tracked events, a day) are its limits; None: no limit,
    of names the usual one.
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
    per_second: int | None = None
    per_day: int | None = None
    most_names: int | None = None

    @property
    def limited(self) -> bool:
        """Whether it may send only so many events in a time."""
        return self.per_second is not None or self.per_day is not None

    @property
    def limits(self) -> "Limits":
        """What it may send at most."""
        return Limits(self.per_second, self.per_day, self.most_names)


class Limits(msgspec.Struct, frozen=True):
    """What a source may send: events a second, events and names a day (UTC); None: no own limit."""

    per_second: int | None = None
    per_day: int | None = None
    most_names: int | None = None


class SourceUnknown(Unknown):
    """No source of that name."""
