"""Wagtail's users application with our pages about people."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    """Stands in the list of applications in the place of ``wagtail.users``."""

    user_viewset = "dangol.studio.people.pages.PeoplePages"
