"""What is asked for when a source is made, and when its limits are set."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.live.collect.api import MOST_NAMES
from dangol.registry.access.contracts import Brand
from dangol.registry.sources.api import TOUCHPOINTS
from dangol.studio.ground.words import TOUCHPOINT_NAMES


class SourceForm(forms.Form):
    """A new source: name, touchpoint, brand, and whether its key is secret."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Stands in every event from now on and cannot be changed, such as onggi-web."),
    )
    touchpoint = forms.ChoiceField(
        label=_("Touchpoint"),
        choices=[(one, TOUCHPOINT_NAMES[one]) for one in TOUCHPOINTS],
        widget=forms.RadioSelect,
        initial="web",
    )
    brand = forms.ChoiceField(label=_("Brand"))
    secret = forms.BooleanField(
        label=_("The key is secret"),
        required=False,
        help_text=_(
            "For servers only. What they claim of a person's identity is believed, and the key is "
            "shown once."
        ),
    )

    def __init__(self, *args: Any, brands: list[Brand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(brand.slug, brand.name) for brand in brands]
        cast(forms.ChoiceField, self.fields["brand"]).choices = choices


class LimitsForm(forms.Form):
    """What a source may send at most; what is left empty has no limit of its own."""

    per_second = forms.IntegerField(
        label=_("Events a second"),
        required=False,
        help_text=_(
            "Empty: no limit. What comes beyond it is turned away with the time to send it again; "
            "the usual kits then do so by themselves."
        ),
    )
    per_day = forms.IntegerField(
        label=_("Events a day"),
        required=False,
        help_text=_("Empty: no limit. A day is from midnight to midnight UTC."),
    )
    most_names = forms.IntegerField(
        label=_("Names of events a day"),
        required=False,
        help_text=_(
            "Empty: the usual limit. Further new names of tracked events are refused on that day "
            "(UTC); known ones go on."
        ),
        widget=forms.NumberInput(attrs={"placeholder": MOST_NAMES}),
    )
