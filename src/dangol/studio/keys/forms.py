"""What is asked for when an API key is made."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.registry.access.contracts import Brand

SCOPE_NAMES = (
    ("read", _("Read: customers, their events, numbers")),
    ("write", _("Write: read, and change what the interface lets change")),
    ("admin", _("Admin: all that the interface can do")),
)


class KeyForm(forms.Form):
    """A new API key: what it is for, what it may do, which brands it sees.

    A key sees no brand that its maker does not see.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What the key is for, such as warehouse-export."),
    )
    scope = forms.ChoiceField(
        label=_("May"), choices=SCOPE_NAMES, widget=forms.RadioSelect, initial="read"
    )
    brands = forms.MultipleChoiceField(
        label=_("Brands"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every brand without a wall, also later ones."),
    )

    def __init__(self, *args: Any, brands: list[Brand], open_brands: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(brand.slug, brand.name) for brand in brands]
        chosen = cast(forms.MultipleChoiceField, self.fields["brands"])
        chosen.choices = choices
        if not open_brands:
            chosen.required = True
            chosen.help_text = _("The key sees these brands and no other.")
