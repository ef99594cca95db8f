"""What changes sources: a new one, limits, a new key, silence; with the reach told before."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dangol.kernel.clock import DAY, now
from dangol.live.trip.api import source_activity
from dangol.registry.sources.api import add_source, rotate_key, set_enabled, set_limits
from dangol.registry.sources.contracts import Limits
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import ConfirmPage, FormPage, Path
from dangol.studio.sources.forms import LimitsForm, SourceForm
from dangol.studio.sources.views import LIST, ChosenSource, show_once


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


class SetLimits(ChosenSource, FormPage):
    """A form for what a source may send at most."""

    template_name = "studio/sources/limits.html"
    needs = ("view_sources", "change_sources")
    title = gettext_lazy("Limits")
    form_class = LimitsForm

    def get_path(self) -> Path:
        return (LIST, (self.source.name, self.address))

    def get_initial(self) -> dict[str, Any]:
        return msgspec.structs.asdict(self.source.limits)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(address=self.address, **kwargs)

    def act(self, form: LimitsForm) -> HttpResponse:
        set_limits(database(), self.source.name, Limits(**form.cleaned_data))
        messages.success(self.request, _("The limits of the source count from now on."))
        return redirect(self.address)


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

    def state(self) -> str:
        return "enabled" if self.source.enabled else "disabled"

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
