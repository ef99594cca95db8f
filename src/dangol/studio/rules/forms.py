"""The editor's form."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 100_000


class RulesForm(forms.Form):
    """The document's text; ``seen`` tells which draft it was made from."""

    text = forms.CharField(
        label=_("Rules"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 28, "spellcheck": "false", "wrap": "off", "autocomplete": "off"}
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        """Take lines however the browser ends them."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")
