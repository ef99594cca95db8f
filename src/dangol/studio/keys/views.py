"""IT's pages about API keys: the list, a new one shown once, revoking."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.kernel.clock import now
from dangol.registry.access.api import (
    add_key,
    list_brands,
    list_keys,
    revoke_key,
    view_of_user,
)
from dangol.registry.access.contracts import ApiKey
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import ConfirmPage, FormPage, StudioPage
from dangol.studio.keys.forms import SCOPE_NAMES, KeyForm

LIST = (gettext_lazy("API keys"), "/studio/system/keys/")


class KeyList(StudioPage):
    """All API keys; never their secrets."""

    template_name = "studio/keys/list.html"
    needs = ("manage_keys",)
    title = gettext_lazy("API keys")
    intro = gettext_lazy(
        "Secrets by which other systems read customers or act. Sources have keys of their own."
    )
    made = ""
    """A key that was made this instant; no page can ever show it again."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = {brand.slug: brand.name for brand in list_brands(database())}
        may = dict(SCOPE_NAMES)
        rows = [
            {
                "key": key,
                "may": may[key.scope],
                "brands": sorted(names.get(slug, slug) for slug in key.view.named),
            }
            for key in list_keys(database())
        ]
        return super().get_context_data(rows=rows, made=self.made, **kwargs)


class AddKey(FormPage):
    """A form for a new API key; the answer shows the key, once."""

    template_name = "studio/keys/add.html"
    needs = ("manage_keys",)
    title = gettext_lazy("New API key")
    path = (LIST,)
    form_class = KeyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "brands": self.brands,
            "open_brands": view_of_user(database(), self.request.user.pk or 0).open_brands,
        }

    def act(self, form: KeyForm) -> HttpResponse:
        asked = form.cleaned_data
        key = add_key(database(), asked["name"], asked["scope"], asked["brands"], now=now())
        page = KeyList(made=key)
        page.setup(self.request)
        response: HttpResponse = page.get(self.request)
        return response


class RevokeKey(ConfirmPage):
    """Take an API key away."""

    needs = ("manage_keys",)
    path = (LIST,)
    label = gettext_lazy("Revoke")

    @cached_property
    def key(self) -> ApiKey:
        """The key named in the address.

        Raises:
            Http404: there is none.
        """
        for key in list_keys(database()):
            if key.name == self.kwargs["name"]:
                return key
        raise Http404

    def get_title(self) -> str:
        return _("Revoke the key %(name)s?") % {"name": self.key.name}

    def reach(self) -> list[str]:
        return [
            _("Whatever uses it is refused from now on."),
            _("This cannot be undone. A new key can be made at any time."),
        ]

    def act(self) -> HttpResponse:
        revoke_key(database(), self.key.name)
        messages.success(self.request, _("The key %(name)s is revoked.") % {"name": self.key.name})
        return redirect("studio_keys:index")
