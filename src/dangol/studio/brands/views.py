"""IT's pages about brands: the list, a new one, and the wall around one.

IT sees that every brand exists, also a walled one whose customers it does not see.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dangol.kernel.clock import now
from dangol.live.profiles.api import totals
from dangol.registry.access.api import add_brand, brand_slug, get_brand, list_brands, set_wall
from dangol.registry.access.contracts import Brand, BrandUnknown
from dangol.registry.sources.api import list_sources
from dangol.studio.brands.forms import BrandForm
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import ConfirmPage, FormPage, StudioPage
from dangol.studio.templatetags.studio import whole

LIST = (gettext_lazy("Brands"), "/studio/system/brands/")


class BrandList(StudioPage):
    """All brands of the house."""

    template_name = "studio/brands/list.html"
    needs = ("manage_brands",)
    title = gettext_lazy("Brands")
    intro = gettext_lazy(
        "A person is one customer across all brands of the house, with stage and consent per "
        "brand. A walled brand keeps its customers to itself."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = [source.brand for source in list_sources(database())]
        rows = [
            {
                "brand": brand,
                "sources": sources.count(brand.slug),
                "customers": totals(database(), brand.slug).customers if seen else None,
                "seen": seen,
            }
            for brand in list_brands(database())
            for seen in [brand.slug in self.sees]
        ]
        return super().get_context_data(rows=rows, **kwargs)


class AddBrand(FormPage):
    """A form for a new brand."""

    template_name = "studio/brands/add.html"
    needs = ("manage_brands",)
    title = gettext_lazy("New brand")
    path = (LIST,)
    form_class = BrandForm

    def act(self, form: BrandForm) -> HttpResponse:
        asked = form.cleaned_data
        brand = add_brand(
            database(),
            brand_slug(asked["name"]),
            asked["name"],
            now=now(),
            zone=asked["zone"],
            currency=asked["currency"],
        )
        messages.success(self.request, _("%(brand)s is now a brand.") % {"brand": brand.name})
        return redirect("studio_brands:index")


class SetWall(ConfirmPage):
    """Wall a brand off, or open it."""

    needs = ("manage_brands",)
    path = (LIST,)

    @cached_property
    def chosen(self) -> Brand:
        """The brand named in the address.

        Raises:
            Http404: there is none.
        """
        try:
            return get_brand(database(), self.kwargs["slug"])
        except BrandUnknown as error:
            raise Http404 from error

    def get_title(self) -> str:
        asked = (
            _("Take down the wall of %(brand)s?")
            if self.chosen.walled
            else _("Wall off %(brand)s?")
        )
        return asked % {"brand": self.chosen.name}

    def get_label(self) -> str:
        return _("Take down the wall") if self.chosen.walled else _("Wall it off")

    def reach(self) -> list[str]:
        return [*self._known(), *(self._opening() if self.chosen.walled else self._closing())]

    def _known(self) -> list[str]:
        if self.chosen.slug not in self.sees:
            return []
        count = totals(database(), self.chosen.slug).customers
        known = ngettext(
            "%(brand)s knows %(count)s customer now.",
            "%(brand)s knows %(count)s customers now.",
            count,
        )
        return [known % {"brand": self.chosen.name, "count": whole(count)}]

    def _closing(self) -> list[str]:
        return [
            _(
                "From now on its events are matched only with each other: whoever is heard at this "
                "brand is a customer apart, even if another brand knows the same e-mail address."
            ),
            _(
                "Its customers, numbers and events are hidden from everybody, people and API keys, "
                "who was not given this brand by name. Give it by name under People first, also to "
                "yourself."
            ),
            _("What was matched before the wall stays matched. You can take the wall down again."),
        ]

    def _opening(self) -> list[str]:
        return [
            _("From now on its events are matched with those of the other open brands."),
            _("Everybody who sees the open brands sees its customers again."),
            _("What was heard behind the wall stays apart. You can wall it off again."),
        ]

    def state(self) -> str:
        return "walled" if self.chosen.walled else "open"

    def act(self) -> HttpResponse:
        brand = set_wall(database(), self.chosen.slug, not self.chosen.walled)
        said = _("%(brand)s is walled off.") if brand.walled else _("%(brand)s is open.")
        messages.success(self.request, said % {"brand": brand.name})
        return redirect("studio_brands:index")
