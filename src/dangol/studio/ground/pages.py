"""What every page of the Studio is: a title, a way back, rights, and the brands in view."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.edit import FormMixin

from dangol.kernel.errors import DangolError
from dangol.kernel.words import translate
from dangol.registry.access.contracts import Brand
from dangol.studio.ground.sight import brands_in_sight

Words = str | Promise
Path = Sequence[tuple[Words, str]]


class StudioPage(TemplateView):
    """A page of the Studio; its template extends ``studio/page.html``.

    ``needs`` names the rights of ``access`` without which the page is refused; ``title``, ``intro``
    and ``path`` (pages above: label and address) fill the header. ``brands`` are those that the
    signed-in person may see, ``sees`` their slugs, ``brand`` the one chosen by ``?brand=``.
    """

    needs: Sequence[str] = ()
    title: Words = ""
    intro: Words = ""
    path: Path = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse people without the rights; Wagtail tells them so and leads them to Today."""
        if not request.user.has_perms([f"access.{right}" for right in self.needs]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def brands(self) -> list[Brand]:
        """The brands that this person may see, by name."""
        return brands_in_sight(self.request)

    @property
    def sees(self) -> frozenset[str]:
        """The slugs of the brands in view, as every read door takes them."""
        return frozenset(brand.slug for brand in self.brands)

    @property
    def brand(self) -> Brand | None:
        """The chosen brand, or None where none, or one out of view, was asked for."""
        asked = self.request.GET.get("brand", "")
        return next((brand for brand in self.brands if brand.slug == asked), None)

    def get_title(self) -> Words:
        """Return the page's name; overridden where it depends on what the page shows."""
        return self.title

    def get_path(self) -> Path:
        """Return the pages above, label and address; the last is where "Cancel" leads."""
        return self.path

    def may(self, right: str) -> bool:
        """Tell whether the signed-in person has a right of ``access``."""
        return bool(self.request.user.has_perm(f"access.{right}"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the header's words and the brands to the template."""
        given = {
            "title": self.get_title(),
            "intro": self.intro,
            "path": self.get_path(),
            "brands": self.brands,
            "brand": self.brand,
        }
        return super().get_context_data(**given | kwargs)


class FormPage(FormMixin, StudioPage):  # type: ignore[type-arg]  # FormMixin is not generic at run time
    """A page with one form; ``act`` does what it asks for, through a room's door.

    A ``DangolError`` from the door is shown at the fields that it names, else above the form.
    """

    def act(self, form: Any) -> HttpResponse:
        """Do it, and return the page that follows."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the form and act."""
        form = self.get_form()
        if form.is_valid():
            try:
                return self.act(form)
            except DangolError as error:
                show_fault(form, error)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ConfirmPage(StudioPage):
    """A question before something that cannot simply be taken back; it shows the reach first.

    ``state`` says in a word how the thing stood when the person was asked. If it stands otherwise
    when the answer comes, by a second click or by somebody else, nothing is done.
    """

    template_name = "studio/confirm.html"
    label: Words = ""
    dangerous = True

    def get_label(self) -> Words:
        """Return the button's words; overridden where they depend on the thing."""
        return self.label

    def is_dangerous(self) -> bool:
        """Tell whether something is lost by it; the button then warns."""
        return self.dangerous

    def reach(self) -> list[str]:
        """Return what will happen, a sentence each."""
        raise NotImplementedError

    def state(self) -> str:
        """Return how the thing stands; overridden where the act depends on it."""
        return ""

    def act(self) -> HttpResponse:
        """Do it, and return the page that follows."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the question's words to the template."""
        return super().get_context_data(
            reach=self.reach(),
            label=self.get_label(),
            dangerous=self.is_dangerous(),
            state=self.state(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, if all stands as it did when the person was asked; tell why not, if it fails."""
        if request.POST.get("state", "") != self.state():
            messages.error(request, _("This has changed meanwhile. Look at it again."))
        else:
            try:
                return self.act()
            except DangolError as error:
                messages.error(request, error.say(get_language() or "en"))
        return redirect(self.get_path()[-1][1])


def show_fault(form: Any, error: DangolError) -> None:
    """Put an error's sentences where the person can mend them, in the person's language."""
    language = get_language() or "en"
    named = {field: said for field, said in error.fields.items() if field in form.fields}
    for field, said in named.items():
        form.add_error(field, translate(said, language))
    if not named:
        form.add_error(None, error.say(language))
