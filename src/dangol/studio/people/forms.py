"""What is asked for about a person: name, e-mail, password, roles, brands.

There is no "administrator" to tick: what somebody may do is told by roles alone.
"""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from dangol.studio.ground.words import ROLE_NAMES

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
_WIDGETS = {"brands": forms.CheckboxSelectMultiple}
_LABELS = {
    "open_brands": _("Sees every brand without a wall"),
    "brands": _("Also sees these brands"),
    "language": _("Language"),
}
_LANGUAGES = (("", _("As the browser asks")), ("ko", "한국어"), ("en", "English"))


def name_role(group: Group) -> str:
    """Name a role in the reader's language; a group that somebody added keeps its name."""
    return str(ROLE_NAMES.get(group.name, group.name))


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Roles to tick, by their names."""

    def label_from_instance(self, obj: Group) -> str:
        return name_role(obj)


class _AboutAPerson(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    email = forms.EmailField(required=False, label=_("Email"))
    first_name = forms.CharField(required=False, label=_("First Name"))
    last_name = forms.CharField(required=False, label=_("Last Name"))
    groups = RolesField(
        queryset=Group.objects.all(),
        required=False,
        label=_("Roles"),
        help_text=_("What this person may see and do."),
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(required=False, label=_("Language"), choices=_LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)
        self.fields["brands"].help_text = _("Needed for walled brands, or where not all are seen.")


class NewPersonForm(_AboutAPerson, UserCreationForm):
    """A person to be added."""

    class Meta(UserCreationForm.Meta):
        fields = _FIELDS
        widgets = _WIDGETS
        labels = _LABELS


class PersonForm(_AboutAPerson, UserEditForm):
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
