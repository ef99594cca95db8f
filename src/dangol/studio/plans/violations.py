"""Violations: who sends what against its plan since when, with an example."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dangol.kernel.event import Event, Rejection
from dangol.live.trip.api import list_violations
from dangol.memory.eventlog.api import read_entries
from dangol.registry.sources.api import list_sources
from dangol.studio.ground.doors import database, log
from dangol.studio.ground.pages import Path, StudioPage
from dangol.studio.live_events.entries import tell_entry
from dangol.studio.plans.sayings import say_flag, say_flags
from dangol.studio.sources.views import LIST

MOST_ROWS = 500


class Violations(StudioPage):
    """What the sources in view send against their plans, the latest first."""

    template_name = "studio/plans/violations.html"
    needs: Sequence[str] = ("view_sources",)
    title = gettext_lazy("Violations")
    intro = gettext_lazy(
        "What sources send against their tracking plans, and personal data that was hidden on its "
        "way in."
    )
    path = (LIST,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = {self.brand.slug} if self.brand else self.sees
        known = {source.name for source in list_sources(database()) if source.brand in chosen}
        asked = self.request.GET.get("source", "")
        named = asked if asked in known else ""
        found = [one for one in list_violations(database(), "", MOST_ROWS) if one.brand in chosen]
        sources = sorted({one.source for one in found} | {named} - {""})
        if named:
            found = list_violations(database(), named, MOST_ROWS)
        rows = [
            {"violation": one, "said": say_flag(one.path, one.kind, one.done)}
            for one in found
            if one.brand in chosen
        ]
        return super().get_context_data(rows=rows, sources=sources, named=named, **kwargs)


class Example(StudioPage):
    """One event with what it has against its plan, hidden where the viewer must not see whom."""

    template_name = "studio/plans/example.html"
    needs: Sequence[str] = ("view_sources", "view_live_events")
    title = gettext_lazy("Example")

    def get_path(self) -> Path:
        return (LIST, (_("Violations"), VIOLATIONS))

    @cached_property
    def entry(self) -> Event | Rejection:
        """The entry at the offset in the address.

        Raises:
            Http404: there is none in view.
        """
        offset = self.kwargs["offset"]
        found = read_entries(log(), [offset]).get(offset)
        if not isinstance(found, Event | Rejection) or found.brand not in self.sees:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = tell_entry(
            self.entry,
            {brand.slug: brand.name for brand in self.brands},
            (get_language() or "en")[:2],
            masked=not self.may("view_personal"),
        )
        return super().get_context_data(
            entry=self.entry, told=told, found=say_flags(self.entry.flags), **kwargs
        )


VIOLATIONS = "/studio/sources/violations/"
