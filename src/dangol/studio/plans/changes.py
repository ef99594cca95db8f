"""What puts a plan in force, throws a draft away, or drafts one from what was heard."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.kernel.clock import now
from dangol.live.collect.api import draft_plan
from dangol.registry.definitions.api import drop_draft, publish, save_draft
from dangol.registry.definitions.contracts import PLAN
from dangol.studio.ground.doors import database, log
from dangol.studio.ground.pages import ConfirmPage
from dangol.studio.plans.documents import plan_of
from dangol.studio.plans.views import BelowEditor

LOOKED_AT = 5_000
"""Entries of the log that a draft is made of here; the command line may look at more."""


class PublishPlan(BelowEditor, ConfirmPage):
    """Publish the draft; the edge obeys it within a second."""

    needs = ("view_sources", "change_sources")
    label = gettext_lazy("Publish")
    dangerous = False

    def get_title(self) -> str:
        return _("Publish the new plan of %(source)s?") % {"source": self.source.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if plan_of(database(), self.source).draft is None:
            raise Http404
        return super().get_context_data(**kwargs)

    def reach(self) -> list[str]:
        return [
            _("What this source sends is held against the new plan within a second."),
            _("What was kept before stays as it is."),
            _(
                "It can be undone: publish an earlier version again. What was refused or left out "
                "meanwhile does not come back by itself."
            ),
        ]

    def state(self) -> str:
        return str(plan_of(database(), self.source).seen)

    def act(self) -> HttpResponse:
        document = publish(
            database(),
            PLAN,
            self.source.brand,
            self.source.name,
            self.request.user.get_username(),
            now=now(),
            seen=int(self.state()),
        )
        said = _("Version %(version)d is published.") % {"version": document.version}
        messages.success(self.request, said)
        return redirect(self.editor)


class DropDraft(BelowEditor, ConfirmPage):
    """Throw the draft away."""

    needs = ("view_sources", "change_sources")
    title = gettext_lazy("Throw the draft away?")
    label = gettext_lazy("Throw it away")

    def reach(self) -> list[str]:
        return [_("The published plan stays as it is."), _("This cannot be undone.")]

    def act(self) -> HttpResponse:
        drop_draft(database(), PLAN, self.source.brand, self.source.name)
        return redirect(self.editor)


class InferPlan(BelowEditor, ConfirmPage):
    """Draft a plan from the newest events of the source."""

    needs = ("view_sources", "change_sources")
    title = gettext_lazy("Draft a plan from what was heard?")
    label = gettext_lazy("Draft it")
    dangerous = False

    def reach(self) -> list[str]:
        told = [
            _("Names, properties and types are taken from the newest events of this source."),
            _("It is a draft that only observes: nothing changes until you publish it."),
        ]
        if plan_of(database(), self.source).draft is not None:
            told.append(_("The draft that is there now is replaced. This cannot be undone."))
        return told

    def state(self) -> str:
        return str(plan_of(database(), self.source).seen)

    def act(self) -> HttpResponse:
        found = draft_plan(log(), self.source.name, LOOKED_AT)
        if not found.events:
            messages.error(self.request, _("Nothing was heard of this source lately."))
            return redirect(self.editor)
        save_draft(
            database(),
            PLAN,
            self.source.brand,
            self.source.name,
            found.write(),
            self.request.user.get_username(),
            now=now(),
            seen=int(self.state()),
        )
        said = _("Drafted from %(count)d events.") % {"count": found.events}
        messages.success(self.request, said)
        return redirect(self.editor)
