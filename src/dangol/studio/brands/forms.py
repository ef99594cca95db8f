"""What is asked for when a brand is added."""

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

COMMON_ZONES = ("Asia/Seoul", "Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore", "Europe/Berlin")
FURTHER_ZONES = ("Europe/London", "America/New_York", "America/Los_Angeles", "UTC")


class BrandForm(forms.Form):
    """A new brand: its name, time zone and currency."""

    name = forms.CharField(label=_("Name"), max_length=200)
    zone = forms.CharField(
        label=_("Time zone"),
        initial="Asia/Seoul",
        help_text=_("Days of this brand begin and end by this zone, such as Asia/Seoul."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )
    currency = forms.CharField(
        label=_("Currency"),
        initial="KRW",
        max_length=3,
        help_text=_("Three letters, such as KRW. Holds where an event states none."),
    )

    zones = (*COMMON_ZONES, *FURTHER_ZONES)

    def clean_zone(self) -> str:
        """Take a zone however its letters are cased."""
        asked: str = self.cleaned_data["zone"].strip()
        known = {zone.lower(): zone for zone in zoneinfo.available_timezones()}
        return known.get(asked.lower(), asked)

    def clean_currency(self) -> str:
        """Take a currency in small letters too."""
        currency: str = self.cleaned_data["currency"].strip().upper()
        return currency

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].widget.attrs["autocomplete"] = "off"
