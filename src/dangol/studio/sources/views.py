"""The sources' pages: the list, one source with its key and snippets, a new one, its switches."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dangol.kernel.clock import DAY, now
from dangol.live.trip.api import Activity, source_activity
from dangol.registry.sources.api import (
    add_source,
    get_source,
    list_sources,
    rotate_key,
    set_enabled,
)
from dangol.registry.sources.contracts import Source, SourceUnknown
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import ConfirmPage, FormPage, Path, StudioPage
from dangol.studio.sources.forms import SourceForm
from dangol.studio.sources.snippets import write_snippets
from dangol.studio.sources.states import state_of
from dangol.studio.templatetags.studio import ago

DAYS = 7
"""Counts on the list are of this many days."""

LIST = (gettext_lazy("Sources"), "/studio/sources/")


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
        ever = source_activity(database())
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
            rows=rows, days=DAYS, may_change=self.may("change_sources"), **kwargs
        )


class AddSource(FormPage):
    """A form for a new source; a secret key is shown once, on the answer."""

    template_name = "studio/sources/add.html"
    needs = ("view_sources", "change_sources")
    title = gettext_lazy("New source")
    path = (LIST,)
    form_class = SourceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "brands": self.brands}

    def act(self, form: SourceForm) -> HttpResponse:
        asked = form.cleaned_data
        source, key = add_source(
            database(),
            asked["name"],
            asked["touchpoint"],
            asked["brand"],
            secret=asked["secret"],
            now=now(),
        )
        if source.write_key:
            return redirect("studio_sources:one", name=source.name)
        return show_once(self.request, source, key)


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
    def heard(self) -> Activity | None:
        """What was ever heard of the source."""
        return source_activity(database()).get(self.source.name)

    @property
    def address(self) -> str:
        """The address of the source's own page."""
        return reverse("studio_sources:one", args=[self.source.name])


class OneSource(ChosenSource):
    """One source: is it heard, its key, code to copy, its switches."""

    template_name = "studio/sources/one.html"
    path = (LIST,)
    secret = ""
    """A secret key that was made this instant; no page can ever show it again."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.source
        key = source.write_key or self.secret
        server = f"{self.request.scheme}://{self.request.get_host()}"
        return super().get_context_data(
            **kwargs,
            source=source,
            brand_name=next(b.name for b in self.brands if b.slug == source.brand),
            state=state_of(source, self.heard, now()),
            heard=self.heard,
            sentence=waiting_words(self.heard),
            key=key,
            shown_once=bool(self.secret),
            server=server,
            snippets=write_snippets(
                source.touchpoint,
                server,
                key or _("YOUR-SECRET-KEY"),
                secret=not source.write_key,
            ),
            may_change=self.may("change_sources"),
        )

    def get_title(self) -> str:
        return self.source.name


class Heard(ChosenSource):
    """Whether a source was heard yet, for the page that waits for it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the sentence that the page shows."""
        heard = self.heard is not None and self.heard.accepted > 0
        return JsonResponse({"heard": heard, "sentence": waiting_words(self.heard)})


class _ChangeSource(ChosenSource, ConfirmPage):
    """A question before a source is changed; leads back to the source."""

    needs = ("view_sources", "change_sources")

    def get_path(self) -> Path:
        return (LIST, (self.source.name, self.address))


class RotateKey(_ChangeSource):
    """Give a source a new key."""

    label = gettext_lazy("Make a new key")
    title = gettext_lazy("A new key for this source?")

    def reach(self) -> list[str]:
        lately = source_activity(database(), now() - DAY).get(self.source.name)
        count = lately.accepted if lately else 0
        return [
            _("The old key ends at once. Whatever still sends with it is refused."),
            ngettext(
                "In the last 24 hours, %(count)d event came with it.",
                "In the last 24 hours, %(count)d events came with it.",
                count,
            )
            % {"count": count},
            _("This cannot be undone. Put the new key into the system right after."),
        ]

    def act(self) -> HttpResponse:
        key = rotate_key(database(), self.source.name)
        if not self.source.write_key:
            return show_once(self.request, self.source, key)
        messages.success(self.request, _("The source has a new key. The old one has ended."))
        return redirect(self.address)


class SwitchSource(_ChangeSource):
    """Let a source speak, or silence it."""

    def is_dangerous(self) -> bool:
        return self.source.enabled

    def get_title(self) -> str:
        return (
            _("Silence this source?") if self.source.enabled else _("Let this source speak again?")
        )

    def get_label(self) -> str:
        return _("Silence") if self.source.enabled else _("Let it speak")

    def reach(self) -> list[str]:
        if not self.source.enabled:
            return [_("What it sends is accepted again from now on.")]
        return [
            _("What it sends from now on is refused and not kept."),
            _("What it sent before stays, and customers stay as they are."),
            _("You can let it speak again at any time."),
        ]

    def act(self) -> HttpResponse:
        source = set_enabled(database(), self.source.name, not self.source.enabled)
        messages.success(
            self.request,
            _("The source speaks again.") if source.enabled else _("The source is silenced."),
        )
        return redirect(self.address)


def show_once(request: HttpRequest, source: Source, key: str) -> HttpResponse:
    """Answer with a source's page that shows its secret key, for the only time."""
    page = OneSource(secret=key)
    page.setup(request, name=source.name)
    response: HttpResponse = page.get(request, name=source.name)
    return response


def waiting_words(heard: Activity | None) -> str:
    """Tell whether a source was heard, as the page says it while it waits."""
    if heard is None or not heard.accepted:
        if heard is not None and heard.rejected:
            return _("Events arrive, but they are refused. See Live events for the reason.")
        return _("Waiting for the first event. This line changes by itself.")
    return _("Heard. The last event came %(when)s.") % {"when": ago(heard.last_heard)}
