"""Imports that were begun: the list, one with its progress, what can be taken away from it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy

from dangol.registry.imports.api import find_refused, list_imports
from dangol.registry.imports.contracts import Import
from dangol.studio.ground.doors import database
from dangol.studio.imports.pages import SOURCES, ChosenImport, FilePage
from dangol.studio.imports.refused import write_refused
from dangol.studio.imports.words import STATE_LOOKS, STATE_NAMES

AGAIN_MS = 1000
"""How often the page asks how far an import is."""


class FileList(FilePage):
    """The imports of the brands in view, newest first."""

    template_name = "studio/imports/list.html"
    title = gettext_lazy("Files")
    intro = gettext_lazy(
        "Spreadsheets that became events: orders of a shop, lists of members, visits."
    )
    path = (SOURCES,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = {brand.slug: brand.name for brand in self.brands}
        rows = [
            {"one": one, "brand": names[one.brand], **state_words(one)}
            for one in list_imports(database(), self.sees)
        ]
        return super().get_context_data(rows=rows, **kwargs)


class OneImport(ChosenImport):
    """One import: how far it is, or what came of it."""

    template_name = "studio/imports/one.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; a draft's page is that of its columns."""
        if self.one.state == "draft":
            return redirect("studio_imports:columns", id=self.one.id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.one
        refused = find_refused(settings.DATA.path, one.id)
        return super().get_context_data(
            **state_words(one),
            brand_name=self.brand_name(one.brand),
            percent=int(one.counts.share * 100),
            fault=one.fault.say(self.language) if one.fault else "",
            has_refused=refused is not None and not one.at_work,
            sees_customers=self.may("view_customers"),
            sees_events=self.may("view_live_events"),
            again=AGAIN_MS,
            **kwargs,
        )


class Progress(OneImport):
    """The part of an import's page that changes while it is worked on."""

    template_name = "studio/imports/progress.html"


class RefusedRows(ChosenImport):
    """The rows that became no event, as a csv."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer with the file."""
        found = find_refused(settings.DATA.path, self.one.id)
        if found is None or self.one.at_work:
            raise Http404
        lines = write_refused(found, self.language, masked=self.masked)
        return _attach(
            StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"),
            f"refused-{self.one.source}.csv",
        )


class MappingFile(ChosenImport):
    """The mapping of an import, as `dangol import --mapping` takes it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer with the file."""
        if not self.one.mapping:
            raise Http404
        return _attach(
            HttpResponse(self.one.mapping, content_type="application/yaml; charset=utf-8"),
            f"mapping-{self.one.source}.yaml",
        )


def state_words(one: Import) -> dict[str, Any]:
    """Return how an import stands, in words and as a badge looks."""
    return {"state": STATE_NAMES[one.state], "looks": STATE_LOOKS[one.state]}


def _attach(answer: Any, name: str) -> Any:
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "no-store"
    return answer
