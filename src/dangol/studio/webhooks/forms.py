"""What is asked for when a webhook is made, and its mapping's editor."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.registry.access.contracts import Brand
from dangol.registry.webhooks.contracts import PROVIDERS, SCHEMES
from dangol.studio.webhooks.words import PROVIDER_NAMES, SCHEME_NAMES

LONGEST_TEXT = 64 * 1024


def _secret_field(**more: Any) -> forms.CharField:
    """Return a field that shows nothing of what stands in it, also not after a fault."""
    attributes = {"autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        label=_("Secret"), widget=forms.PasswordInput(attrs=attributes), max_length=1000, **more
    )


class WebhookForm(forms.Form):
    """A new webhook: name, provider, brand, secret, and how another system signs."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Stands in every event from now on and cannot be changed, such as onggi-shop."),
    )
    provider = forms.ChoiceField(
        label=_("Who delivers"),
        choices=[(one, PROVIDER_NAMES[one]) for one in PROVIDERS],
        widget=forms.RadioSelect,
        initial="shopify",
    )
    brand = forms.ChoiceField(label=_("Brand"))
    secret = _secret_field(
        required=False,
        help_text=_(
            "As the provider shows it. Left empty, one is made for you where the provider takes "
            "any, or you set it later."
        ),
    )
    scheme = forms.ChoiceField(
        label=_("How another system signs"),
        choices=[(one, SCHEME_NAMES[one]) for one in SCHEMES],
        widget=forms.RadioSelect,
        initial="hmac",
        required=False,
    )
    header = forms.CharField(
        label=_("Header"),
        max_length=100,
        required=False,
        help_text=_("Of another system: the header that it signs in, if it is not the usual one."),
    )

    def __init__(self, *args: Any, brands: list[Brand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(brand.slug, brand.name) for brand in brands]
        cast(forms.ChoiceField, self.fields["brand"]).choices = choices


class SecretForm(forms.Form):
    """A webhook's new secret."""

    secret = _secret_field(help_text=_("As the provider shows it. The old one ends at once."))


class MappingForm(forms.Form):
    """The mapping's text; ``seen`` tells which draft it was made from."""

    text = forms.CharField(
        label=_("Mapping"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 26, "spellcheck": "false", "wrap": "off", "autocomplete": "off"}
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    captured = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        """Take lines however the browser ends them."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")
