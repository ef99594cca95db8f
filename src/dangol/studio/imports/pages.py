"""What the pages of imports share: who may see them, and the import that an address names."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy

from dangol.registry.imports.api import get_import
from dangol.registry.imports.contracts import Import, ImportUnknown
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import Path, StudioPage
from dangol.studio.imports.receiving import may_bring

SOURCES = (gettext_lazy("Sources"), "/studio/sources/")
LIST = (gettext_lazy("Files"), "/studio/sources/files/")


class FilePage(StudioPage):
    """A page about files, for who may bring them."""

    needs = ("view_sources",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who may see neither people nor change sources: rows are people's data."""
        if not may_bring(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def masked(self) -> bool:
        """Whether this person may not see whom the rows are about."""
        return not self.may("view_personal")

    @property
    def language(self) -> str:
        """The language of this person."""
        return get_language() or "en"

    def brand_name(self, slug: str) -> str:
        """Return the name of a brand in view."""
        return next(brand.name for brand in self.brands if brand.slug == slug)


class ChosenImport(FilePage):
    """A page about one import, which must be of a brand in view."""

    path: Path = (SOURCES, LIST)

    @cached_property
    def one(self) -> Import:
        """The import named in the address.

        Raises:
            Http404: there is none, or it belongs to a brand out of view.
        """
        try:
            found = get_import(database(), self.kwargs["id"])
        except ImportUnknown as error:
            raise Http404 from error
        if found.brand not in self.sees:
            raise Http404
        return found

    @property
    def address(self) -> str:
        """The address of the import's own page."""
        return reverse("studio_imports:one", args=[self.one.id])

    def get_title(self) -> str:
        return self.one.file

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(one=self.one, masked=self.masked, **kwargs)
