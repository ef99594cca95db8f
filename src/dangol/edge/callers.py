"""Who asks: the brands that an API key sees."""

from dangol.edge.requests import Request
from dangol.engines.database import Database
from dangol.kernel.errors import Unauthorised
from dangol.registry.access.api import find_key, list_brands, visible_brands
from dangol.registry.access.contracts import Brand


def bearer_of(request: Request) -> str:
    """Return the API key that a request bears.

    Raises:
        Unauthorised: it bears none.
    """
    scheme, _, key = request.header(b"authorization").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Unauthorised(
            "api_key_missing", "Send an API key as `Authorization: Bearer …` to read this."
        )
    return key.strip()


def brands_in_view(db: Database, api_key: str) -> list[Brand]:
    """Return the brands that an API key sees.

    Raises:
        Unauthorised: the key is not known.
    """
    found = find_key(db, api_key)
    if found is None:
        raise Unauthorised(
            "api_key_unknown", "This API key is not known. Make one with `dangol keys add`."
        )
    brands = list_brands(db)
    seen = visible_brands(brands, found.view)
    return [brand for brand in brands if brand.slug in seen]


def slugs(brands: list[Brand]) -> frozenset[str]:
    """Return the short names of brands."""
    return frozenset(brand.slug for brand in brands)
