"""What stands in the place of a number or a password that was found."""

import hashlib
import hmac
from collections.abc import Sequence

import msgspec

from dangol.kernel.text import fold
from dangol.live.collect.rules.personal.numbers import Found
from dangol.live.collect.rules.personal.spelling import Plain

SHORT = 12
"""Hexadecimal digits that keep ids apart in which a number was hidden."""


class HashKeys(msgspec.Struct, frozen=True):
    """The secret keys by which values are hashed, by version; the highest one is in use.

    Without any, nothing is hashed and everything is masked.
    """

    keys: dict[int, bytes] = {}

    def digest(self, value: str) -> str:
        """Return the keyed hash of a text in its folded form, with the version before it.

        The same text has the same hash at every source, and nobody without the key can try out
        which text it was (HMAC-SHA256, RFC 2104).

        Raises:
            ValueError: there is no key.
        """
        version = max(self.keys)
        said = fold(value.strip()).encode("utf-8", "surrogatepass")
        return f"v{version}:{hmac.new(self.keys[version], said, hashlib.sha256).hexdigest()}"

    def __bool__(self) -> bool:
        return bool(self.keys)


def parse_hash_keys(written: bytes) -> HashKeys:
    """Return the keys of a file such as ``{"1": "…"}``.

    Raises:
        ValueError: it is none.
    """
    found = msgspec.json.decode(written, type=dict[int, str])
    if not found or not all(found.values()):
        raise ValueError("no keys")
    return HashKeys({version: key.encode() for version, key in found.items()})


def mask_found(text: str, spelled: Plain, found: Sequence[Found], keys: HashKeys | None) -> str:
    """Return a text with what was found in it replaced.

    Args:
        text: as it was spelled.
        spelled: its plain form, in which the finds stand.
        found: in any order; of those that overlap, the first stands.
        keys: where the text is an id: two ids must stay two, so each mark gets a keyed hash of its
            own. None elsewhere.
    """
    parts: list[str] = []
    at = 0
    for one in sorted(found):
        start, end = spelled.origin(one.start, one.end)
        if start < at:
            continue
        parts += (text[at:start], _mark(one, keys))
        at = end
    return "".join((*parts, text[at:]))


def _mark(found: Found, keys: HashKeys | None) -> str:
    if not keys:
        return f"[{found.kind}]"
    _, _, digest = keys.digest(f"{found.kind}:{found.value}").partition(":")
    return f"[{found.kind}:{digest[:SHORT]}]"
