"""What puts rules in force, or a draft away; each with its reach told before."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.kernel.clock import now
from dangol.registry.definitions.api import announce, drop_draft, publish
from dangol.studio.ground.doors import database, log
from dangol.studio.ground.pages import ConfirmPage
from dangol.studio.rules.documents import KIND, SLUG, rules_of
from dangol.studio.rules.views import BelowEditor


class PublishRules(BelowEditor, ConfirmPage):
    """Publish the draft and tell the trip."""

    template_name = "studio/rules/publish.html"
    needs = ("view_lifecycle", "change_lifecycle")
    label = gettext_lazy("Publish")
    dangerous = False

    def get_title(self) -> str:
        return _("Publish the new rules of %(brand)s?") % {"brand": self.chosen.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if rules_of(database(), self.chosen.slug).draft is None:
            raise Http404
        return super().get_context_data(brand=self.chosen, **kwargs)

    def reach(self) -> list[str]:
        return [
            _(
                "Every customer's past stages are told anew by the new rules; this begins at once "
                "and goes on in the background."
            ),
            _("It can be undone: publish an earlier version, or the default, again."),
        ]

    def state(self) -> str:
        return str(rules_of(database(), self.chosen.slug).seen)

    def act(self) -> HttpResponse:
        at = now()
        document = publish(
            database(),
            KIND,
            self.chosen.slug,
            SLUG,
            self.request.user.get_username(),
            now=at,
            seen=int(self.state()),
        )
        announce(log(), document, now=at)
        messages.success(
            self.request,
            _("Version %(version)d is published. Customers are being restaged.")
            % {"version": document.version},
        )
        return redirect(self.address)


class DropDraft(BelowEditor, ConfirmPage):
    """Throw the draft away."""

    needs = ("view_lifecycle", "change_lifecycle")
    title = gettext_lazy("Throw the draft away?")
    label = gettext_lazy("Throw it away")

    def reach(self) -> list[str]:
        return [_("The published rules stay as they are."), _("This cannot be undone.")]

    def act(self) -> HttpResponse:
        drop_draft(database(), KIND, self.chosen.slug, SLUG)
        return redirect(self.address)
