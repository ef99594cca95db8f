"""What changes webhooks: a new one, a new secret, a mapping put in force or thrown away."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.kernel.clock import now
from dangol.registry.definitions.api import drop_draft, publish
from dangol.registry.webhooks.api import add_webhook, set_secret
from dangol.registry.webhooks.contracts import MAPPING_KIND
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import ConfirmPage, FormPage
from dangol.studio.webhooks.documents import mappings_of
from dangol.studio.webhooks.forms import SecretForm, WebhookForm
from dangol.studio.webhooks.views import LIST, SOURCES, BelowWebhook, OneWebhook

NEEDS = ("view_sources", "change_sources")


class AddWebhook(FormPage):
    """A form for a new webhook; a secret that is made is shown once, on the answer."""

    template_name = "studio/webhooks/add.html"
    needs = NEEDS
    title = gettext_lazy("New webhook")
    path = (SOURCES, LIST)
    form_class = WebhookForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "brands": self.brands}

    def act(self, form: WebhookForm) -> HttpResponse:
        asked = form.cleaned_data
        webhook, made = add_webhook(
            database(),
            settings.DATA.path,
            asked["name"],
            asked["provider"],
            asked["brand"],
            now=now(),
            secret=asked["secret"],
            scheme=asked["scheme"] or "hmac",
            header=asked["header"],
        )
        if not made:
            return redirect("studio_webhooks:one", name=webhook.source)
        return show_once(self.request, webhook.source, made)


class NewSecret(BelowWebhook, FormPage):
    """A form for another secret of a webhook."""

    template_name = "studio/webhooks/secret.html"
    needs = NEEDS
    form_class = SecretForm

    def get_title(self) -> str:
        return _("The secret of %(name)s") % {"name": self.webhook.source}

    def act(self, form: SecretForm) -> HttpResponse:
        secret = form.cleaned_data["secret"]
        set_secret(database(), settings.DATA.path, self.webhook.source, secret)
        messages.success(self.request, _("The secret is set. The old one has ended."))
        return redirect(self.address)


class PublishMapping(BelowWebhook, ConfirmPage):
    """Put the draft of a mapping in force."""

    needs = NEEDS
    label = gettext_lazy("Publish")
    dangerous = False

    def get_title(self) -> str:
        return _("Publish the mapping of %(name)s?") % {"name": self.webhook.source}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if mappings_of(database(), self.source).draft is None:
            raise Http404
        return super().get_context_data(**kwargs)

    def reach(self) -> list[str]:
        return [
            _("Deliveries that arrive from now on are read by it, within a second or two."),
            _("Events that were made before stay as they are."),
            _("It can be undone: publish an earlier version again."),
        ]

    def state(self) -> str:
        return str(mappings_of(database(), self.source).seen)

    def act(self) -> HttpResponse:
        document = publish(
            database(),
            MAPPING_KIND,
            self.source.brand,
            self.webhook.source,
            self.request.user.get_username(),
            now=now(),
            seen=int(self.state()),
        )
        said = _("Version %(version)d of the mapping is in force.")
        messages.success(self.request, said % {"version": document.version})
        return redirect(self.address)


class DropDraft(BelowWebhook, ConfirmPage):
    """Throw the draft of a mapping away."""

    needs = NEEDS
    title = gettext_lazy("Throw the draft away?")
    label = gettext_lazy("Throw it away")

    def reach(self) -> list[str]:
        return [_("The published mapping stays as it is."), _("This cannot be undone.")]

    def act(self) -> HttpResponse:
        drop_draft(database(), MAPPING_KIND, self.source.brand, self.webhook.source)
        return redirect(self.address)


def show_once(request: HttpRequest, name: str, secret: str) -> HttpResponse:
    """Answer with a webhook's page that shows its secret, for the only time."""
    page = OneWebhook(secret=secret)
    page.setup(request, name=name)
    response: HttpResponse = page.get(request, name=name)
    return response
