"""A person's own settings: name, time zone, theme, password. Language has a switch in the menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.account import LocalePreferencesForm, NameEmailForm
from wagtail.admin.views.account import (
    AccountView,
    ChangePasswordPanel,
    LocaleSettingsPanel,
    NameEmailSettingsPanel,
    ThemeSettingsPanel,
)
from wagtail.users.models import UserProfile


class OwnNameForm(NameEmailForm):
    """Name and e-mail; nobody has to tell them to change a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


class TimeZoneForm(LocalePreferencesForm):
    """The zone in which times are told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("preferred_language", None)


class NamePanel(NameEmailSettingsPanel):
    """Name and e-mail."""

    form_class = OwnNameForm


class TimeZonePanel(LocaleSettingsPanel):
    """Time zone."""

    title = _("Time zone")
    form_class = TimeZoneForm


class OwnAccount(AccountView):
    """The page behind one's own name in the menu."""

    def get_panels(self) -> list[Any]:
        person = self.request.user
        given = (self.request, person, UserProfile.get_for_user(person))
        kinds = (NamePanel, TimeZonePanel, ThemeSettingsPanel, ChangePasswordPanel)
        return [panel for panel in (kind(*given) for kind in kinds) if panel.is_active()]


own_account = require_admin_access(OwnAccount.as_view())
