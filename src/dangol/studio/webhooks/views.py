"""What webhooks look like: the list, one webhook with its mapping, what was delivered lately."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dangol.kernel.clock import now
from dangol.kernel.words import translate
from dangol.live.collect.api import MappingInvalid, check_hook_mapping, shipped_texts
from dangol.registry.definitions.api import save_draft
from dangol.registry.sources.api import list_sources
from dangol.registry.webhooks.api import captures, find_secret, find_webhook, list_webhooks
from dangol.registry.webhooks.contracts import MAPPING_KIND, Capture, Webhook
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import FormPage, Path, StudioPage
from dangol.studio.sources.views import ChosenSource
from dangol.studio.webhooks.documents import (
    check_own,
    find_mapping,
    mappings_of,
    starter,
    versions_of,
)
from dangol.studio.webhooks.forms import MappingForm
from dangol.studio.webhooks.trying import show_trial
from dangol.studio.webhooks.words import AT_PROVIDERS, PROVIDER_NAMES

SOURCES = (gettext_lazy("Sources"), "/studio/sources/")
LIST = (gettext_lazy("Webhooks"), "/studio/sources/webhooks/")


class WebhookList(StudioPage):
    """The webhooks of the brands in view."""

    template_name = "studio/webhooks/list.html"
    needs: Sequence[str] = ("view_sources",)
    title = gettext_lazy("Webhooks")
    intro = gettext_lazy(
        "Shops and other systems that tell of orders and customers by themselves, signed."
    )
    path = (SOURCES,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = {source.name: source for source in list_sources(database())}
        names = {brand.slug: brand.name for brand in self.brands}
        rows = [
            {
                "webhook": webhook,
                "provider": PROVIDER_NAMES[webhook.provider],
                "brand": names[sources[webhook.source].brand],
                "is_set": find_secret(settings.DATA.path, webhook.source) is not None,
                "last": next(iter(captures(database(), webhook.source, now())), None),
            }
            for webhook in list_webhooks(database())
            if sources[webhook.source].brand in names
        ]
        return super().get_context_data(rows=rows, may_change=self.may("change_sources"), **kwargs)


class ChosenWebhook(ChosenSource):
    """A page about one webhook, whose source must be of a brand in view."""

    @cached_property
    def webhook(self) -> Webhook:
        """The webhook named in the address.

        Raises:
            Http404: there is none, or it belongs to a brand out of view.
        """
        found = find_webhook(database(), self.source.name)
        if found is None:
            raise Http404
        return found

    @property
    def address(self) -> str:
        """The address of the webhook's own page."""
        return reverse("studio_webhooks:one", args=[self.source.name])


class BelowWebhook(ChosenWebhook):
    """A page that leads back to the webhook's own."""

    def get_path(self) -> Path:
        return (SOURCES, LIST, (self.webhook.source, self.address))


class OneWebhook(ChosenWebhook, FormPage):
    """One webhook: where to deliver to, its mapping, what came lately and becomes of it."""

    template_name = "studio/webhooks/one.html"
    path = (SOURCES, LIST)
    form_class = MappingForm
    secret = ""
    """A secret that was made this instant; no page can ever show it again."""

    def get_title(self) -> str:
        return self.webhook.source

    def get_initial(self) -> dict[str, Any]:
        written = mappings_of(database(), self.source)
        text = written.text or starter(self.webhook.provider)
        chosen = self.request.GET.get("captured", "")
        return {"text": text, "seen": written.seen, "captured": chosen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        webhook, written = self.webhook, mappings_of(database(), self.source)
        server = f"{self.request.scheme}://{self.request.get_host()}"
        return {
            **context,
            "webhook": webhook,
            "source": self.source,
            "provider": PROVIDER_NAMES[webhook.provider],
            "at_provider": AT_PROVIDERS[webhook.provider],
            "url": f"{server}/v1/webhooks/{quote(webhook.source, safe='')}",
            "is_set": find_secret(settings.DATA.path, webhook.source) is not None,
            "shown_once": self.secret,
            "written": written,
            "shipped": shipped_texts(webhook.provider),
            "versions": versions_of(database(), self.source),
            "may_change": self.may("change_sources"),
            "drafted": written.draft is not None and not context["form"].errors,
            "captured": _number(self.request.GET.get("captured", "")),
        }

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the text and keep it as the draft, for those who may change sources."""
        if not self.may("change_sources"):
            return redirect(self.address)
        return super().post(*args, **kwargs)

    def act(self, form: MappingForm) -> HttpResponse:
        asked = form.cleaned_data
        try:
            check_own(self.webhook.provider, check_hook_mapping(asked["text"]))
        except MappingInvalid as error:
            language = get_language() or "en"
            form.add_error(None, error.say(language))
            faults = [(path, translate(said, language)) for path, said in error.fields.items()]
            shown = self.get_context_data(form=form, faults=faults)
            return self.render_to_response(shown, status=422)
        save_draft(
            database(),
            MAPPING_KIND,
            self.source.brand,
            self.webhook.source,
            asked["text"],
            self.request.user.get_username(),
            now=now(),
            seen=asked["seen"] or 0,
        )
        chosen = f"?captured={asked['captured']}" if asked["captured"] else ""
        return redirect(f"{self.address}{chosen}#captured")


class Captured(ChosenWebhook):
    """What was delivered lately and what one of it becomes, as a part of the webhook's page."""

    template_name = "studio/webhooks/captured.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = captures(database(), self.webhook.source, now())
        chosen = _choose(kept, _number(self.request.GET.get("captured", "")))
        return super().get_context_data(
            webhook=self.webhook,
            kept=kept,
            chosen=chosen,
            shown=self._show(chosen) if chosen else None,
            address=self.address,
            masked=self._masked,
            **kwargs,
        )

    @property
    def _masked(self) -> bool:
        return not self.may("view_personal")

    def _show(self, chosen: Capture) -> Any:
        written = mappings_of(database(), self.source)
        mapping = find_mapping(written, self.webhook.provider, chosen.topic)
        language = get_language() or "en"
        return show_trial(chosen, self.source, mapping, masked=self._masked, language=language)


class OneVersion(BelowWebhook):
    """An earlier version of a mapping, to read and to take up again."""

    template_name = "studio/version.html"

    def get_title(self) -> str:
        return _("Version %(version)d") % {"version": self.kwargs["version"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.kwargs["version"]
        versions = versions_of(database(), self.source)
        found = next((one for one in versions if one.version == wanted), None)
        if found is None:
            raise Http404
        return super().get_context_data(
            document=found,
            draft=mappings_of(database(), self.source).draft,
            address=self.address,
            may_change=self.may("change_sources"),
            **kwargs,
        )


def _choose(kept: list[Capture], number: int | None) -> Capture | None:
    """Return the delivery of a number, else the newest, else None."""
    return next((one for one in kept if one.number == number), kept[0] if kept else None)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
