"""A source's plan: the editor, an event tried on it, earlier versions."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dangol.edge.config import read_hash_keys
from dangol.kernel.clock import now
from dangol.kernel.words import translate
from dangol.live.collect.api import check_plan
from dangol.live.collect.contracts import PlanInvalid
from dangol.registry.definitions.api import save_draft
from dangol.registry.definitions.contracts import PLAN
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import FormPage, Path
from dangol.studio.plans.documents import plan_of, versions_of
from dangol.studio.plans.forms import PlanForm, TryForm
from dangol.studio.plans.sayings import say_flags
from dangol.studio.plans.trying import try_event
from dangol.studio.sources.views import LIST, ChosenSource


class PlanPage(ChosenSource):
    """A page about one source's plan; leads back to the source."""

    needs: Sequence[str] = ("view_sources",)

    @property
    def editor(self) -> str:
        """The address of the plan's editor."""
        return reverse("studio_plans:edit", args=[self.source.name])

    def get_path(self) -> Path:
        return (LIST, (self.source.name, self.address))


class BelowEditor(PlanPage):
    """A page that leads back to the plan's editor."""

    def get_path(self) -> Path:
        return (LIST, (self.source.name, self.address), (_("Tracking plan"), self.editor))


class EditPlan(PlanPage, FormPage):
    """The editor: the text, its faults, its versions."""

    template_name = "studio/plans/edit.html"
    form_class = PlanForm

    def get_title(self) -> str:
        return _("Tracking plan of %(source)s") % {"source": self.source.name}

    def get_initial(self) -> dict[str, Any]:
        plan = plan_of(database(), self.source)
        return {"text": plan.text, "seen": plan.seen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        plan = plan_of(database(), self.source)
        return {
            **context,
            "source": self.source,
            "plan": plan,
            "versions": versions_of(database(), self.source),
            "may_change": self.may("change_sources"),
            "drafted": plan.draft is not None and not context["form"].errors,
        }

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the text and keep it as the draft, for those who may change sources."""
        if not self.may("change_sources"):
            return redirect(self.editor)
        return super().post(*args, **kwargs)

    def act(self, form: PlanForm) -> HttpResponse:
        asked = form.cleaned_data
        try:
            check_plan(asked["text"])
        except PlanInvalid as error:
            form.add_error(None, error.say(get_language() or "en"))
            shown = self.get_context_data(form=form, faults=_say_faults(error))
            return self.render_to_response(shown, status=422)
        save_draft(
            database(),
            PLAN,
            self.source.brand,
            self.source.name,
            asked["text"],
            self.request.user.get_username(),
            now=now(),
            seen=asked["seen"] or 0,
        )
        return redirect(self.editor)


class TryPlan(BelowEditor, FormPage):
    """An event tried on the draft, or on the plan in force where there is no draft."""

    template_name = "studio/plans/try.html"
    form_class = TryForm

    def get_title(self) -> str:
        return _("Try an event")

    def get_initial(self) -> dict[str, Any]:
        return {"event": EXAMPLE}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = plan_of(database(), self.source)
        return super().get_context_data(source=self.source, plan=plan, **kwargs)

    def act(self, form: TryForm) -> HttpResponse:
        tried = try_event(
            form.cleaned_data["event"],
            plan_of(database(), self.source).text,
            self.source,
            read_hash_keys(settings.DATA.path),
            get_language() or "en",
            now=now(),
        )
        shown = self.get_context_data(form=form, tried=tried, found=say_flags(tried.flags))
        return self.render_to_response(shown)


class OneVersion(BelowEditor):
    """An earlier version, to read and to take up again."""

    template_name = "studio/version.html"

    def get_title(self) -> str:
        return _("Version %(version)d") % {"version": self.kwargs["version"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.kwargs["version"]
        found = [one for one in versions_of(database(), self.source) if one.version == asked]
        if not found:
            raise Http404
        return super().get_context_data(
            document=found[0],
            draft=plan_of(database(), self.source).draft,
            address=self.editor,
            may_change=self.may("change_sources"),
            **kwargs,
        )


EXAMPLE = """{
  "event": "Order Completed",
  "userId": "u-1",
  "properties": {"order_id": "o-1", "total": 42000, "currency": "KRW"}
}"""


def _say_faults(error: PlanInvalid) -> list[tuple[str, str]]:
    """Return a document's faults as path and sentence, in the reader's language."""
    language = get_language() or "en"
    return [(place, translate(said, language)) for place, said in error.fields.items()]
