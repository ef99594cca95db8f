"""The rules' pages: all brands, the editor with its preview, earlier versions."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dangol.kernel.clock import now
from dangol.kernel.words import translate
from dangol.live.profiles.api import check_lifecycle, totals
from dangol.live.profiles.contracts import LifecycleInvalid
from dangol.registry.access.contracts import Brand
from dangol.registry.definitions.api import save_draft
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import FormPage, Path, StudioPage
from dangol.studio.rules.counting import counts
from dangol.studio.rules.documents import KIND, SLUG, find_version, rules_of, versions_of
from dangol.studio.rules.forms import RulesForm
from dangol.studio.rules.preview import list_moves

LIST = (gettext_lazy("Lifecycle rules"), "/studio/system/lifecycle/")


class RulesList(StudioPage):
    """The rules of each brand in view."""

    template_name = "studio/rules/list.html"
    needs: Sequence[str] = ("view_lifecycle",)
    title = gettext_lazy("Lifecycle rules")
    intro = gettext_lazy(
        "Which events show that a customer has reached a stage, and when a stage is lost."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {"brand": brand, "rules": rules_of(database(), brand.slug)} for brand in self.brands
        ]
        return super().get_context_data(rows=rows, **kwargs)


class BrandRules(StudioPage):
    """A page about the rules of one brand, which must be in view."""

    needs: Sequence[str] = ("view_lifecycle",)

    @cached_property
    def chosen(self) -> Brand:
        """The brand named in the address.

        Raises:
            Http404: there is none in view.
        """
        for brand in self.brands:
            if brand.slug == self.kwargs["slug"]:
                return brand
        raise Http404

    @property
    def address(self) -> str:
        """The address of the brand's editor."""
        return reverse("studio_rules:edit", args=[self.chosen.slug])


class BelowEditor(BrandRules):
    """A page that leads back to the brand's editor."""

    def get_path(self) -> Path:
        return (LIST, (self.chosen.name, self.address))


class EditRules(BrandRules, FormPage):
    """The editor: the text, its faults, and what it would do."""

    template_name = "studio/rules/edit.html"
    path = (LIST,)
    form_class = RulesForm

    def get_title(self) -> str:
        return _("Lifecycle of %(brand)s") % {"brand": self.chosen.name}

    def get_initial(self) -> dict[str, Any]:
        rules = rules_of(database(), self.chosen.slug)
        return {"text": rules.text, "seen": rules.seen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rules = rules_of(database(), self.chosen.slug)
        return {
            **context,
            "brand": self.chosen,
            "rules": rules,
            "versions": versions_of(database(), self.chosen.slug),
            "may_change": self.may("change_lifecycle"),
            "drafted": rules.draft is not None and not context["form"].errors,
        }

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the text and keep it as the draft, for those who may change rules."""
        if not self.may("change_lifecycle"):
            return redirect(self.address)
        return super().post(*args, **kwargs)

    def act(self, form: RulesForm) -> HttpResponse:
        asked = form.cleaned_data
        try:
            check_lifecycle(asked["text"])
        except LifecycleInvalid as error:
            form.add_error(None, error.say(get_language() or "en"))
            shown = self.get_context_data(form=form, faults=_say_faults(error))
            return self.render_to_response(shown, status=422)
        save_draft(
            database(),
            KIND,
            self.chosen.slug,
            SLUG,
            asked["text"],
            self.request.user.get_username(),
            now=now(),
            seen=asked["seen"] or 0,
        )
        return redirect(self.address + "#preview")


class Preview(BrandRules):
    """What the draft would do now, or how far the counting of that is, as a part of a page."""

    template_name = "studio/rules/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = rules_of(database(), self.chosen.slug).draft
        if draft is None:
            raise Http404
        count = counts.of(database(), draft, now())
        return super().get_context_data(
            count=count,
            preview=count.preview,
            moves=list_moves(count.preview) if count.preview else [],
            customers=totals(database(), self.chosen.slug).customers,
            **kwargs,
        )


class RulesState(BrandRules):
    """How far the published version is in force, for the page that waits for it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the words that the page shows."""
        rules = rules_of(database(), self.chosen.slug)
        said = render_to_string("studio/rules/state_words.html", {"rules": rules})
        return JsonResponse({"heard": rules.settled, "sentence": said.strip()})


class OneVersion(BelowEditor):
    """An earlier version, to read and to take up again."""

    template_name = "studio/version.html"

    def get_title(self) -> str:
        number = self.kwargs["version"]
        return _("Version %(version)d") % {"version": number} if number else _("The default")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = find_version(database(), self.chosen.slug, self.kwargs["version"])
        if found is None:
            raise Http404
        return super().get_context_data(
            document=found,
            draft=rules_of(database(), self.chosen.slug).draft,
            address=self.address,
            may_change=self.may("change_lifecycle"),
            **kwargs,
        )


def _say_faults(error: LifecycleInvalid) -> list[tuple[str, str]]:
    """Return a document's faults as path and sentence, in the reader's language."""
    language = get_language() or "en"
    return [(place, translate(said, language)) for place, said in error.fields.items()]
