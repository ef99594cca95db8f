"""The one panel of the page after signing in; it takes the place of Wagtail's own."""

import os
import shutil
from collections.abc import Set
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from dangol.edge.config import read_disk_floor
from dangol.kernel.clock import DAY, now
from dangol.kernel.event import Event
from dangol.live.profiles.api import stage_counts, totals
from dangol.live.trip.api import (
    count_lost,
    heard_ever,
    list_aside,
    source_activity,
    trip_state,
)
from dangol.memory.eventlog.api import read_entries
from dangol.registry.access.contracts import Brand
from dangol.registry.sources.api import list_sources
from dangol.studio.customers.listing import Asked, list_rows
from dangol.studio.ground.doors import database, log
from dangol.studio.ground.sight import brands_in_sight
from dangol.studio.today.needs import Need, in_order, of_aside, of_log, of_sources, of_trip

RECENT_CUSTOMERS = 8
MOST_ASIDE = 200
"""Events set aside that are looked at; a page after signing in must not wait for more."""


class Today(Component):
    """What needs me, the six stages of each brand in view, and who was here just now.

    A part is shown to who has the right to its room, so each role sees its own emphasis.
    """

    name = "today"
    template_name = "studio/today/panel.html"
    order = 0

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        brands = brands_in_sight(request)
        at = now()
        return {
            "request": request,
            "person": request.user,
            "brands": brands,
            "looks_after_system": _may(request, "view_system"),
            "needs": in_order(_needs_of(request, brands, at)),
            "stages": _stages(brands, at) if _may(request, "view_lifecycle") else [],
            "may_open_customers": _may(request, "view_customers"),
            "recent": _recent(request, brands, at) if _may(request, "view_customers") else None,
            "may_make_sources": _may(request, "change_sources"),
            "has_sources": any(
                s.brand in {b.slug for b in brands} for s in list_sources(database())
            ),
        }


def show_today(request: HttpRequest, panels: list[Any]) -> None:
    """Put our panel in the place of Wagtail's."""
    panels[:] = [Today()]


def _may(request: HttpRequest, right: str) -> bool:
    return bool(request.user.has_perm(f"access.{right}"))


def _needs_of(request: HttpRequest, brands: list[Brand], at: int) -> list[Need]:
    needs: list[Need] = []
    seen = {brand.slug for brand in brands}
    may_watch = _may(request, "view_live_events")
    if _may(request, "view_system"):
        state = trip_state(database())
        waiting = log().read(state.offset, 1)
        needs += of_trip(state, log().head(), waiting[0].appended if waiting else at, at)
        free = shutil.disk_usage(settings.DATA.path).free
        needs += of_log(count_lost(database()), free, read_disk_floor(os.environ))
    if may_watch or _may(request, "view_system"):
        address = reverse("studio_live_events:index") + "?outcome=aside"
        needs += of_aside(_count_aside(seen), address if may_watch else "")
    if _may(request, "view_sources"):
        sources = [source for source in list_sources(database()) if source.brand in seen]
        ever, lately = heard_ever(database()), source_activity(database(), at - DAY)
        needs += of_sources(sources, ever, lately, at)
    return needs


def _count_aside(seen: Set[str]) -> int:
    """Count the events set aside of brands in view, among the newest that are kept."""
    offsets = [kept.offset for kept in list_aside(database(), MOST_ASIDE)]
    entries = read_entries(log(), offsets).values()
    return sum(isinstance(entry, Event) and entry.brand in seen for entry in entries)


def _stages(brands: list[Brand], at: int) -> list[dict[str, Any]]:
    return [
        {
            "brand": brand,
            "counts": stage_counts(database(), brand.slug, at),
            "totals": totals(database(), brand.slug),
        }
        for brand in brands
    ]


def _recent(request: HttpRequest, brands: list[Brand], at: int) -> list[Any]:
    masked = not _may(request, "view_personal")
    asked = Asked(text="", brand=None, stage=None, after=None, now=at)
    page = list_rows(database(), brands, asked, masked=masked)
    return page.rows[:RECENT_CUSTOMERS]
