"""The customers' pages: the list, one customer, one raw event."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dangol.kernel.clock import now
from dangol.kernel.event import Event
from dangol.kernel.ids import customer_id, customer_number
from dangol.live.identity.api import survivor_of
from dangol.live.profiles.api import find_profile
from dangol.live.profiles.contracts import STAGES, Profile
from dangol.studio.customers.addresses import read_cursor, write_cursor
from dangol.studio.customers.joins import find_joins
from dangol.studio.customers.listing import Asked, call_customer, list_rows
from dangol.studio.customers.personal import mask_event
from dangol.studio.customers.portrait import choose_zone, paint
from dangol.studio.customers.sentences import KINDS, kind_of
from dangol.studio.customers.story import Telling, tell_story, write_raw
from dangol.studio.customers.timeline import find_event, read_stretch
from dangol.studio.ground.doors import database, lake, log
from dangol.studio.ground.pages import StudioPage
from dangol.studio.ground.words import STAGE_NAMES

KIND_NAMES = {
    "browsing": _("Looking around"),
    "orders": _("Cart and orders"),
    "messages": _("Messages"),
    "help": _("Help"),
    "use": _("Apps and devices"),
    "account": _("Account and details"),
    "other": _("Other"),
}


class _CustomersPage(StudioPage):
    """What the pages of customers share: the right, and whether personal data is shown."""

    needs = ("view_customers",)

    @property
    def masked(self) -> bool:
        """Whether personal data is hidden from this person."""
        return not self.request.user.has_perm("access.view_personal")


class CustomerList(_CustomersPage):
    """Customers in view, found by identifier or name, filtered by brand and stage."""

    template_name = "studio/customers/index.html"
    title = _("Customers")
    intro = _("Everybody your touchpoints have met, last seen first.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the rows that fit the search."""
        asked = self.request.GET
        text = asked.get("q", "").strip()[:200]
        stage = asked.get("stage", "")
        after = asked.get("after") if read_cursor(asked.get("after", "")) else None
        page = list_rows(
            database(),
            self.brands,
            Asked(
                text=text,
                brand=self.brand,
                stage=stage if stage in STAGES else None,
                after=after,
                now=now(),
            ),
            masked=self.masked,
        )
        return super().get_context_data(
            page=page,
            text=text,
            stage=stage if stage in STAGES else "",
            stage_names=STAGE_NAMES,
            first_page=after is None,
            masked=self.masked,
            **kwargs,
        )


class _OneCustomer(_CustomersPage):
    """A page about one customer; one who is not in view is as if not there."""

    profile: Profile
    address = ""
    status = 200

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; lead on from a merged id; say so where there is nobody."""
        profile = self._find_profile(kwargs["customer"])
        if profile is None:
            return self._say_unknown()
        public = customer_id(profile.customer)
        if public != kwargs["customer"]:
            address = reverse(self.address, kwargs={**kwargs, "customer": public})
            return redirect(f"{address}?{request.GET.urlencode()}")
        self.profile = profile
        return self.render_to_response(self.get_context_data(**kwargs), status=self.status)

    def _find_profile(self, public: str) -> Profile | None:
        number = customer_number(public)
        if number is None:
            return None
        return find_profile(database(), survivor_of(database(), number), self.sees, now())

    def _say_unknown(self) -> HttpResponse:
        self.template_name = "studio/customers/unknown.html"
        self.title = _("No such customer")
        self.path = [(_("Customers"), _list_address())]
        return self.render_to_response(StudioPage.get_context_data(self), status=404)


class CustomerPage(_OneCustomer):
    """The 360 page."""

    template_name = "studio/customers/one.html"
    address = "studio_customers:one"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the portrait and one stretch of the timeline."""
        language = (get_language() or "en")[:2]
        portrait = paint(self.profile, self.brands, language, masked=self.masked)
        self.title = portrait.label
        self.path = [(_("Customers"), _list_address())]
        telling = Telling(
            language=language,
            brand_names={brand.slug: brand.name for brand in self.brands},
            zone=choose_zone(self.profile, self.brands, self.brand),
            masked=self.masked,
        )
        return super().get_context_data(
            profile=self.profile,
            portrait=portrait,
            public_id=customer_id(self.profile.customer),
            zone=telling.zone,
            masked=self.masked,
            joins=find_joins(
                database(), log(), lake(), self.profile, self.sees, masked=self.masked
            ),
            **self._timeline(telling),
            **kwargs,
        )

    def _timeline(self, telling: Telling) -> dict[str, Any]:
        before = read_cursor(self.request.GET.get("before", ""))
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in KINDS else ""
        wanted = {self.brand.slug} if self.brand else self.sees

        def fits(event: Event) -> bool:
            return event.brand in wanted and (not kind or kind_of(event) == kind)

        stretch = read_stretch(database(), log(), lake(), self.profile.strands, fits, before)
        stages = {
            slug: fact for slug, fact in self.profile.stages.items() if slug in wanted and not kind
        }
        return {
            "days": tell_story(stretch, stages, before, telling),
            "earlier": write_cursor(stretch.earlier) if stretch.earlier else "",
            "begins_earlier": before is not None,
            "forgotten": stretch.forgotten,
            "lost": stretch.lost,
            "kinds": KIND_NAMES,
            "kind": kind,
        }


class EventPage(_OneCustomer):
    """One event of a customer as it stands in the log, in full."""

    template_name = "studio/customers/event.html"
    address = "studio_customers:event"
    title = _("Raw event")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the event, where it is this customer's and in view."""
        public = customer_id(self.profile.customer)
        label = call_customer(self.profile.label, masked=self.masked)
        address = reverse("studio_customers:one", kwargs={"customer": public})
        self.path = [(_("Customers"), _list_address()), (label, address)]
        event = find_event(database(), log(), lake(), kwargs["offset"], self.profile.strands)
        if event is None or event.brand not in self.sees:
            self.status = 404
            return super().get_context_data(raw="", **kwargs)
        shown = mask_event(event) if self.masked else event
        return super().get_context_data(raw=write_raw(shown), **kwargs)


def _list_address() -> str:
    return reverse("studio_customers:index")
