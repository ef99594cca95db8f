"""The lifecycle's page, and the counts with which it keeps itself fresh."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kernel.clock import now, to_datetime
from dangol.live.profiles.api import stage_counts
from dangol.registry.access.contracts import Brand
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import StudioPage
from dangol.studio.lifecycle.charts import dwell_rows, flow_rows, movement_rows
from dangol.studio.lifecycle.figures import read_figures
from dangol.studio.lifecycle.flow_diagram import TALL, WIDE, draw_flow
from dangol.studio.lifecycle.periods import CHOICES, read_period
from dangol.studio.lifecycle.sayings import say_flow, say_hardest, say_period, say_share, say_stuck
from dangol.studio.rules.documents import rules_of
from dangol.studio.templatetags.studio import whole


class _OfOneBrand(StudioPage):
    """A page about one brand: the chosen one, else the first in view."""

    needs = ("view_lifecycle",)

    @property
    def brand(self) -> Brand | None:
        """The brand that the page is about; None where the person sees none."""
        return super().brand or next(iter(self.brands), None)


class LifecyclePage(_OfOneBrand):
    """Six stages with live counts, the flow between them, and where people get stuck."""

    template_name = "studio/lifecycle/index.html"
    title = _("Lifecycle")
    intro = _("Where your customers are on their way, how they move, and where they stop.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the figures of the chosen brand and period."""
        if self.brand is None:
            return super().get_context_data(**kwargs)
        zone = ZoneInfo(self.brand.zone)
        instant = now()
        period = read_period(self.request.GET.dict(), instant, zone)
        figures = read_figures(database(), self.brand.slug, period, instant)
        return super().get_context_data(
            zone=zone,
            rules=rules_of(database(), self.brand.slug),
            period=period,
            period_words=say_period(period),
            choices=CHOICES,
            figures=figures,
            people=f"{reverse('studio_customers:index')}?brand={self.brand.slug}",
            flow_words=say_flow(figures, period),
            stuck_words=say_stuck(figures),
            hardest_words=say_hardest(figures, period),
            wide=draw_flow(figures.flows, WIDE),
            tall=draw_flow(figures.flows, TALL),
            flows=flow_rows(figures.flows),
            movements=movement_rows(figures.movements),
            dwells=dwell_rows(figures.dwells),
            **kwargs,
        )


class Counts(_OfOneBrand):
    """The stages' counts of this moment, written as the page writes them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the counts and shares by stage, and the time."""
        del request, args, kwargs
        if self.brand is None:
            return JsonResponse({"stages": {}, "customers": whole(0), "time": ""})
        instant = now()
        counts = stage_counts(database(), self.brand.slug, instant)
        total = sum(counts.values())
        local = to_datetime(instant).astimezone(ZoneInfo(self.brand.zone))
        return JsonResponse(
            {
                "stages": {
                    stage: {"count": whole(count), "share": say_share(count, total)}
                    for stage, count in counts.items()
                },
                "customers": whole(total),
                "time": f"{local:%H:%M:%S}",
            }
        )
