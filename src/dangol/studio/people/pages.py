"""Wagtail's pages about users, speaking of people, roles and brands."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.views.users import (
    CreateView,
    EditView,
    IndexView,
    UserFilterSet,
    UserViewSet,
)

from dangol.studio.people.forms import NewPersonForm, PersonForm, name_role


class PeopleFilters(UserFilterSet):
    """By role, and by whether somebody can sign in.

    Wagtail's filter by the last sign-in brings a date picker with a script in the page, which our
    content-security policy does not run.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for unused in ("is_superuser", "last_login"):
            del self.filters[unused]
        self.filters["group"].label = _("Role")
        self.filters["group"].field.label_from_instance = name_role


class PeopleList(IndexView):
    """Who signs in, with their roles."""

    page_title = _("People")
    add_item_label = _("Add a person")

    @cached_property
    def columns(self) -> list[Column]:
        """The columns: no access level, since roles tell all."""
        inherited = super().columns
        shown = [c for c in inherited if c.name not in ("is_superuser", "bulk_actions")]
        roles = Column("roles", accessor=_roles_of, label=_("Roles"), width="25%")
        return [*shown[:2], roles, *shown[2:]]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("groups")


class AddPerson(CreateView):
    """A form for a new person."""

    page_title = _("Add a person")
    submit_button_label = _("Add the person")
    success_message = _("'%(object)s' can sign in now.")


class EditPerson(EditView):
    """A form about a person who is there."""

    success_message = _("'%(object)s' is updated.")


class PeoplePages(UserViewSet):
    """The pages about people."""

    menu_label = _("People")
    filterset_class = PeopleFilters
    index_view_class = PeopleList
    add_view_class = AddPerson
    edit_view_class = EditPerson

    def get_form_class(self, for_update: bool = False) -> type:
        return PersonForm if for_update else NewPersonForm


def _roles_of(person: Any) -> str:
    return ", ".join(name_role(group) for group in person.groups.all())
