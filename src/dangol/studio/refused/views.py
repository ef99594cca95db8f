"""What refused events look like: the list, and one of them with what became of it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dangol.kernel.clock import now
from dangol.kernel.ids import customer_id
from dangol.kernel.masking import mask_text
from dangol.kernel.words import translate
from dangol.live.identity.api import survivor_of
from dangol.live.trip.api import (
    Refused,
    RefusedFilter,
    RefusedUnknown,
    count_refused,
    get_refused,
    list_refused,
    list_refused_codes,
    resolutions,
)
from dangol.registry.sources.api import list_sources
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import Path, StudioPage
from dangol.studio.live_events.entries import lay_out
from dangol.studio.refused.asking import DAYS, read_filter

ROWS = 50
SOURCES = (_("Sources"), "/studio/sources/")
LIST = (_("Refused events"), "/studio/sources/refused/")


class RefusedPage(StudioPage):
    """What the pages of refused events share: rights, and whether personal data is hidden."""

    needs: Sequence[str] = ("view_sources", "view_live_events")
    path: Path = (SOURCES,)

    @property
    def masked(self) -> bool:
        """Whether personal data is hidden from this person."""
        return not self.may("view_personal")

    @property
    def language(self) -> str:
        """The reader's language, ``en`` or ``ko``."""
        return (get_language() or "en")[:2]

    @cached_property
    def asked(self) -> RefusedFilter:
        """Which refused events the address asks for."""
        return read_filter(self.request.GET.dict(), self.sees, now(), deep=not self.masked)

    def tell(self, one: Refused) -> dict[str, Any]:
        """Return one refused event as the templates take it."""
        hide = mask_text if self.masked else str
        return {
            "it": one,
            "name": hide(one.name or one.type) or one.code,
            "message_id": hide(one.message_id),
            "reason": translate(one.message, self.language),
            "tried": translate(one.tried_message, self.language),
        }


class RefusedList(RefusedPage):
    """Refused events in view, newest first, by source, reason, text, time and state."""

    template_name = "studio/refused/list.html"
    title = LIST[0]
    intro = _(
        "Events that could not be accepted. When the cause is gone, send them again: nothing is "
        "lost, and nothing counts twice."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the rows that fit, and the filters' choices."""
        found = list_refused(database(), self.asked, ROWS + 1)
        codes = list_refused_codes(database(), self.sees)
        return super().get_context_data(
            rows=[self.tell(one) for one in found[:ROWS]],
            count=count_refused(database(), self.asked),
            further=found[ROWS - 1].position if len(found) > ROWS else None,
            asked=self.asked,
            days=self.request.GET.get("days", ""),
            day_choices=DAYS,
            sources=[one.name for one in list_sources(database()) if one.brand in self.sees],
            codes=sorted(codes),
            any_kept=bool(codes),
            narrowed=bool(self.request.GET),
            masked=self.masked,
            may_send=self.may("change_sources"),
            **kwargs,
        )


class OneRefused(RefusedPage):
    """One refused event: what was sent, why it was refused, what to do, what became of it."""

    template_name = "studio/refused/one.html"
    path = (SOURCES, LIST)

    @cached_property
    def refused(self) -> Refused:
        """The event at the address.

        Raises:
            Http404: none is kept from there, or it is of a brand out of view.
        """
        try:
            found = get_refused(database(), self.kwargs["position"])
        except (RefusedUnknown, OverflowError) as error:
            raise Http404 from error
        if found.brand not in self.sees:
            raise Http404
        return found

    def get_title(self) -> str:
        return str(self.tell(self.refused)["name"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the event, and what it became where it was sent again."""
        one = self.refused
        return super().get_context_data(
            **self.tell(one),
            raw=lay_out(one.raw, self.language, masked=self.masked),
            may_send=self.may("change_sources") and one.whole and one.solved is None,
            **self._became(one.solved),
            **kwargs,
        )

    def _became(self, offset: int | None) -> dict[str, Any]:
        if offset is None:
            return {"outcome": "", "customer": ""}
        for resolution in resolutions(database(), offset, offset):
            resolved = resolution.outcomes[offset - resolution.first]
            if resolved is None or resolved.duplicate:
                return {"outcome": "duplicate" if resolved else "aside", "customer": ""}
            customer = ""
            if resolved.customer >= 0:
                customer = customer_id(survivor_of(database(), resolved.customer))
            return {"outcome": "accepted", "customer": customer}
        return {"outcome": "waiting", "customer": ""}
