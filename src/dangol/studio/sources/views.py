"""What sources look like: the list, one source with its key, its code to copy, its heartbeat."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dangol.kernel.clock import DAY, now
from dangol.kernel.words import translate
from dangol.live.collect.api import MOST_NAMES, QUOTA_USED, RATE_LIMITED
from dangol.live.trip.api import (
    Heard,
    find_heard,
    heard_ever,
    list_hours,
    list_reasons,
    list_refused_codes,
    source_activity,
)
from dangol.registry.sources.api import get_source, list_sources
from dangol.registry.sources.contracts import Source, SourceUnknown
from dangol.registry.webhooks.api import find_webhook
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import StudioPage
from dangol.studio.imports.receiving import may_bring
from dangol.studio.sources.activity import (
    CHOICES,
    WIDE,
    draw,
    gather,
    period_of,
    read_days,
    sum_up,
)
from dangol.studio.sources.snippets import write_snippets
from dangol.studio.sources.states import state_of
from dangol.studio.templatetags.studio import ago

DAYS = 7
"""Counts on the list are of this many days."""

LIST = (gettext_lazy("Sources"), "/studio/sources/")
LIMIT_WORDS = {
    RATE_LIMITED: gettext_lazy("Requests turned away: more events a second than the limit"),
    QUOTA_USED: gettext_lazy("Requests turned away: the events of the day were used"),
}
"""What limits turned away was not kept, so there is nothing to look through."""


class SourceList(StudioPage):
    """All sources of the brands in view, with what was heard of each."""

    template_name = "studio/sources/list.html"
    needs: Sequence[str] = ("view_sources",)
    title = gettext_lazy("Sources")
    intro = gettext_lazy(
        "The systems that send events: websites, apps, tills, call centres, devices."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = now()
        ever = heard_ever(database())
        lately = source_activity(database(), at - DAYS * DAY)
        chosen = {self.brand.slug} if self.brand else self.sees
        names = {brand.slug: brand.name for brand in self.brands}
        rows = [
            {
                "source": source,
                "brand": names[source.brand],
                "state": state_of(source, ever.get(source.name), at),
                "ever": ever.get(source.name),
                "lately": lately.get(source.name),
            }
            for source in list_sources(database())
            if source.brand in chosen
        ]
        return super().get_context_data(
            rows=rows,
            days=DAYS,
            may_change=self.may("change_sources"),
            may_bring=may_bring(self.request.user),
            sees_refused=self.may("view_live_events"),
            **kwargs,
        )


class ChosenSource(StudioPage):
    """A page about one source, which must be of a brand in view."""

    needs: Sequence[str] = ("view_sources",)

    @cached_property
    def source(self) -> Source:
        """The source named in the address.

        Raises:
            Http404: there is none, or it belongs to a brand out of view.
        """
        try:
            source = get_source(database(), self.kwargs["name"])
        except SourceUnknown as error:
            raise Http404 from error
        if source.brand not in self.sees:
            raise Http404
        return source

    @cached_property
    def heard(self) -> Heard | None:
        """What was ever heard of the source."""
        return find_heard(database(), self.source.name)

    @property
    def address(self) -> str:
        """The address of the source's own page."""
        return reverse("studio_sources:one", args=[self.source.name])


class SourceFacts(ChosenSource):
    """What is known of a source, as a part of its page."""

    template_name = "studio/sources/facts.html"

    @property
    def server(self) -> str:
        """The address under which the systems of the house reach this Dangol."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.source
        return super().get_context_data(
            **kwargs,
            source=source,
            brand_name=next(b.name for b in self.brands if b.slug == source.brand),
            heard=self.heard,
            server=self.server,
        )


class OneSource(SourceFacts):
    """One source: is it heard, its key, code to copy, its switches."""

    template_name = "studio/sources/one.html"
    path = (LIST,)
    secret = ""
    """A secret key that was made this instant; no page can ever show it again."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.source
        key = source.write_key or self.secret
        return super().get_context_data(
            **kwargs,
            state=state_of(source, self.heard, now()),
            sentence=waiting_words(self.heard),
            key=key,
            shown_once=bool(self.secret),
            snippets=write_snippets(
                source.touchpoint,
                self.server,
                key or _("YOUR-SECRET-KEY"),
                source=source.name,
                secret=not source.write_key,
            ),
            may_change=self.may("change_sources"),
            webhook=find_webhook(database(), source.name),
            most_names=source.most_names or MOST_NAMES,
            **self._activity(),
        )

    def _activity(self) -> dict[str, Any]:
        """Return what came in the chosen period, and why some of it was refused."""
        days = read_days(self.request.GET.get("days", ""))
        since, until = period_of(days, now())
        hours = list_hours(database(), self.source.name, since, until)
        stretches = gather(hours, since, until, timezone.get_current_timezone())
        return {
            "days": days,
            "choices": CHOICES,
            "zone": timezone.get_current_timezone_name(),
            "stretches": stretches,
            "whole_period": sum_up(stretches),
            "bars": draw(stretches),
            "chart_width": len(stretches) * WIDE,
            "reasons": self._reasons(since, until),
        }

    def _reasons(self, since: int, until: int) -> list[dict[str, Any]]:
        sentences = list_refused_codes(database(), self.sees)
        language = (get_language() or "en")[:2]
        address = f"{reverse('studio_refused:index')}?state=all&source={quote(self.source.name)}"
        looks = self.may("view_live_events")
        return [
            {
                "words": LIMIT_WORDS.get(code) or translate(sentences.get(code, code), language),
                "times": times,
                "address": "" if code in LIMIT_WORDS or not looks else f"{address}&code={code}",
            }
            for code, times in list_reasons(database(), self.source.name, since, until).items()
        ]

    def get_title(self) -> str:
        return self.source.name


class Heartbeat(ChosenSource):
    """Whether a source was heard yet, for the page that waits for it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the sentence that the page shows."""
        heard = self.heard is not None and self.heard.accepted > 0
        return JsonResponse({"heard": heard, "sentence": waiting_words(self.heard)})


def show_once(request: HttpRequest, source: Source, key: str) -> HttpResponse:
    """Answer with a source's page that shows its secret key, for the only time."""
    page = OneSource(secret=key)
    page.setup(request, name=source.name)
    response: HttpResponse = page.get(request, name=source.name)
    return response


def waiting_words(heard: Heard | None) -> str:
    """Tell whether a source was heard, as the page says it while it waits."""
    if heard is None or not heard.accepted:
        if heard is not None and heard.rejected:
            return _("Events arrive, but they are refused. See Live events for the reason.")
        return _("Waiting for the first event. This line changes by itself.")
    return _("Heard. The last event came %(when)s.") % {"when": ago(heard.last_heard)}
