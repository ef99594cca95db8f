"""How a delivery is known again, and where that is kept: shelves by day, blocks on shelves."""

from hashlib import blake2b

import msgspec

from dangol.kernel.clock import DAY
from dangol.kernel.event import Event

KEEP_DAYS = 30
DIGEST_SIZE = 16
BLOCK_LIMIT = 1 << 20

Delivery = tuple[int, bytes, bool]
"""Day of receipt since 1970, digest, whether it is kept for ever."""


class SeenWrites(msgspec.Struct):
    """What must be kept of a batch, in this order.

    ``heard``: digests to append, by shelf. ``blocks``: number, filter and digests of blocks of
    shelves that close. ``closed``: shelves whose appended digests are all in blocks now.
    ``forget_before``: shelves from 0 up to this one are older than is kept; None: no day ended.
    """

    heard: dict[int, list[bytes]]
    blocks: list[tuple[int, bytes, bytes]]
    closed: list[int]
    forget_before: int | None


def delivery_of(event: Event) -> Delivery:
    """Return by what an event is known again when it is delivered once more."""
    name = f"{event.source}\0{event.message_id}".encode("utf-8", "surrogatepass")
    digest = blake2b(name, digest_size=DIGEST_SIZE).digest()
    return event.received // DAY, digest, event.imported


def block_number(shelf: int, block: int) -> int:
    """Return the number of a block among those of all shelves."""
    return shelf * BLOCK_LIMIT + block


def shelf_of_block(number: int) -> int:
    """Return the shelf that a block stands on.

    >>> shelf_of_block(block_number(-7, 3))
    -7
    """
    return number // BLOCK_LIMIT
