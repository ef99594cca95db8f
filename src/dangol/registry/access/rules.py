"""Pure rules of access: names, keys, walls."""

import hashlib
import re
import secrets
import zoneinfo

from dangol.kernel.errors import Unusable
from dangol.kernel.text import fold
from dangol.registry.access.contracts import SCOPES, Brand, View

KEY_PREFIX = "dk_"
LONGEST_SLUG = 63
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def brand_slug(name: str) -> str:
    """Return the short name of a brand: ASCII, so that it can be typed and stand in addresses.

    A name without Latin letters gets a short name made from its hash, the same every time.

    >>> brand_slug("Onggi & Co."), brand_slug("온기")
    ('onggi-co', 'brand-7dfd51')
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(name)))[:LONGEST_SLUG].strip("-")
    return slug or f"brand-{hashlib.sha256(fold(name).encode()).hexdigest()[:6]}"


def check_brand(slug: str, name: str, zone: str, currency: str) -> None:
    """Refuse a brand whose parts cannot be used.

    Raises:
        Unusable: ``fields`` says which part, and why.
    """
    faults: dict[str, str] = {}
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        faults["slug"] = "Use small letters, digits and single hyphens, 63 at most."
    if not name.strip() or len(name) > 200:
        faults["name"] = "Give a name of 1 to 200 characters."
    if zone not in zoneinfo.available_timezones():
        faults["zone"] = "Name a time zone such as Asia/Seoul."
    if not re.fullmatch(r"[A-Z]{3}", currency):
        faults["currency"] = "Name a currency by its three letters, such as KRW."
    if faults:
        raise Unusable(
            "brand_unusable",
            "The brand {slug} cannot be made as it is. Correct the parts named here.",
            fields=faults,
            slug=slug or "?",
        )


def check_key(name: str, scope: str) -> None:
    """Refuse an API key without a usable name or with an unknown scope."""
    if not name.strip() or len(name) > 100:
        raise Unusable("key_name_unusable", "Give the key a name of 1 to 100 characters.")
    if scope not in SCOPES:
        raise Unusable(
            "scope_unknown",
            "{scope} is no scope of an API key. Choose one of {scopes}.",
            scope=scope,
            scopes=", ".join(SCOPES),
        )


def new_key() -> str:
    """Return a fresh API key: 32 random bytes behind ``dk_``."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def visible_brands(brands: list[Brand], view: View) -> frozenset[str]:
    """Return the slugs that a view sees."""
    return frozenset(brand.slug for brand in brands if view.sees(brand))
