"""The live events' page, the address of its stream, and one entry in full."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dangol.edge.tokens import sign_view
from dangol.kernel.clock import MINUTE, now
from dangol.kernel.event import Event, Rejection
from dangol.live.trip.api import heard_ever
from dangol.memory.lake.api import read_entries
from dangol.registry.sources.api import list_sources
from dangol.registry.sources.contracts import Source
from dangol.studio.ground.doors import database, lake, log
from dangol.studio.ground.pages import StudioPage
from dangol.studio.ground.words import TOUCHPOINT_NAMES
from dangol.studio.live_events.entries import tell_entry

TOKEN_LASTS = 5 * MINUTE
OUTCOME_NAMES = {
    "accepted": _("accepted"),
    "duplicate": _("duplicate"),
    "rejected": _("refused"),
    "aside": _("set aside"),
}

CALL_NAMES = {
    "page": _("page"),
    "screen": _("screen"),
    "identify": _("details told"),
    "group": _("group joined"),
    "alias": _("recognised"),
}


class _LivePage(StudioPage):
    """What the pages of live events share: the right to see them."""

    needs = ("view_live_events",)


class LiveEvents(_LivePage):
    """The page; its rows come over the stream."""

    template_name = "studio/live_events/index.html"
    title = _("Live events")
    intro = _("What your touchpoints send, as it arrives, and what became of it.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the filters' choices and the words that the rows are made of."""
        sources = [source for source in list_sources(database()) if source.brand in self.sees]
        return super().get_context_data(
            sources=sources,
            heard=heard_ever(database()).keys(),
            outcomes=OUTCOME_NAMES,
            words=self._words(),
            zone=timezone.get_current_timezone_name(),
            example=self._example(sources),
            **kwargs,
        )

    def _words(self) -> dict[str, Any]:
        return {
            "outcomes": {key: str(name) for key, name in OUTCOME_NAMES.items()},
            "touchpoints": {key: str(name) for key, name in TOUCHPOINT_NAMES.items()},
            "brands": {brand.slug: brand.name for brand in self.brands},
            "calls": {key: str(name) for key, name in CALL_NAMES.items()},
        }

    def _example(self, sources: list[Source]) -> dict[str, str]:
        """Return a server's address and a key with which an event can be sent by hand."""
        keys = [source.write_key for source in sources if source.write_key and source.enabled]
        return {
            "server": self.request.build_absolute_uri("/").rstrip("/"),
            "key": keys[0] if keys and self.may("view_sources") else "WRITE_KEY",
        }


class StreamAddress(_LivePage):
    """The stream's address with a fresh right to watch it; asked for again when that ends."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the address."""
        del request, args, kwargs
        token = sign_view(
            settings.SECRET_KEY, self.sees, now() + TOKEN_LASTS, names=self.may("view_personal")
        )
        response = JsonResponse({"address": f"/v1/live?token={token}"})
        response["Cache-Control"] = "no-store"
        return response


class OneEntry(_LivePage):
    """One entry of the log: its sentence, its raw text, the way to its customer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the entry, 404 where there is none in view."""
        del request, args
        entry = read_entries(log(), lake(), [kwargs["offset"]]).get(kwargs["offset"])
        if not isinstance(entry, Event | Rejection) or entry.brand not in self.sees:
            return JsonResponse({"code": "entry_unknown"}, status=404)
        told = tell_entry(
            entry,
            {brand.slug: brand.name for brand in self.brands},
            (get_language() or "en")[:2],
            masked=not self.may("view_personal"),
        )
        return JsonResponse({"sentence": told.sentence, "raw": told.raw})
