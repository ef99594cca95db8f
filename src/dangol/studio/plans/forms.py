"""What is asked for: a plan's text, an event to try it on."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 500_000
LONGEST_EVENT = 32 * 1024

_CODE = {"spellcheck": "false", "wrap": "off", "autocomplete": "off"}


class PlanForm(forms.Form):
    """The document's text; ``seen`` tells which draft it was made from."""

    text = forms.CharField(
        label=_("Tracking plan"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, **_CODE}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        """Take lines however the browser ends them."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


class TryForm(forms.Form):
    """An event as a system would send it."""

    event = forms.CharField(
        label=_("An event, as JSON"),
        max_length=LONGEST_EVENT,
        widget=forms.Textarea(attrs={"rows": 12, **_CODE}),
        help_text=_("It is only tried: nothing is kept and no customer changes."),
    )
