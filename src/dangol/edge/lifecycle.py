"""Reading a brand's lifecycle in numbers."""

from dangol.edge.answers import Answer, json_answer
from dangol.edge.callers import bearer_of, brands_in_view, slugs
from dangol.edge.customer_json import Json
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.engines.database import Database
from dangol.kernel.errors import Unusable
from dangol.live.profiles.api import stage_counts, totals
from dangol.registry.access.contracts import Brand, BrandUnknown


async def answer_lifecycle(request: Request, resources: Resources) -> Answer:
    """Answer how many customers of a brand are in which stage, and what they amount to.

    Raises:
        Unauthorised: the API key is missing or unknown.
        BrandUnknown: no such brand is in the key's view.
        Unusable: several brands are in view, and none is named.
    """
    api_key = bearer_of(request)
    slug = request.parameters().get("brand")
    now = resources.clock()
    return json_answer(await resources.call(show, resources.db, api_key, slug, now))


def show(db: Database, api_key: str, slug: str | None, now: int) -> Json:
    """Return one brand's lifecycle as JSON."""
    brand = _get_brand(brands_in_view(db, api_key), slug).slug
    whole = totals(db, brand)
    return {
        "brand": brand,
        "stages": stage_counts(db, brand, now),
        "totals": {
            "customers": whole.customers,
            "known": whole.known,
            "events": whole.events,
            "orders": whole.orders,
            "revenue": {currency: format(sum_, "f") for currency, sum_ in whole.revenue.items()},
        },
    }


def _get_brand(brands: list[Brand], slug: str | None) -> Brand:
    if slug is None:
        if len(brands) == 1:
            return brands[0]
        raise Unusable(
            "brand_missing",
            "Name the brand with ?brand=. In view are: {brands}.",
            brands=", ".join(sorted(slugs(brands))) or "–",
        )
    for brand in brands:
        if brand.slug == slug:
            return brand
    raise BrandUnknown(
        "brand_unknown", "There is no brand of this short name in this API key's view."
    )
