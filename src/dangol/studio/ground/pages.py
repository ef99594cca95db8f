"""What every page of the Studio is: a title, a way back, rights, and the brands in view."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from dangol.registry.access.api import list_brands, view_of_user, visible_brands
from dangol.registry.access.contracts import Brand
from dangol.studio.ground.doors import database

Words = str  # lazy translations are taken where text is


class StudioPage(TemplateView):
    """A page of the Studio; its template extends ``studio/page.html``.

    ``needs`` names the rights of ``access`` without which the page is refused; ``title``, ``intro``
    and ``path`` (pages above: label and address) fill the header. ``brands`` are those that the
    signed-in person may see, ``sees`` their slugs, ``brand`` the one chosen by ``?brand=``.
    """

    needs: Sequence[str] = ()
    title: Words = ""
    intro: Words = ""
    path: Sequence[tuple[Words, str]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse people without the rights; Wagtail tells them so and leads them to Today."""
        if not request.user.has_perms([f"access.{right}" for right in self.needs]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def brands(self) -> list[Brand]:
        """The brands that this person may see, by name."""
        every = list_brands(database())
        seen = visible_brands(every, view_of_user(database(), self.request.user.pk))
        return [brand for brand in every if brand.slug in seen]

    @property
    def sees(self) -> frozenset[str]:
        """The slugs of the brands in view, as every read door takes them."""
        return frozenset(brand.slug for brand in self.brands)

    @property
    def brand(self) -> Brand | None:
        """The chosen brand, or None where none, or one out of view, was asked for."""
        asked = self.request.GET.get("brand", "")
        return next((brand for brand in self.brands if brand.slug == asked), None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the header's words and the brands to the template."""
        return super().get_context_data(
            title=self.title,
            intro=self.intro,
            path=self.path,
            brands=self.brands,
            brand=self.brand,
            **kwargs,
        )
