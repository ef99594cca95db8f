"""The business's words for what the rooms name in one English word, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STAGE_NAMES: dict[str, str | Promise] = {
    "discover": _("Discover"),
    "explore": _("Explore"),
    "buy": _("Buy"),
    "use": _("Use"),
    "ask": _("Ask"),
    "engage": _("Engage"),
}
STAGE_MEANINGS: dict[str, str | Promise] = {
    "discover": _("meets the brand"),
    "explore": _("looks and compares"),
    "buy": _("decides and pays"),
    "use": _("starts to use"),
    "ask": _("needs help"),
    "engage": _("stays and recommends"),
}
ROLE_NAMES: dict[str, str | Promise] = {
    "Marketing": _("Marketing"),
    "IT": _("IT"),
    "Service": _("Service"),
    "Sales": _("Sales"),
    "Product": _("Product"),
    "Analyst": _("Analyst"),
    "Executive": _("Executive"),
}
TOUCHPOINT_NAMES: dict[str, str | Promise] = {
    "web": _("Website"),
    "app": _("App"),
    "store": _("Shop"),
    "call": _("Call centre"),
    "email": _("E-mail"),
    "social": _("Social network"),
    "device": _("Connected device"),
    "server": _("Server"),
}
