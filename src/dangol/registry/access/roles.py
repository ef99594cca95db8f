"""The seven roles of the house and what each may do, as data.

Marketing and IT share the lifecycle; IT holds the keys, the walls and the people, Marketing the
rules of the stages. Analysts and the executive look at numbers and do not see personal data.
"""

from dangol.registry.access.contracts import Role

_SEES_STAGES = ("view_lifecycle",)
_MEETS_CUSTOMERS = ("view_customers", "view_personal", *_SEES_STAGES)

ROLES: dict[Role, tuple[str, ...]] = {
    "Marketing": (*_MEETS_CUSTOMERS, "change_lifecycle", "view_live_events", "view_sources"),
    "IT": (
        "view_customers",
        *_SEES_STAGES,
        "view_live_events",
        "view_sources",
        "change_sources",
        "manage_brands",
        "manage_keys",
        "manage_people",
        "view_system",
        "view_user",
        "add_user",
        "change_user",
        "delete_user",
    ),
    "Service": (*_MEETS_CUSTOMERS, "view_live_events"),
    "Sales": _MEETS_CUSTOMERS,
    "Product": ("view_customers", *_SEES_STAGES, "view_live_events", "view_sources"),
    "Analyst": ("view_customers", *_SEES_STAGES, "view_sources"),
    "Executive": _SEES_STAGES,
}
"""Codenames of access's own permissions; everybody may also open the Studio."""
