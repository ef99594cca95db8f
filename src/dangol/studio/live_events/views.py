"""The live events' page, the address of its stream, and one entry in full."""

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dangol.edge.tokens import sign_view
from dangol.kernel.clock import MINUTE, now
from dangol.kernel.event import Event, Rejection
from dangol.kernel.ids import customer_id
from dangol.live.profiles.api import find_profiles
from dangol.live.trip.api import heard_ever
from dangol.memory.lake.api import read_entries
from dangol.registry.sources.api import list_sources
from dangol.registry.sources.contracts import Source
from dangol.studio.customers.search import find_exact
from dangol.studio.ground.doors import database, lake, log
from dangol.studio.ground.pages import StudioPage
from dangol.studio.ground.words import TOUCHPOINT_NAMES
from dangol.studio.live_events.effects import Viewer, tell_effects
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

TYPE_NAMES = {"track": _("something done"), **CALL_NAMES}


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
            types=TYPE_NAMES,
            asks_customer=self.may("view_customers"),
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
        """Answer the address; of a customer that is asked for, none where there is no such one."""
        del args, kwargs
        wanted = request.GET.get("customer", "").strip()[:200]
        customer = self._find(wanted) if wanted else ""
        if customer is None:
            return JsonResponse({"address": ""})
        token = sign_view(
            settings.SECRET_KEY, self.sees, now() + TOKEN_LASTS, names=self.may("view_personal")
        )
        only = f"&customer={customer}" if customer else ""
        response = JsonResponse({"address": f"/v1/live?token={token}{only}"})
        response["Cache-Control"] = "no-store"
        return response

    def _find(self, wanted: str) -> str | None:
        """Return the public id of a customer in view, by whole identifiers alone."""
        if not self.may("view_customers"):
            return None
        found = find_exact(database(), wanted, self.brands, now())
        seen = find_profiles(database(), found, self.sees, now())
        return next((customer_id(number) for number in found if number in seen), None)


class OneEntry(_LivePage):
    """One entry of the log: its sentence, its raw text, the way to its customer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the entry, 404 where there is none in view."""
        del request, args
        entry = read_entries(log(), lake(), [kwargs["offset"]]).get(kwargs["offset"])
        if not isinstance(entry, Event | Rejection) or entry.brand not in self.sees:
            return JsonResponse({"code": "entry_unknown"}, status=404)
        masked = not self.may("view_personal")
        told = tell_entry(
            entry,
            {brand.slug: brand.name for brand in self.brands},
            (get_language() or "en")[:2],
            masked=masked,
        )
        changed: list[str] = []
        if isinstance(entry, Event):
            viewer = Viewer(self.sees, now(), masked)
            changed = tell_effects(database(), entry, kwargs["offset"], viewer)
        return JsonResponse({**msgspec.structs.asdict(told), "changed": changed})
