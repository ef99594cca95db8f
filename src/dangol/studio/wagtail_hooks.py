"""What the Studio tells Wagtail: its menu, its pages' addresses, its look, its pictures.

A room gives ``urls.py`` with an ``app_name`` of ``studio_<room>`` and a page called ``index``; its
addresses are hung in here, its menu item in ``ground/menu.py``.
"""

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks

from dangol.studio.ground.menu import CustomerSearch, keep_own_items
from dangol.studio.today.panel import show_today

STYLES = ("tokens", "admin", "page", "parts", "stages", "forms", "sign")
SCRIPTS = ("ask", "copy", "fetch", "heard")
ICONS = (
    *("web", "app", "store", "call", "email", "social", "device", "server"),
    *("today", "customers", "insights", "lifecycle", "live", "sources", "system"),
    *("brands", "keys", "rules", "language"),
)

hooks.register("construct_main_menu", keep_own_items, order=1000)
hooks.register("register_admin_search_area", CustomerSearch, order=-1)
hooks.register("construct_homepage_panels", show_today, order=1000)


@hooks.register("register_admin_urls")
def hang_in_rooms() -> list[URLPattern | URLResolver]:
    """Give the rooms their addresses below ``/studio/``."""
    return [
        path("customers/", include("dangol.studio.customers.urls")),
        path("lifecycle/", include("dangol.studio.lifecycle.urls")),
        path("live/", include("dangol.studio.live_events.urls")),
        path("sources/refused/", include("dangol.studio.refused.urls")),
        path("sources/files/", include("dangol.studio.imports.urls")),
        path("sources/", include("dangol.studio.sources.urls")),
        path("sources/webhooks/", include("dangol.studio.webhooks.urls")),
        path("sources/", include("dangol.studio.plans.urls")),
        path("system/brands/", include("dangol.studio.brands.urls")),
        path("system/keys/", include("dangol.studio.keys.urls")),
        path("system/lifecycle/", include("dangol.studio.rules.urls")),
    ]


@hooks.register("insert_global_admin_css")
def link_styles() -> SafeString:
    """Link our style sheets after Wagtail's."""
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">',
        ((static(f"studio/css/{name}.css"),) for name in STYLES),
    )


@hooks.register("insert_global_admin_js")
def link_scripts() -> SafeString:
    """Load our Stimulus controllers after Wagtail's."""
    return format_html_join(
        "\n",
        '<script src="{}"></script>',
        ((static(f"studio/js/{name}.js"),) for name in SCRIPTS),
    )


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    """Add our pictures to Wagtail's sprite, as ``dg-<name>``."""
    return icons + [f"studio/icons/dg-{name}.svg" for name in ICONS]
