"""What is asked for about a person: name, e-mail, password, roles, brands.

There is no "administrator" to tick: what somebody may do is told by roles alone.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

_FIELDS = (
    "username",
    "email",
    "first_name",
    "last_name",
    "groups",
    "open_brands",
    "brands",
    "language",
)
_WIDGETS = {"groups": forms.CheckboxSelectMultiple, "brands": forms.CheckboxSelectMultiple}
_LABELS = {
    "groups": _("Roles"),
    "open_brands": _("Sees every brand without a wall"),
    "brands": _("Also sees these brands"),
    "language": _("Language"),
}
_LANGUAGES = (("", _("As the browser asks")), ("ko", "한국어"), ("en", "English"))


class _AboutAPerson(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    email = forms.EmailField(required=False, label=_("Email"))
    first_name = forms.CharField(required=False, label=_("First Name"))
    last_name = forms.CharField(required=False, label=_("Last Name"))
    language = forms.ChoiceField(required=False, label=_("Language"), choices=_LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)
        self.fields["groups"].label = _("Roles")
        self.fields["groups"].help_text = _("What this person may see and do.")
        self.fields["brands"].help_text = _("Needed for walled brands, or where not all are seen.")


class NewPersonForm(_AboutAPerson, UserCreationForm):  # type: ignore[misc]  # Wagtail is untyped
    """A person to be added."""

    class Meta(UserCreationForm.Meta):
        fields = _FIELDS
        widgets = _WIDGETS
        labels = _LABELS


class PersonForm(_AboutAPerson, UserEditForm):  # type: ignore[misc]  # Wagtail is untyped
    """A person who is there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        editing_self = kwargs.get("editing_self", False)
        super().__init__(*args, **kwargs)
        if editing_self:
            self.fields.pop("is_active", None)

    class Meta(UserEditForm.Meta):
        fields = (*_FIELDS, "is_active")
        widgets = _WIDGETS
        labels = _LABELS
