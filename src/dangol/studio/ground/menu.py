"""The Studio's menu: our rooms in one order, each shown to who may use it, and no other item."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.sidebar import ActionMenuItem

OTHER_LANGUAGE = {"en": ("ko", "한국어"), "ko": ("en", "English")}


class Room(MenuItem):
    """A menu item that leads to a room; ``needs`` is the right without which it is not shown."""

    def __init__(
        self, name: str, label: str | Promise, icon: str, url: str, needs: str = ""
    ) -> None:
        super().__init__(label, url, name=name, icon_name=icon)
        self.needs = needs

    def is_shown(self, request: HttpRequest) -> bool:
        return not self.needs or request.user.has_perm(f"access.{self.needs}")


class Wing(SubmenuMenuItem):
    """A menu item that opens the rooms of one wing."""

    def __init__(self, name: str, label: str | Promise, icon: str, rooms: list[Room]) -> None:
        for order, room in enumerate(rooms):
            room.order = order
        super().__init__(label, Menu(items=rooms), name=name, icon_name=icon)


class LanguageItem(MenuItem):
    """The switch to the other language, named in that language."""

    def __init__(self) -> None:
        super().__init__("", "", name="language", icon_name="dg-language")

    def render_component(self, request: HttpRequest) -> ActionMenuItem:
        del request
        code, name = OTHER_LANGUAGE["ko" if get_language() == "ko" else "en"]
        return ActionMenuItem(
            self.name,
            name,
            f"{reverse('choose_language')}?language={code}",
            icon_name=self.icon_name,
            attrs={"lang": code},
        )


class CustomerSearch(SearchArea):
    """What the menu's search box looks through: customers, by any name they go by."""

    def __init__(self) -> None:
        super().__init__(
            _("Customers"), reverse("studio_customers:index"), name="customers", order=-1
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("access.view_customers")


def build_menu() -> list[MenuItem]:
    """Return the menu of the rooms that exist, in the Studio's order."""
    items: list[MenuItem] = [
        Room("today", _("Today"), "dg-today", reverse("wagtailadmin_home")),
        Room(
            "customers",
            _("Customers"),
            "dg-customers",
            reverse("studio_customers:index"),
            "view_customers",
        ),
        Wing(
            "insights",
            _("Insights"),
            "dg-insights",
            [
                Room(
                    "lifecycle",
                    _("Lifecycle"),
                    "dg-lifecycle",
                    reverse("studio_lifecycle:index"),
                    "view_lifecycle",
                ),
            ],
        ),
        Room(
            "live-events",
            _("Live events"),
            "dg-live",
            reverse("studio_live_events:index"),
            "view_live_events",
        ),
        Room(
            "sources", _("Sources"), "dg-sources", reverse("studio_sources:index"), "view_sources"
        ),
        Wing("system", _("System"), "dg-system", _system_rooms()),
        LanguageItem(),
    ]
    for order, item in enumerate(items):
        item.order = order
    return items


def _system_rooms() -> list[Room]:
    return [
        Room("brands", _("Brands"), "dg-brands", reverse("studio_brands:index"), "manage_brands"),
        Room("people", _("People"), "user", reverse("wagtailusers_users:index"), "manage_people"),
        Room("keys", _("API keys"), "dg-keys", reverse("studio_keys:index"), "manage_keys"),
        Room(
            "lifecycle-rules",
            _("Lifecycle rules"),
            "dg-rules",
            reverse("studio_rules:index"),
            "view_lifecycle",
        ),
    ]


def keep_own_items(request: HttpRequest, items: list[Any]) -> None:
    """Leave only the Studio's own items in Wagtail's main menu."""
    items[:] = [item for item in build_menu() if item.is_shown(request)]
