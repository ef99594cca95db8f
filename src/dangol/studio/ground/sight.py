"""Which brands the signed-in person may see; asked by every page before it reads anything."""

from django.http import HttpRequest

from dangol.registry.access.api import list_brands, view_of_user, visible_brands
from dangol.registry.access.contracts import Brand
from dangol.studio.ground.doors import database


def brands_in_sight(request: HttpRequest) -> list[Brand]:
    """Return the brands that the person may see, by name; nothing for who is not signed in."""
    if request.user.pk is None:
        return []
    every = list_brands(database())
    seen = visible_brands(every, view_of_user(database(), request.user.pk))
    return [brand for brand in every if brand.slug in seen]
