"""Signed views: the Studio says which brands a page may watch, the edge believes the signature.

The live stream is opened by a script that cannot send a key, so the right stands in the address:
short-lived, for reading alone, bound to brands.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable

import msgspec

from dangol.kernel.errors import Unauthorised

_PURPOSE = b"dangol.edge.view.1"


class SignedView(msgspec.Struct, frozen=True, array_like=True):
    """What a token allows: these brands, until that instant (µs), with customers' names or not."""

    brands: tuple[str, ...]
    expires: int
    names: bool


_decode = msgspec.json.Decoder(SignedView).decode


def sign_view(secret: str, brands: Iterable[str], expires: int, *, names: bool = True) -> str:
    """Return a token that lets its bearer watch some brands.

    Args:
        secret: the deployment's signing secret.
        brands: short names of the brands in view.
        expires: until when, µs.
        names: whether the bearer may see who customers are.

    >>> verify_view("s", sign_view("s", ["onggi"], 10), now=9).brands
    ('onggi',)
    """
    view = msgspec.json.encode(SignedView(tuple(sorted(brands)), expires, names))
    return _text(view) + "." + _text(_signature(secret, view))


def verify_view(secret: str, token: str, *, now: int) -> SignedView:
    """Return what a token allows.

    Raises:
        Unauthorised: it is not ours, or no longer valid.
    """
    body, _, signature = token.partition(".")
    try:
        view = _bytes(body)
        if not hmac.compare_digest(_signature(secret, view), _bytes(signature)):
            raise _refused()
        allowed = _decode(view)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise _refused() from error
    if allowed.expires <= now:
        raise _refused()
    return allowed


def _refused() -> Unauthorised:
    return Unauthorised(
        "token_unusable", "The right to watch has ended. Load the page again to go on."
    )


def _signature(secret: str, view: bytes) -> bytes:
    key = hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)
    return hmac.digest(key, view, hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
